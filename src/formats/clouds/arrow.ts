import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { FILE_MAGIC, listArrowFile, listArrowStream } from './arrow-batches.ts';
import type { ArrowFile } from './arrow-batches.ts';
import { arrowTable } from './arrow-table.ts';
import type { CloudFormat, ReadCloudOptions } from './format.ts';
import type { ColumnFile } from './from-columns.ts';
import { cloudFromColumns } from './from-columns.ts';
import { positionColumns } from './position-columns.ts';
import { throwIfAborted } from './pace.ts';
import { findAxes } from './pcd-fields.ts';

/** Apache Arrow's IPC file, which is also Feather version 2 (Argoverse 2), and its stream; buffers plain, LZ4 or Zstandard. */
export const arrow: CloudFormat = {
  id: 'arrow',
  name: 'Arrow or Feather table',
  extensions: ['feather', 'arrow', 'arrows', 'ipc'],
  mimeTypes: ['application/vnd.apache.arrow.file', 'application/vnd.apache.arrow.stream'],
  sniff: (head) => startsWith(head, FILE_MAGIC) || startsWith(head, FEATHER_1),
  async holdsPoints(source, signal) {
    const { columns } = await openArrow(source, [], signal);
    findAxes(columns.map((c) => c.field), source.name);
    return true;
  },
  read: readArrow,
};

const FEATHER_1 = 'FEA1';

async function readArrow(source: ByteSource, options: ReadCloudOptions, context: JobContext): Promise<PointCloud> {
  throwIfAborted(context.signal);
  const warnings: string[] = [];
  const { count, columns } = await openArrow(source, warnings, context.signal);
  return cloudFromColumns({ name: source.name, format: 'arrow', count, columns, warnings }, options, context);
}

async function openArrow(source: ByteSource, warnings: string[], signal?: AbortSignal): Promise<Pick<ColumnFile, 'count' | 'columns'>> {
  const { name: file } = source;
  const head = await source.read(0, 8, signal);
  if (startsWith(head, FEATHER_1)) throw new DataError('unsupported', 'is Feather version 1', { file, expected: 'version 2', hint: 'write it again with pyarrow.feather.write_feather' });
  const table = arrowTable(source, startsWith(head, FILE_MAGIC) ? await listArrowFile(source, signal) : await readStream(source, warnings, signal), warnings, signal);
  return { count: table.count, columns: positionColumns(table.columns, warnings) };
}

async function readStream(source: ByteSource, warnings: string[], signal?: AbortSignal): Promise<ArrowFile> {
  const stream = await listArrowStream(source, signal);
  if (!stream.ended) warnings.push('the stream has no end mark; it may have been cut off');
  return stream;
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return bytes.length >= text.length && [...text].every((char, i) => bytes[i] === char.charCodeAt(0));
}
