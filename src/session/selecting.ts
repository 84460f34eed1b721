import type { SetOperation } from '#src/core/select/packed-points.ts';
import { combine, noPoints } from '#src/core/select/packed-points.ts';
import type { Selection, Selector } from '#src/core/select/selector.ts';
import { select, selectedCount } from '#src/core/select/selector.ts';
import { shownWindow, workspace } from './current.ts';
import { useLabels } from './stores/label-store.ts';
import { viewport } from './viewport.ts';

/** The points that a selector picks in the frame on screen. */
export function pick(selector: Selector): Selection {
  return select(selector, shownWindow().sweeps);
}

/** The selection after combining it with more points. */
export function combined(points: Selection, operation: SetOperation): Selection {
  const base = workspace()?.marks('selected') ?? new Map();
  if (operation === 'set') return points;
  return new Map([...points].map(([id, more]) => [id, combine(base.get(id) ?? noPoints(more.universe), more, operation)]));
}

export function setSelection(points: Selection): void {
  const open = workspace();
  if (open === null) return;
  open.mark('selected', points);
  useLabels.setState((s) => ({ selectionVersion: s.selectionVersion + 1, selected: selectedCount(points) }));
}

/** Selects points, and moves the view where they are out of sight. */
export function selectAndShow(points: Selection): void {
  setSelection(points);
  const around = shownWindow().boundsOf(points);
  if (around !== null) viewport()?.reveal(around.min, around.max);
}

let flashTimer: ReturnType<typeof setTimeout> | undefined;

/** Shows for a moment where something happened. */
export function flash(points: Selection): void {
  const open = workspace();
  if (open === null) return;
  clearTimeout(flashTimer);
  open.mark('flash', points);
  flashTimer = setTimeout(() => open.mark('flash', new Map()), 900);
}
