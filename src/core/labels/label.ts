/**
 * A label is one uint32: class in the low 16 bits, instance in the high 16 (the SemanticKITTI `.label` layout,
 * so the working array *is* a file). Class 0 is unlabelled; instance 0 is none.
 */
export type Label = number;

export const UNLABELLED: Label = 0;
/** Reserved: a person looked at the point and cannot tell. Outside the ids of every public taxonomy. */
export const CANNOT_TELL_CLASS = 0xffff;
export const MAX_CLASS = 0xffff;
export const MAX_INSTANCE = 0xffff;

export function packLabel(classId: number, instance = 0): Label {
  return ((instance << 16) | (classId & 0xffff)) >>> 0;
}

export function classOf(label: Label): number {
  return label & 0xffff;
}

export function instanceOf(label: Label): number {
  return label >>> 16;
}
