import { findClass } from '#src/core/labels/taxonomy.ts';
import { instanceOf } from '#src/core/labels/label.ts';
import { workspace } from './current.ts';
import { useHover } from './stores/hover-store.ts';
import { useScene } from './stores/scene-store.ts';
import { useTools } from './stores/tool-store.ts';

/** Arms a class; the next stroke of a thing makes a new instance. 0 arms erasing. */
export function arm(classId: number): void {
  useTools.setState({ armedClass: classId, target: { kind: 'next' } });
}

/** Arms an existing object: strokes add to it. */
export function armObject(classId: number, instance: number): void {
  useTools.setState({ armedClass: classId, target: instance === 0 ? { kind: 'next' } : { kind: 'existing', id: instance } });
}

/** The next stroke makes a new instance. */
export function newInstance(): void {
  useTools.setState({ target: { kind: 'next' } });
}

/** The label of the point under the cursor, or null. */
export function labelUnderCursor(): number | null {
  const { point } = useHover.getState();
  return point === null ? null : (workspace()?.get(point.sweep)?.view.labels[point.index] ?? null);
}

/** Takes the class of the point under the cursor. */
export function armClassUnderCursor(): void {
  const label = labelUnderCursor();
  if (label !== null) arm(label & 0xffff);
}

/** Takes the object of the point under the cursor, to add to it. */
export function armObjectUnderCursor(): void {
  const label = labelUnderCursor();
  if (label !== null) armObject(label & 0xffff, instanceOf(label));
}

export function isThing(classId: number): boolean {
  return findClass(useScene.getState().taxonomy, classId)?.kind === 'thing';
}
