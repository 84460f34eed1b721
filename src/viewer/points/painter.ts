import type { PerspectiveCamera, WebGLRenderer } from 'three';
import { Matrix4, Vector2 } from 'three';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import type { PackedPoints } from '#src/core/select/packed-points.ts';
import type { Selection } from '#src/core/select/selector.ts';
import type { LoadedSweep } from '#src/session/workspace.ts';
import { Budget, startBudget } from './budget.ts';
import type { Matrix } from './cull.ts';
import { GpuSweep } from './gpu-sweep.ts';
import { Picture } from './picture.ts';
import type { Program } from './program.ts';
import { linkProgram } from './program.ts';
import { fragmentShader, vertexShader } from './shader.ts';
import type { PointStyle } from './style.ts';
import { setLook, StyleTables } from './style.ts';

/** Gathering and uploading may take this long before each picture, milliseconds: more where pictures take long themselves. */
const UPLOAD_TIME = 8;
const LONGEST_UPLOAD = 35;

/** What a picture cost, and what is left to do. */
export interface Painted {
  /** Points in the picture that is shown now. */
  readonly drawn: number;
  /** Points in the blocks that may be in view. */
  readonly inView: number;
  readonly budget: number;
  /** More would be drawn if another picture were asked for. */
  readonly more: boolean;
}

/** What has changed on the GPU since the last picture: points to put over it, and whether that makes it out of date. */
type Touched = ReadonlyMap<GpuSweep, ReadonlySet<number>>;

/**
 * Draws points into pictures that are kept. While the view moves each picture gets an even share of every block in view, as
 * many points as the budget allows; when it rests, further shares are added until all are there. What changes meanwhile is
 * drawn over the picture at once, and a whole new one is made behind it, which takes its place when it is complete.
 */
export class PointPainter {
  readonly budget: Budget;
  private readonly gl: WebGL2RenderingContext;
  private readonly programs = new Map<string, Program>();
  private readonly tables: StyleTables;
  private front = new Picture();
  private back = new Picture();
  /** The front picture shows what is no longer so. */
  private stale = false;
  private restyled = true;
  private sweeps: readonly GpuSweep[] = [];
  private style: PointStyle | null = null;
  private clip: Matrix = [];
  private metrePixels = 1;
  private flash: { brightness: number; points: Selection; blocks: Touched; changed: boolean } = { brightness: 0, points: new Map(), blocks: new Map(), changed: false };
  private inView = 0;
  private lastPaint = 0;

  constructor(private readonly renderer: WebGLRenderer) {
    this.gl = renderer.getContext() as WebGL2RenderingContext;
    this.tables = new StyleTables(this.gl);
    this.budget = new Budget(startBudget(deviceName(this.gl)));
  }

  /** The picture to show. */
  get picture(): Picture {
    return this.front;
  }

  /** Exchanges what is drawn; sweeps that stay are not uploaded again. `origin`: world coordinates of the drawn zero. */
  show(sweeps: readonly LoadedSweep[], origin: Vec3, style: PointStyle): void {
    const before = new Map(this.sweeps.map((sweep) => [sweep.loaded, sweep]));
    this.sweeps = sweeps.map((loaded) => before.get(loaded) ?? new GpuSweep(this.gl, loaded, style.taxonomy));
    for (const sweep of this.sweeps) {
      before.delete(sweep.loaded);
      sweep.place(origin);
    }
    for (const left of before.values()) left.dispose();
    this.restyle(style);
  }

  restyle(style: PointStyle): void {
    this.style = style;
    this.tables.fill(style);
    for (const sweep of this.sweeps) sweep.colour(style.mode, style.taxonomy, style.shading);
    this.renderer.resetState();
    this.restyled = true;
  }

  /** Points whose labels, highlights or verdicts are other ones now; null = all of the sweep. */
  changed(sweep: SweepId, points: PackedPoints | null): void {
    this.sweeps.find(({ loaded }) => loaded.sweep.id === sweep)?.changed(points);
  }

  /** How bright these points flash now, 0..1. */
  setFlash(brightness: number, points: Selection): void {
    const before = this.flash;
    const blocks = points === before.points ? before.blocks : new Map(this.sweeps.map((sweep) => [sweep, sweep.holding(points.get(sweep.loaded.sweep.id))]));
    this.flash = { brightness, points, blocks, changed: before.changed || brightness !== before.brightness };
  }

