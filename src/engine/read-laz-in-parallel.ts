import { allocate } from '#src/core/cloud/columns.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError, isAbort } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { allocating } from '#src/formats/clouds/cloud-builder.ts';
import type { CloudArrays } from '#src/formats/clouds/cloud-builder.ts';
import type { ReadCloudOptions } from '#src/formats/clouds/format.ts';
import { joinLazParts } from '#src/formats/clouds/laz-plan.ts';
import type { LazPart, LazPartResult, LazPlan } from '#src/formats/clouds/laz-plan.ts';
import type { Engine, RunOptions } from './engine.ts';
import { decodeLazChunksJob } from './jobs/decode-laz-chunks.request.ts';
import { planLazJob } from './jobs/plan-laz.request.ts';

/** About a fifth of a second of decoding: short enough that other jobs get their turn, long enough that the messages cost nothing. */
const POINTS_PER_PART = 250_000;

export type ReadOptions = Pick<RunOptions, 'signal' | 'progress' | 'priority'>;

/** Reads a LAZ file on all workers but one: the same cloud, or the same error, as `laz.read`. Its chunk table is read once. */
export async function readLazInParallel(engine: Engine, source: ByteSource, options: ReadCloudOptions, context: ReadOptions = {}): Promise<PointCloud> {
  const { signal, priority } = context;
  const { columns, positions } = options;
  const { plan, parts } = await engine.run(planLazJob, { columns, positions, pointsPerPart: POINTS_PER_PART }, { source, signal, priority });
  const arrays = roomFor(plan, options);
  const decode = new LazDecoding(engine, source, plan, parts, arrays, options, context);
  return joinLazParts(plan, arrays, await decode.run());
}

function roomFor({ name, header: { count }, chosen }: LazPlan, { shared, positions }: ReadCloudOptions): CloudArrays {
  return allocating(name, count, () => ({
    positions: allocate('float32', positions === false ? 0 : 3 * count, shared) as Float32Array,
    columns: Object.fromEntries(chosen.map((f) => [f.name, allocate(f.type, f.count * count, shared)])),
  }));
}

/** One file under way: as many parts at a time as there are workers to spare, in the file's order. */
class LazDecoding {
  private readonly done: number[];
  private readonly results: LazPartResult[] = [];
  private readonly stop = new AbortController();
  private next = 0;
  /** The error of the first part, in the file, that failed: the one that reading it in one go would have met. */
  private failedPart = Infinity;
  private error: unknown = null;

  constructor(
    private readonly engine: Engine, private readonly source: ByteSource, private readonly plan: LazPlan, private readonly parts: readonly LazPart[],
    private readonly arrays: CloudArrays, private readonly options: ReadCloudOptions, private readonly context: ReadOptions,
  ) {
    this.done = parts.map(() => 0);
  }

  async run(): Promise<readonly LazPartResult[]> {
    const { engine: { size }, context: { signal } } = this;
    const abort = (): void => this.stop.abort(signal!.reason);
    signal?.throwIfAborted();
    signal?.addEventListener('abort', abort);
    try {
      // One worker is left to what the user does meanwhile, where there are enough.
      await Promise.all(Array.from({ length: size > 2 ? size - 1 : size }, () => this.work()));
    } finally {
      signal?.removeEventListener('abort', abort);
    }
    if (this.failedPart < Infinity) throw this.error;
    return this.results;
  }

  /** Takes part after part, until there is none or one has failed. Those before a failed one are finished: theirs may be the first error. */
  private async work(): Promise<void> {
    while (this.next < this.parts.length && this.failedPart === Infinity) {
      const k = this.next++;
      try {
        this.results[k] = await this.decode(k);
      } catch (error) {
        if (k < this.failedPart) {
          this.failedPart = k;
          this.error = error;
        }
        if (isAbort(error) || !(error instanceof DataError)) this.stop.abort();
      }
    }
  }

  private async decode(k: number): Promise<LazPartResult> {
    const { engine, source, plan, options, context: { progress, priority } } = this;
    const part = this.parts[k];
    const target = this.slice(part);
    const into = options.shared === true ? target : null;
    const tell = (points: number): void => {
      this.done[k] = points;
      progress?.(this.done.reduce((a, b) => a + b, 0), plan.header.count);
    };
    const { arrays, ...result } = await engine.run(
      decodeLazChunksJob, { plan, part, into, positions: options.positions !== false }, { source, signal: this.stop.signal, progress: tell, priority },
    );
    if (arrays !== null) {
      target.positions.set(arrays.positions);
      for (const [name, values] of Object.entries(arrays.columns)) (target.columns[name] as { set(from: unknown): void }).set(values);
    }
    return result;
  }

  private slice({ firstPoint, points }: LazPart): CloudArrays {
    const { positions, columns } = this.arrays;
    const values = this.plan.chosen.map(({ name, count }) => [name, columns[name].subarray(count * firstPoint, count * (firstPoint + points))] as const);
    return { positions: positions.subarray(3 * firstPoint, 3 * (firstPoint + points)), columns: Object.fromEntries(values) };
  }
}
