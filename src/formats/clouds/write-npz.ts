import { zipSync } from 'fflate';
import type { Column } from '#src/core/cloud/columns.ts';
import { DataError } from '#src/core/errors.ts';
import type { JobContext } from '#src/core/io/bytes.ts';
import { classOf, instanceOf } from '#src/core/labels/label.ts';
import { npyDescr, writeNpy } from '../npy.ts';
import { throwIfAborted } from './pace.ts';
import { findAxes } from './pcd-fields.ts';
import type { CloudToWrite, CloudWriter } from './writer.ts';
import { sourceColumns } from './written-columns.ts';

/**
 * A zip of numpy arrays: `xyz` (N, 3), every other field of the source by its name, and the labels three times: `label` packed as
 * SemanticKITTI does (uint32), `class` and `instance` (uint16).
 */
export const npzWriter: CloudWriter = {
  id: 'npz',
  name: 'NumPy arrays',
  extension: 'npz',
  losses: ({ cloud, labels }) => {
    const replaced = labels === null ? [] : cloud.fields.filter((f) => RESERVED.includes(f.name)).map((f) => f.name);
    return replaced.length === 0 ? [] : [`the source's own ${replaced.join(' and ')} give way to the labels`];
  },
  write: writeNpz,
};

const RESERVED = ['xyz', 'label', 'class', 'instance'];
/** The same clouds and labels give the same bytes, whenever they are written. */
const MTIME = new Date('2000-01-01T00:00:00');

async function* writeNpz({ cloud, labels }: CloudToWrite, _options: object, context: JobContext): AsyncGenerator<Uint8Array> {
  throwIfAborted(context.signal);
  const columns = sourceColumns(cloud);
  const axes = axesOf(columns, cloud.name);
  const files: Record<string, Uint8Array> = { 'xyz.npy': xyz(axes, cloud.count) };
  for (const column of columns) {
    const { name, count } = column.field;
    if (axes.includes(column) || (labels !== null && RESERVED.includes(name))) continue;
    files[`${name.replace(/[/\\]/g, '_')}.npy`] = array(column.values, column.field.type, count === 1 ? [cloud.count] : [cloud.count, count]);
  }
  if (labels !== null) {
    files['label.npy'] = array(labels, 'uint32', [cloud.count]);
    files['class.npy'] = array(new Uint16Array(labels.map(classOf)), 'uint16', [cloud.count]);
    files['instance.npy'] = array(new Uint16Array(labels.map(instanceOf)), 'uint16', [cloud.count]);
  }
  throwIfAborted(context.signal);
  const bytes = Object.values(files).reduce((sum, f) => sum + f.length, 0);
  if (bytes > 0xf0000000) throw new DataError('unsupported', 'is too large for a zip', { file: cloud.name, expected: 'less than 4 GB', found: `${bytes} bytes`, hint: 'use npy' });
  yield zipSync(files, { level: 1, mtime: MTIME });
  context.progress?.(cloud.count, cloud.count);
}

function axesOf(columns: readonly Column[], file: string): Column[] {
  return findAxes(columns.map((c) => c.field), file).map((k) => columns[k]);
}

/** Float32 where the source's own numbers are; else double. */
function xyz(axes: readonly Column[], count: number): Uint8Array {
  const single = axes.every((a) => a.field.type === 'float32');
  const out = single ? new Float32Array(3 * count) : new Float64Array(3 * count);
  for (const [k, { values }] of axes.entries()) for (let i = 0; i < count; i++) out[3 * i + k] = Number(values[i]);
  return array(out, single ? 'float32' : 'float64', [count, 3]);
}

function array(values: Column['values'], type: Column['field']['type'], shape: readonly number[]): Uint8Array {
  return writeNpy(shape, `'${npyDescr(type)}'`, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}
