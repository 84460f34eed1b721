import type { PointRef } from '#src/core/cloud/window.ts';
import type { PointStep } from '#src/core/labels/provenance.ts';
import { stepsOfPoint } from '#src/core/labels/provenance.ts';
import { pointHistory } from '#src/storage/work/point-history.ts';
import { workspace } from './current.ts';

/** Steps that are looked through for every move of the cursor: a day's work, and less than a millisecond. */
const RECENT = 2000;

/** The Change that gave a point its label, among the last ones that can be undone; null where it was none of those. */
export function lastStepOf({ sweep, index }: PointRef): PointStep | null {
  const history = workspace()?.history;
  if (history === undefined) return null;
  const done = history.steps.slice(Math.max(0, history.position - RECENT), history.position);
  for (let k = done.length - 1; k >= 0; k--) {
    const steps = stepsOfPoint(done[k], sweep, index);
    if (steps.length > 0) return steps[steps.length - 1];
  }
  return null;
}

/** How a point came to its label, newest first, from everything that was ever saved. */
export async function wholeHistoryOf({ sweep, index }: PointRef): Promise<PointStep[]> {
  const open = workspace();
  return open === null ? [] : pointHistory(open.store, sweep, index);
}
