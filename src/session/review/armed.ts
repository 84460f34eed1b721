import { labelClassesFor } from '#src/core/crosscheck/decisions/decision.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { classMap } from '../class-map.ts';
import { useReview } from '../stores/review-store.ts';

/** Classes of the labels that mean what the masks show of a finding. */
export function classesFor({ mask }: Pick<Finding, 'mask'>): readonly number[] {
  const current = classMap();
  return current === null || mask === 0 ? [] : labelClassesFor(current.map, mask);
}

/** The class that the decision being thought of would give a finding's points: the one that is being chosen, else the masks'. */
export function armedClassOf(finding: Pick<Finding, 'mask'>): number | null {
  return useReview.getState().becomes ?? classesFor(finding)[0] ?? null;
}
