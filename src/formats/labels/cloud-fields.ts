import type { Column } from '#src/core/cloud/columns.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import { MAX_CLASS, MAX_INSTANCE, packLabel } from '#src/core/labels/label.ts';
import { instanceFieldOf } from '../clouds/label-field.ts';

/** The part of a cloud that its labels need. */
export type CloudWithFields = Pick<PointCloud, 'name' | 'count' | 'fields' | 'columns' | 'labelField'>;

/**
 * The labels that a cloud file holds itself (PCD, PLY, LAS, npy, npz, Parquet): its label field as classes, its instance field, where it has
 * one, as instances, of which -1 means none. Null where it has no label field. Throws DataError: 'missing' where a field is not loaded, 'malformed' for a value that
 * is no class or instance.
 */
export function labelsOfCloud(cloud: CloudWithFields, field: string | null = cloud.labelField, { classesOnly = false } = {}): Uint32Array | null {
  if (field === null) return null;
  const classes = numbers(cloud, field, MAX_CLASS, 'class id');
  const instanceField = classesOnly ? null : instanceFieldOf(cloud.fields);
  const instances = instanceField === null || instanceField === field ? null : numbers(cloud, instanceField, MAX_INSTANCE, 'instance id', -1);
  return classes.map((c, i) => packLabel(c, instances?.[i] ?? 0));
}

function numbers(cloud: CloudWithFields, name: string, max: number, what: string, none?: number): Uint32Array {
  const column: Column | undefined = cloud.columns[name];
  if (column === undefined || column.field.count !== 1)
    throw new DataError('missing', 'has no such field for labels', { file: cloud.name, expected: name, found: Object.keys(cloud.columns).join(', ') || 'none' });
  const out = new Uint32Array(cloud.count);
  for (let i = 0; i < out.length; i++) {
    const value = Number(column.values[i]);
    if (value === none) continue;
    if (!Number.isInteger(value) || value < 0 || value > max)
      throw new DataError('malformed', `has a label that is no ${what}`, {
        file: cloud.name, where: `field ${name}, point ${i}`, expected: `a whole number from 0 to ${max}`, found: String(column.values[i]),
      });
    out[i] = value;
  }
  return out;
}
