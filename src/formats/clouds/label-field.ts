import type { FieldInfo } from '#src/core/cloud/columns.ts';

/**
 * Names that files give to the class of a point, in order of preference: PCL and most exporters, ASPRS, KITTI-360 (`semantic`), and
 * CloudCompare's scalar fields.
 */
const CLASS_NAMES = [
  'label', 'labels', 'classification', 'class', 'semantic', 'semantic_id', 'class_id', 'scalar_label', 'scalar_classification', 'scalar_class', 'scalar_semantic',
];
const INSTANCE_NAMES = ['instance', 'instance_id', 'scalar_instance'];

/** The field that holds per-point classes, or null. Floats count: CloudCompare writes every scalar field so. */
export function labelFieldOf(fields: readonly FieldInfo[]): string | null {
  // Our own npz has all three, and then `label` is the packed word of both.
  const packed = ['label', 'class', 'instance'].every((name) => fields.some((f) => f.name === name));
  return packed ? 'class' : firstNamed(fields, CLASS_NAMES);
}

/** The field that holds per-point instances, or null. */
export function instanceFieldOf(fields: readonly FieldInfo[]): string | null {
  return firstNamed(fields, INSTANCE_NAMES);
}

function firstNamed(fields: readonly FieldInfo[], names: readonly string[]): string | null {
  for (const name of names) {
    const field = fields.find((f) => f.name.toLowerCase() === name && f.count === 1);
    if (field) return field.name;
  }
  return null;
}
