import { DataError } from '#src/core/errors.ts';
import type { JobContext } from '#src/core/io/bytes.ts';
import { classOf, instanceOf } from '#src/core/labels/label.ts';
import { throwIfAborted } from './pace.ts';
import { findAxes } from './pcd-fields.ts';
import type { CloudToWrite, CloudWriter } from './writer.ts';
import { sourceColumns } from './written-columns.ts';

/** INT32 counts points up to here. */
const MAX_POINTS = 2 ** 31 - 1;
const NAMES = ['frame_id', 'point', 'class', 'instance', 'draft', 'x', 'y', 'z'];

/**
 * One part of a table of labelled points: `frame_id`, `point` (index in the source file), `class`, `instance`, `draft`, and x, y, z in source
 * coordinates as doubles. The frame stands in the path as `frame`, as Hive, DuckDB, pandas and Spark read it (`hivePath`). There readers guess
 * its type, and 000001 may become 1; `frame_id` has it as it is. A column inside that is called `frame`, too, makes pyarrow, and pandas with
 * it, refuse the table (apache/arrow#43574). It is also among the file's key-value metadata.
 */
export const parquetWriter: CloudWriter = {
  id: 'parquet',
  name: 'Parquet table of labels',
  extension: 'parquet',
  losses({ cloud }) {
    const left = cloud.fields.map((f) => f.name).filter((name) => !NAMES.includes(name));
    return left.length === 0 ? [] : [`only coordinates and labels are written: ${left.join(', ')} are left out`];
  },
  write: writeParquet,
};

/** The path of a frame's part in the table: `frame=ID/part.parquet`, with what paths cannot hold escaped as Hive does. */
export function hivePath(frame: string): string {
  const escaped = [...frame].map((char) => (/[\w.-]/.test(char) ? char : encodeURIComponent(char).replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)));
  return `frame=${escaped.join('')}/part.parquet`;
}

async function* writeParquet({ cloud, labels, drafts, frame }: CloudToWrite, _options: object, context: JobContext): AsyncGenerator<Uint8Array> {
  throwIfAborted(context.signal);
  const { count, name } = cloud;
  if (count > MAX_POINTS) throw new DataError('unsupported', 'has too many points for one part of a table', { file: name, expected: `at most ${MAX_POINTS}`, found: `${count}` });
  const columns = sourceColumns(cloud);
  const axes = findAxes(columns.map((c) => c.field), name).map((k) => Float64Array.from(columns[k].values as Float64Array, Number));
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const buffer = parquetWriteBuffer({
    columnData: [
      ...(frame === undefined ? [] : [{ name: 'frame_id', data: Array<string>(count).fill(frame), type: 'STRING' as const, nullable: false }]),
      { name: 'point', data: Int32Array.from({ length: count }, (_, i) => i), type: 'INT32', nullable: false },
      { name: 'class', data: Int32Array.from({ length: count }, (_, i) => classOf(labels?.[i] ?? 0)), type: 'INT32', nullable: false },
      { name: 'instance', data: Int32Array.from({ length: count }, (_, i) => instanceOf(labels?.[i] ?? 0)), type: 'INT32', nullable: false },
      { name: 'draft', data: Array.from({ length: count }, (_, i) => drafts?.[i] === 1), type: 'BOOLEAN', nullable: false },
      ...['x', 'y', 'z'].map((axis, k) => ({ name: axis, data: axes[k], type: 'DOUBLE' as const, nullable: false })),
    ],
    kvMetadata: frame === undefined ? [] : [{ key: 'frame', value: frame }],
    createdBy: 'pointweld',
  });
  throwIfAborted(context.signal);
  yield new Uint8Array(buffer);
  context.progress?.(count, count);
}
