import { classOf, instanceOf } from '#src/core/labels/label.ts';
import { className } from '#src/core/labels/taxonomy.ts';
import { useScene } from './stores/scene-store.ts';

/** "1 point", "12,099 points" */
export function points(n: number): string {
  return `${n.toLocaleString('en')} ${n === 1 ? 'point' : 'points'}`;
}

/** "A change", "12 changes" */
export function changes(n: number): string {
  return n === 1 ? 'A change' : `${n.toLocaleString('en')} changes`;
}

/** "Car 7", "Road" */
export function objectName(label: number): string {
  const name = className(useScene.getState().taxonomy, classOf(label));
  return instanceOf(label) === 0 ? name : `${name} ${instanceOf(label)}`;
}