  /** Brings the picture as far as one display frame allows. */
  paint(camera: PerspectiveCamera): Painted {
    if (this.style === null) return { drawn: 0, inView: 0, budget: this.budget.points, more: false };
    const { fresh, again } = this.upload();
    const moved = this.look(camera);
    if (moved || this.restyled || fresh.size > 0) this.inView = this.sweeps.reduce((sum, sweep) => sum + sweep.look(this.clip), 0);
    const share = Math.min(1, this.budget.points / Math.max(1, this.inView));
    this.begin();
    const drawn = this.advance(moved || this.restyled, share, fresh, again);
    this.end();
    this.restyled = this.flash.changed = false;
    if (drawn > 0 && fresh.size === 0 && again.size === 0) this.learn(drawn);
    const more = this.stale || this.front.progress < 1 || this.sweeps.some((sweep) => sweep.uploading);
    return { drawn: this.front.drawn, inView: this.inView, budget: this.budget.points, more };
  }

  /** Bytes in GPU buffers of points. */
  get bytes(): number {
    return this.sweeps.reduce((sum, sweep) => sum + sweep.bytes, 0);
  }

  dispose(): void {
    for (const sweep of this.sweeps) sweep.dispose();
    this.front.dispose();
    this.back.dispose();
    this.tables.dispose();
    for (const { program } of this.programs.values()) this.gl.deleteProgram(program);
  }

  /** Decides what one display frame draws; returns how many points that were. */
  private advance(anew: boolean, share: number, fresh: Touched, again: Touched): number {
    const whole = share === 1;
    const changed = again.size > 0 || this.flash.changed;
    if (anew || (whole && changed)) {
      this.clear(this.front);
      this.clear(this.back);
      this.stale = false;
      return this.add(this.front, share);
    }
    let drawn = 0;
    // At equal depth the later point wins: blocks that are drawn again replace their own points.
    if (fresh.size > 0) drawn += this.over(this.front, fresh, whole ? 1 : this.front.progress, true);
    if (changed) {
      for (const blocks of [again, this.flash.blocks]) drawn += this.over(this.front, blocks, Math.min(this.front.progress, share), false);
      this.clear(this.back);
      this.stale = true;
    }
    if (drawn > 0) return drawn;
    // Sizes that follow the density would leave the large points of the first share between the small ones of the last.
    if (this.front.progress < 1 && this.style?.sizing === 'adaptive') this.stale = true;
    if (!this.stale) return this.add(this.front, this.front.progress + share);
    drawn = this.add(this.back, this.back.progress + share);
    if (this.back.progress === 1) {
      [this.front, this.back] = [this.back, this.front];
      this.clear(this.back);
      this.stale = false;
    }
    return drawn;
  }

  private upload(): { fresh: Touched; again: Touched } {
    const start = performance.now();
    const most = Math.min(LONGEST_UPLOAD, Math.max(UPLOAD_TIME, (start - this.lastPaint) / 2));
    this.lastPaint = start;
    const enough = () => performance.now() - start > most;
    const fresh = new Map<GpuSweep, Set<number>>(), again = new Map<GpuSweep, Set<number>>();
    for (const sweep of this.sweeps)
      sweep.upload(enough, (block, before) => {
        const into = before ? again : fresh;
        into.set(sweep, (into.get(sweep) ?? new Set()).add(block));
      });
    return { fresh, again };
  }

