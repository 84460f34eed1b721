import type { Visibility } from '#src/core/labels/visibility.ts';
import { everythingShown, hidesSomething, isShown } from '#src/core/labels/visibility.ts';
import { forEachRun, packMask } from '#src/core/select/packed-points.ts';
import type { PackedPoints } from '#src/core/select/packed-points.ts';
import type { Selection } from '#src/core/select/selector.ts';
import { workspace } from './current.ts';
import { useScene } from './stores/scene-store.ts';
import { useView } from './stores/view-store.ts';
import type { LoadedSweep } from './workspace.ts';

export function visibility(): Visibility {
  return useView.getState().visibility;
}

function change(next: Partial<Visibility>): void {
  useView.setState(({ visibility: now }) => ({ visibility: { ...now, ...next } }));
}

export function showAll(): void {
  useView.setState({ visibility: everythingShown });
}

/** Hides a class, or shows it again. What was shown alone no longer is. */
export function toggleClass(classId: number): void {
  const v = visibility();
  if (v.onlyClass !== null || v.onlyObject !== null) return change({ onlyClass: null, onlyObject: null, hiddenClasses: without(v.hiddenClasses, classId) });
  change({ hiddenClasses: toggled(v.hiddenClasses, classId) });
}

/** Shows a class alone, or what was shown before. */
export function toggleOnlyClass(classId: number): void {
  change({ onlyClass: visibility().onlyClass === classId ? null : classId, onlyObject: null });
}

/** Hides an object by its packed label, or shows it again. */
export function toggleObject(label: number): void {
  const v = visibility();
  if (v.onlyObject !== null) return change({ onlyObject: null, hiddenObjects: without(v.hiddenObjects, label) });
  change({ hiddenObjects: toggled(v.hiddenObjects, label) });
}

export function toggleOnlyObject(label: number): void {
  change({ onlyObject: visibility().onlyObject === label ? null : label });
}

export function toggleHidden(what: 'hideLabelled' | 'hideUnlabelled' | 'hideDrafts'): void {
  change({ [what]: !visibility()[what] });
}

/** Whether a point is shown: what is not, nobody points at. */
export function isPointShown({ labels }: LoadedSweep, i: number): boolean {
  return isShown(labels.labels[i], labels.isDraft(i), visibility());
}

/** Of some points those that are shown: nobody selects what they do not see. */
export function shownOnly(selection: Selection): Selection {
  if (!hidesSomething(visibility())) return selection;
  return new Map([...selection].map(([id, points]) => [id, shownPoints(workspace()?.get(id), points)]));
}

function shownPoints(loaded: LoadedSweep | undefined, points: PackedPoints): PackedPoints {
  if (loaded === undefined || points.count === 0) return points;
  const mask = new Uint8Array(points.universe);
  forEachRun(points, (begin, end) => {
    for (let i = begin; i < end; i++) if (isPointShown(loaded, i)) mask[i] = 1;
  });
  return packMask(mask);
}

function toggled(set: ReadonlySet<number>, value: number): ReadonlySet<number> {
  return set.has(value) ? without(set, value) : new Set([...set, value]);
}

function without(set: ReadonlySet<number>, value: number): ReadonlySet<number> {
  return new Set([...set].filter((one) => one !== value));
}

// Ids mean other things in another dataset.
let shownFor = workspace();
useScene.subscribe(() => {
  if (shownFor === workspace()) return;
  shownFor = workspace();
  showAll();
});
