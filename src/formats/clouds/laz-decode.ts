import { DataError, isAbort } from '#src/core/errors.ts';
import type { LasHeader } from './las-header.ts';
import type { LazChunk } from './laz-chunks.ts';
import type { LazPerf } from './laz-perf-module.ts';
import type { LazScheme } from './laz-scheme.ts';
import { viewOf } from './read-bytes.ts';
import type { Records } from './strided.ts';

/** Points that are decoded before the job looks up: about 10 ms. */
export const LAZ_BATCH = 16_384;
const BATCH_BYTES = 4 << 20;
/** Half of the largest heap that laz-perf can have. */
const MAX_CHUNK_BYTES = 1 << 30;
/** Byte of a record of point formats 6 to 8 that holds the scanner channel. */
const CHANNEL_BYTE = 15;

/** Decodes chunks of one file with laz-perf. */
export class LazDecoder {
  /** The scanner channels seen, where it matters (`contextsMayDiffer`). */
  readonly channels = new Set<number>();

  constructor(
    private readonly module: LazPerf,
    private readonly file: string,
    private readonly header: Pick<LasHeader, 'pointFormat' | 'recordLength'>,
    private readonly scheme: Pick<LazScheme, 'layers' | 'contextsMayDiffer'>,
  ) {}

  /**
   * Decodes the first `limit` points of a chunk, batch by batch; `work` looks at the records before the next batch overwrites them.
   * `name` is what an error calls the chunk. Throws DataError 'malformed' for a damaged chunk, 'too-large'.
   */
  async decode(
    bytes: Uint8Array, chunk: LazChunk, name: string, work: (records: Records) => void | Promise<void>, limit = chunk.points,
  ): Promise<void> {
    this.check(bytes, chunk, name);
    try {
      await this.run(bytes, Math.min(limit, chunk.points), work);
    } catch (error) {
      // laz-perf throws numbers (C++ exceptions) and WebAssembly traps, none of which says anything to a user.
      if (error instanceof DataError || isAbort(error)) throw error;
      throw new DataError('malformed', `${name} cannot be decoded`, {
        file: this.file, where: `byte ${chunk.begin}`, expected: `${chunk.points} points in ${bytes.length} bytes`, found: 'damaged data',
      });
    }
  }

  private async run(bytes: Uint8Array, points: number, work: (records: Records) => void | Promise<void>): Promise<void> {
    const { module, header: { pointFormat, recordLength: stride } } = this;
    const batch = Math.max(1, Math.min(LAZ_BATCH, points, Math.floor(BATCH_BYTES / stride)));
    const input = module._malloc(bytes.length), output = module._malloc(batch * stride);
    const decoder = new module.ChunkDecoder();
    try {
      module.HEAPU8.set(bytes, input);
      decoder.open(pointFormat, stride, input);
      for (let left = points; left > 0; ) {
        const n = Math.min(batch, left);
        for (let at = output; at < output + n * stride; at += stride) decoder.getPoint(at);
        const records = { bytes: module.HEAPU8.subarray(output, output + n * stride), stride, count: n };
        if (this.scheme.contextsMayDiffer) this.noteChannels(records);
        await work(records);
        left -= n;
      }
    } finally {
      decoder.delete();
      module._free(output);
      module._free(input);
    }
  }

  private noteChannels({ bytes, stride, count }: Records): void {
    for (let i = 0, b = CHANNEL_BYTE; i < count; i++, b += stride) this.channels.add((bytes[b] >> 4) & 3);
  }

  /**
   * A layered chunk states its points and the size of each layer: first record, count, sizes, layers. laz-perf allocates by
   * those sizes unchecked, so they are checked here.
   */
  private check(bytes: Uint8Array, { begin, points }: LazChunk, name: string): void {
    const { file, header: { recordLength }, scheme: { layers } } = this;
    if (bytes.length > MAX_CHUNK_BYTES)
      throw new DataError('too-large', `${name} is too large to decode`, {
        file, where: `byte ${begin}`, expected: `at most ${MAX_CHUNK_BYTES} bytes`, found: `${bytes.length}`, hint: 'convert it to LAS, or compress it anew',
      });
    if (layers === 0) return;
    const fail = (expected: string, found: string) =>
      new DataError('malformed', 'a damaged chunk', { file, where: `byte ${begin + recordLength}`, expected, found });
    const head = recordLength + 4 + 4 * layers;
    if (bytes.length < head) throw fail(`${head} bytes`, `${bytes.length}`);
    const view = viewOf(bytes);
    const stated = view.getUint32(recordLength, true);
    if (stated !== points) throw fail(`${points} points`, `${stated}`);
    let size = head;
    for (let i = 0; i < layers; i++) size += view.getUint32(recordLength + 4 + 4 * i, true);
    if (size > bytes.length) throw fail(`at most ${bytes.length} bytes`, `layers that end at ${size}`);
  }
}
