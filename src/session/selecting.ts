import type { PackedPoints, SetOperation } from '#src/core/select/packed-points.ts';
import { combine, noPoints } from '#src/core/select/packed-points.ts';
import type { Selection, SelectorSpec } from '#src/core/select/selector.ts';
import { createSelector, select, selectedCount, selectSweep } from '#src/core/select/selector.ts';
import type { Steps } from '#src/core/steps.ts';
import { finish, inSlices } from '#src/core/steps.ts';
import { shownWindow, workspace } from './current.ts';
import { nextTask } from '#src/engine/next-task.ts';
import { selectPoints } from '#src/engine/select-points.ts';
import { engine } from './engine.ts';
import { AT_ONCE, inOrder } from './in-order.ts';
import { shownOnly } from './visibility.ts';
import { useLabels } from './stores/label-store.ts';
import { viewport } from './viewport.ts';
import type { PointFlagName } from './workspace.ts';

/** The points that a selector picks among those on screen, at once: for small shapes, and windows of up to `AT_ONCE` points. */
export function pick(spec: SelectorSpec): Selection {
  return wanted(spec, select(createSelector(spec), shownWindow().sweeps));
}

/** Shapes take in what is shown: nobody selects what they do not see. An object by its name is taken whole. */
function wanted(spec: SelectorSpec, points: Selection): Selection {
  return spec.kind === 'label' ? points : shownOnly(points);
}

/** The same in steps. */
export function* pickSteps(spec: SelectorSpec): Steps<Selection> {
  const selector = createSelector(spec);
  const out = new Map<string, PackedPoints>();
  for (const sweep of shownWindow().sweeps) {
    for (const [id, points] of wanted(spec, new Map([[sweep.id, selectSweep(selector, sweep)]]))) out.set(id, points);
    yield;
  }
  return out;
}

/** The same for windows of any size, by the workers where they see the points. */
export async function pickLater(spec: SelectorSpec, signal: AbortSignal): Promise<Selection> {
  const points = await selectPoints(engine(), spec, shownWindow().sweeps, signal);
  return inSlices(wantedSteps(spec, points), nextTask, signal);
}

function* wantedSteps(spec: SelectorSpec, points: Selection): Steps<Selection> {
  const out = new Map<string, PackedPoints>();
  for (const [id, own] of points) {
    for (const [, shown] of wanted(spec, new Map([[id, own]]))) out.set(id, shown);
    yield;
  }
  return out;
}

/** The selection after combining it with more points. */
export function combined(points: Selection, operation: SetOperation): Selection {
  const base = workspace()?.marks('selected') ?? new Map();
  if (operation === 'set') return points;
  return new Map([...points].map(([id, more]) => [id, combine(base.get(id) ?? noPoints(more.universe), more, operation)]));
}

export function setSelection(points: Selection): void {
  finish(setSelectionSteps(points));
}

export function* setSelectionSteps(points: Selection): Steps<void> {
  const open = workspace();
  if (open === null) return;
  yield* open.markSteps('selected', points);
  useLabels.setState((s) => ({ selectionVersion: s.selectionVersion + 1, selected: selectedCount(points) }));
}

/** Selects points, and moves the view where they are out of sight. */
export function selectAndShow(points: Selection): void {
  setSelection(points);
  const around = shownWindow().boundsOf(points);
  if (around !== null) viewport()?.reveal(around.min, around.max);
}

/** Selects the points of an object, and moves the view where they are out of sight. */
export async function showObject(label: number): Promise<void> {
  await inOrder('Selecting', shownWindow().count, function* () {
    const points = yield* pickSteps({ kind: 'label', label });
    yield* setSelectionSteps(points);
    const around = shownWindow().boundsOf(points);
    if (around !== null) viewport()?.reveal(around.min, around.max);
  });
}

/** Exchanges a highlight; one of very many points over several pictures. */
export function markSoon(flag: PointFlagName, points: Selection): void {
  const open = workspace();
  if (open === null) return;
  const steps = open.markSteps(flag, points);
  if (selectedCount(points) + selectedCount(open.marks(flag)) <= AT_ONCE) finish(steps);
  else void inSlices(steps, nextTask);
}

let flashTimer: ReturnType<typeof setTimeout> | undefined;

/** Shows for a moment where something happened. Millions of points are seen without that. */
export function flash(points: Selection): void {
  clearTimeout(flashTimer);
  if (selectedCount(points) > AT_ONCE) points = new Map();
  markSoon('flash', points);
  flashTimer = setTimeout(() => markSoon('flash', new Map()), 900);
}
