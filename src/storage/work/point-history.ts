import type { PointStep } from '#src/core/labels/provenance.ts';
import { stepsOfPoint } from '#src/core/labels/provenance.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import { allChanges } from './open-label-set.ts';
import type { WorkStore } from './work-store.ts';

/** How a point came to its label, newest first, from the whole journal, which is read through and not held in memory. */
export async function pointHistory(store: WorkStore, sweep: SweepId, index: number): Promise<PointStep[]> {
  const steps: PointStep[] = [];
  for await (const { change } of allChanges(store)) steps.push(...stepsOfPoint(change, sweep, index));
  return steps.reverse();
}
