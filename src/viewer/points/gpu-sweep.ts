import type { ColourInputs, ColourMode, ExtraColumn, Shading } from '#src/core/colour/colour-mode.ts';
import { colourInputs } from '#src/core/colour/inputs.ts';
import { classMode } from '#src/core/colour/modes/class.ts';
import type { Range } from '#src/core/colour/shaded-column.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { PackedPoints } from '#src/core/select/packed-points.ts';
import type { LoadedSweep } from '#src/session/workspace.ts';
import type { Block } from './blocks.ts';
import { blocksHolding, blocksOf } from './blocks.ts';
import { Chunk, chunksOf } from './chunk.ts';
import type { Matrix } from './cull.ts';
import { cull, multiply } from './cull.ts';
import { gather, gatherColumn, gatherRgb } from './gather.ts';

/** A sweep on the GPU, block by block. Call `dispose` when it leaves the screen. */
export class GpuSweep {
  readonly blocks: readonly Block[];
  readonly chunks: readonly Chunk[];
  /** By block: 1 where it may be in view, as of the last `look`. */
  readonly visible: Uint8Array;
  /** Points of each block that are there to be drawn; 0 until it is uploaded. */
  readonly counts: Uint32Array;
  /** How its points are coloured now: the mode that was asked for, or by class where it has not what that shows. */
  mode: ColourMode = classMode;
  heightRange: Range = [0, 1];
  valueRange: Range = [0, 1];

  private readonly waiting = new Set<number>();
  private readonly waitingExtra = new Set<number>();
  private readonly fresh: Set<number>;
  private drawnFromLocal: Matrix = [];
  private origin: Vec3 = [0, 0, 0];
  private inputs: ColourInputs;
  private extra: ExtraColumn | null = null;
  private shown: ColourInputs['column'] = null;
  /** The column whose values the extra buffer holds, minus `base`. */
  private held: string | null = null;
  private base = 0;

  /** Nothing is uploaded yet, and it stands nowhere. */
  constructor(
    gl: WebGL2RenderingContext,
    readonly loaded: LoadedSweep,
    taxonomy: Taxonomy,
  ) {
    this.blocks = blocksOf(loaded.view);
    this.visible = new Uint8Array(this.blocks.length);
    this.counts = new Uint32Array(this.blocks.length);
    this.chunks = chunksOf(this.blocks).map(([first, end]) => new Chunk(gl, this.blocks.slice(first, end), first));
    this.fresh = new Set(this.blocks.keys());
    for (const block of this.fresh) this.waiting.add(block);
    this.inputs = this.inputsFor(taxonomy);
  }

  /** `origin`: world coordinates of the drawn zero. */
  place(origin: Vec3): void {
    this.origin = origin;
    this.drawnFromLocal = placed(this.loaded, origin);
    for (const chunk of this.chunks) chunk.place(this.drawnFromLocal);
  }

  /** Takes over how points are coloured. What only the new mode shows is uploaded next; what only the old one did is freed. */
  colour(mode: ColourMode, taxonomy: Taxonomy, shading: Shading): void {
    this.inputs = this.inputsFor(taxonomy, shading);
    const { column } = this.inputs;
    const can = mode.available(this.loaded.cloud) && (mode.extra !== 'column' || column !== null);
    this.mode = can ? mode : classMode;
    const [low, high] = this.inputs.heightRange;
    this.heightRange = [low - this.origin[2], high - this.origin[2]];
    const extra = this.mode.extra ?? null;
    const values = shading.column;
    if (extra !== this.extra || (extra === 'column' && this.held !== values)) this.exchangeExtra(extra, values);
    if (column !== null) this.valueRange = [column.range[0] - this.base, column.range[1] - this.base];
    this.shown = column;
  }

  /** Marks the blocks that hold these points for upload; null = all. */
  changed(points: PackedPoints | null): void {
    for (const block of points === null ? this.blocks.keys() : blocksHolding(points, this.blocks, this.loaded.view)) this.waiting.add(block);
  }

  /** The blocks that hold these points. */
  holding(points: PackedPoints | undefined): ReadonlySet<number> {
    return new Set(points === undefined ? [] : blocksHolding(points, this.blocks, this.loaded.view));
  }

  get uploading(): boolean {
    return this.waiting.size + this.waitingExtra.size > 0;
  }

  /**
   * Uploads what waits until `enough` says so. Calls back for each block with whether the block was there before: then
   * pictures of it are out of date.
   */
  upload(enough: () => boolean, done: (block: number, again: boolean) => void): void {
    for (const block of this.waiting) {
      if (enough()) return;
      const { count, bytes } = gather(this.blocks[block], this.loaded, this.inputs);
      this.chunkOf(block).upload(block, bytes);
      this.counts[block] = count;
      this.waiting.delete(block);
      done(block, !this.fresh.delete(block));
    }
    for (const block of this.waitingExtra) {
      if (enough()) return;
      const { bytes } = this.extra === 'column' && this.shown !== null
        ? gatherColumn(this.blocks[block], this.loaded, this.shown, this.base)
        : gatherRgb(this.blocks[block], this.loaded, this.inputs);
      this.chunkOf(block).uploadExtra(block, bytes);
      this.waitingExtra.delete(block);
      done(block, false);
    }
  }

  /** Whether a block can be drawn in its present colours. */
  ready(block: number): boolean {
    return this.counts[block] > 0 && !this.waitingExtra.has(block);
  }

  /** Finds out what is in view; returns the number of points in those blocks. */
  look(clipFromDrawn: Matrix): number {
    cull(this.blocks, multiply(clipFromDrawn, this.drawnFromLocal), this.visible);
    let points = 0;
    for (let block = 0; block < this.blocks.length; block++) if (this.visible[block] === 1) points += this.counts[block];
    return points;
  }

  /** Bytes in GPU buffers. */
  get bytes(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
  }

  dispose(): void {
    for (const chunk of this.chunks) chunk.dispose();
  }

  private exchangeExtra(extra: ExtraColumn | null, column: string | null): void {
    this.extra = extra;
    this.held = extra === 'column' ? column : null;
    this.base = this.inputs.column?.range[0] ?? 0;
    this.waitingExtra.clear();
    for (const chunk of this.chunks) chunk.exchangeExtra(extra);
    if (extra !== null) for (const block of this.blocks.keys()) this.waitingExtra.add(block);
  }

  private chunkOf(block: number): Chunk {
    const chunk = this.chunks.findLast(({ first }) => first <= block);
    if (chunk === undefined) throw new RangeError(`no block ${block} in ${this.loaded.sweep.id}`);
    return chunk;
  }

  private inputsFor(taxonomy: Taxonomy, shading?: Shading): ColourInputs {
    const { cloud, labels, verdicts, sweep } = this.loaded;
    return colourInputs({ cloud, labels: labels.labels, verdicts, worldFromSweep: sweep.worldFromSweep }, taxonomy, shading);
  }
}

/** Everything is added up in Float64 before it becomes Float32 on the GPU. */
function placed({ sweep, cloud }: LoadedSweep, origin: Vec3): Matrix {
  const { r } = sweep.worldFromSweep;
  const at = apply(sweep.worldFromSweep, cloud.origin);
  return [
    r[0], r[1], r[2], at[0] - origin[0],
    r[3], r[4], r[5], at[1] - origin[1],
    r[6], r[7], r[8], at[2] - origin[2],
    0, 0, 0, 1,
  ];
}
