import { BYTES } from '#src/core/cloud/columns.ts';
import type { Column } from '#src/core/cloud/columns.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { classOf, instanceOf } from '#src/core/labels/label.ts';
import type { CloudToWrite } from './writer.ts';

/** Names of the fields that our labels are written to. PCL calls the class so, and gives it 32 bits. */
export const LABEL_FIELD = 'label', INSTANCE_FIELD = 'instance';

/**
 * What is written per point: every field of the source in its order and type, then class and instance where there are labels. Source
 * fields of those two names are what the labels began as, and give way to them.
 */
export function writtenColumns({ cloud, labels }: CloudToWrite): Column[] {
  const own = sourceColumns(cloud).filter(({ field }) => labels === null || !isReplaced(field.name));
  if (labels === null) return own;
  return [
    ...own,
    { field: { name: LABEL_FIELD, type: 'uint32', count: 1 }, values: labels.map(classOf) },
    { field: { name: INSTANCE_FIELD, type: 'uint32', count: 1 }, values: labels.map(instanceOf) },
  ];
}

/** Throws where a field was not loaded: to write half a cloud would be a mistake of the caller. */
export function sourceColumns(cloud: PointCloud): Column[] {
  return cloud.fields.map(({ name }) => {
    const column = cloud.columns[name];
    if (column === undefined) throw new Error(`${cloud.name}: field ${name} is not loaded and cannot be written`);
    return column;
  });
}

/** What every format of records loses. */
export function commonLosses({ cloud, labels }: CloudToWrite): string[] {
  const losses: string[] = [];
  const replaced = labels === null ? [] : cloud.fields.filter((f) => isReplaced(f.name)).map((f) => f.name);
  if (replaced.length > 0) losses.push(`the source's own ${replaced.join(' and ')} give way to the labels`);
  if (cloud.warnings.includes('wave packets are not read')) losses.push('wave packets are not written');
  return losses;
}

function isReplaced(name: string): boolean {
  return name === LABEL_FIELD || name === INSTANCE_FIELD;
}

/** Bytes of one point. */
export function recordBytes(columns: readonly Column[]): number {
  return columns.reduce((sum, { field }) => sum + BYTES[field.type] * field.count, 0);
}

/** Points [first, end) as packed little-endian records: the bits of each value as they are. */
export function packRecords(columns: readonly Column[], first: number, end: number): Uint8Array {
  const stride = recordBytes(columns);
  const out = new Uint8Array((end - first) * stride);
  let offset = 0;
  for (const { field, values } of columns) {
    const size = BYTES[field.type] * field.count;
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (let i = first, o = offset; i < end; i++, o += stride) for (let k = 0, b = i * size; k < size; k++) out[o + k] = bytes[b + k];
    offset += size;
  }
  return out;
}
