import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { CloudBuilder } from './cloud-builder.ts';
import type { RecordLayout } from './cloud-builder.ts';
import type { ReadCloudOptions } from './format.ts';
import { createPace } from './pace.ts';
import { readAhead, requireBytes } from './read-bytes.ts';
import { inBlocks } from './record-blocks.ts';

/** Large enough that asking for it, across threads, costs little beside working on it. */
const SLICE_BYTES = 4 << 20;

export interface RecordFile {
  readonly format: string;
  /** Byte where the first record begins. */
  readonly begin: number;
  /** Bytes per record. */
  readonly stride: number;
  readonly count: number;
  readonly layout: RecordLayout;
  readonly warnings: readonly string[];
}

/** Reads a file of equal records slice by slice: never the whole file in one buffer. Throws DataError 'truncated' before it allocates. */
export async function readRecords(
  source: ByteSource, file: RecordFile, options: ReadCloudOptions, context: JobContext,
): Promise<PointCloud> {
  const { begin, stride, count } = file;
  requireBytes(source, begin, count * stride, `${count} points of ${stride} bytes`);
  const builder = new CloudBuilder(source.name, file.layout, count, options);
  const pace = createPace(context, count);
  const perSlice = Math.max(1, Math.floor(SLICE_BYTES / stride));
  await pace.step(0);
  let done = 0;
  for await (const bytes of readAhead(source, begin, begin + count * stride, perSlice * stride, context.signal)) {
    inBlocks(bytes, stride, (records) => builder.add(records));
    done += bytes.byteLength / stride;
    await pace.step(done);
  }
  return builder.finish(file.format, file.warnings);
}