  /** Takes over how the camera sees; true where that, or the size of the picture, is another than before. */
  private look(camera: PerspectiveCamera): boolean {
    const { x: width, y: height } = this.renderer.getDrawingBufferSize(new Vector2());
    camera.updateMatrixWorld();
    const { elements } = new Matrix4().multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse).transpose();
    const moved = elements.some((v, k) => v !== this.clip[k]);
    this.clip = elements;
    this.metrePixels = (camera.projectionMatrix.elements[5] * height) / 2;
    const resized = [this.front.resize(width, height), this.back.resize(width, height)];
    return moved || resized.includes(true);
  }

  /** The browser asks for the next picture when it is through with this one: that delay is what the points cost. */
  private learn(drawn: number): void {
    const start = performance.now();
    requestAnimationFrame(() => this.budget.took(performance.now() - start, drawn));
  }

  private begin(): void {
    const { gl } = this;
    gl.disable(gl.BLEND);
    gl.disable(gl.CULL_FACE);
    gl.disable(gl.SCISSOR_TEST);
    gl.disable(gl.STENCIL_TEST);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    gl.depthMask(true);
    gl.colorMask(true, true, true, true);
  }

  /** Gives the context back to three as it wants it. */
  private end(): void {
    this.gl.bindVertexArray(null);
    this.renderer.resetState();
    this.renderer.setRenderTarget(null);
  }

  private clear(picture: Picture): void {
    const { gl } = this;
    picture.progress = picture.drawn = 0;
    this.renderer.setRenderTarget(picture.target);
    this.begin();
    gl.clearColor(0, 0, 0, 0);
    gl.clearDepth(1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
  }

  /** Adds the next share to a picture. */
  private add(picture: Picture, to: number): number {
    const end = Math.min(1, to > 0.999 ? 1 : to);
    if (end <= picture.progress) return 0;
    // A share of a picture that is shown only when it is whole is drawn as large as the whole will be.
    const drawn = this.draw(picture, picture.progress, end, null, picture === this.back ? 1 : end);
    picture.progress = end;
    picture.drawn += drawn;
    return drawn;
  }

  private over(picture: Picture, blocks: Touched, to: number, isNew: boolean): number {
    if (to <= 0 || blocks.size === 0) return 0;
    const drawn = this.draw(picture, 0, to, blocks, picture.progress);
    if (isNew) picture.drawn += drawn;
    return drawn;
  }

  private draw(picture: Picture, from: number, to: number, only: Touched | null, density: number): number {
    this.renderer.setRenderTarget(picture.target);
    this.begin();
    let points = 0;
    let bound: Program | null = null;
    let ranged: GpuSweep | null = null;
    for (const sweep of this.sweeps) {
      const chosen = only?.get(sweep);
      if (only !== null && chosen === undefined) continue;
      const counts = (block: number) => (sweep.visible[block] === 1 && sweep.ready(block) && (chosen === undefined || chosen.has(block)) ? sweep.counts[block] : 0);
      for (const chunk of sweep.chunks) {
        const program = this.program(sweep, chunk.quantised);
        if (program !== bound) this.bind(program, density);
        if (program !== bound || ranged === null || !sameRanges(ranged, sweep)) this.setRanges(program, sweep);
        bound = program;
        ranged = sweep;
        points += chunk.draw(from, to, counts);
      }
    }
    return points;
  }

  private bind(program: Program, density: number): void {
    const { gl } = this;
    if (this.style === null) return;
    gl.useProgram(program.program);
    this.tables.bind(gl, program);
    setLook(gl, program, this.style, this.metrePixels, this.flash.brightness);
    gl.uniformMatrix4fv(program.uniform('clipFromDrawn'), true, this.clip);
    gl.uniform1f(program.uniform('density'), Math.max(1e-6, density));
  }

  private setRanges(program: Program, { heightRange, valueRange }: GpuSweep): void {
    this.gl.uniform2f(program.uniform('heightRange'), ...heightRange);
    this.gl.uniform2f(program.uniform('valueRange'), ...valueRange);
  }

  private program({ mode }: GpuSweep, quantised: boolean): Program {
    const key = `${mode.id} ${quantised}`;
    let program = this.programs.get(key);
    if (program === undefined) {
      program = linkProgram(this.gl, vertexShader({ colourOf: mode.glsl, extra: mode.extra ?? null, quantised }), fragmentShader);
      this.gl.uniformBlockBinding(program.program, this.gl.getUniformBlockIndex(program.program, 'Blocks'), 0);
      this.programs.set(key, program);
    }
    return program;
  }
}

/** Calls cost more than they look where there are hundreds of sweeps. */
function sameRanges(a: GpuSweep, b: GpuSweep): boolean {
  return [0, 1].every((k) => a.heightRange[k] === b.heightRange[k] && a.valueRange[k] === b.valueRange[k]);
}

function deviceName(gl: WebGL2RenderingContext): string {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(names === null ? gl.RENDERER : names.UNMASKED_RENDERER_WEBGL));
}
