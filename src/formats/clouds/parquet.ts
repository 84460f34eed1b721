import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import type { CloudFormat, ReadCloudOptions } from './format.ts';
import type { ColumnFile } from './from-columns.ts';
import { cloudFromColumns } from './from-columns.ts';
import { throwIfAborted } from './pace.ts';
import { findAxes } from './pcd-fields.ts';

/** Apache Parquet with columns x, y and z; by range, and of each column only what is asked for. */
export const parquet: CloudFormat = {
  id: 'parquet',
  name: 'Parquet table',
  extensions: ['parquet'],
  mimeTypes: ['application/vnd.apache.parquet'],
  sniff: (head) => isMagic(head.subarray(0, 4)),
  async holdsPoints(source, signal) {
    const { columns } = await openParquet(source, [], signal);
    findAxes(columns.map((c) => c.field), source.name);
    return true;
  },
  read: readParquet,
};

async function readParquet(source: ByteSource, options: ReadCloudOptions, context: JobContext): Promise<PointCloud> {
  throwIfAborted(context.signal);
  const warnings: string[] = [];
  const table = await openParquet(source, warnings, context.signal);
  return cloudFromColumns({ name: source.name, format: 'parquet', ...table, warnings }, options, context);
}

async function openParquet(source: ByteSource, warnings: string[], signal?: AbortSignal): Promise<Pick<ColumnFile, 'count' | 'columns'>> {
  const ends = source.size < 12 ? [new Uint8Array(4)] : [await source.read(0, 4, signal), await source.read(source.size - 4, source.size, signal)];
  if (!ends.every(isMagic))
    throw new DataError('truncated', 'is no whole Parquet file', { file: source.name, expected: 'PAR1 at both ends', found: `${source.size} bytes without` });
  // Apart, so that those who open no Parquet file do not load the library.
  const { parquetTable } = await import('./parquet-table.ts');
  return parquetTable(source, warnings, signal);
}

function isMagic(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes) === 'PAR1';
}
