import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { findingById, queue } from './findings.ts';
import { idsBetween } from './queue.ts';
import { useReview } from '../stores/review-store.ts';

/** Chooses one more finding, or one less; the one on screen is among them. */
export function chooseRow(id: string): void {
  const { chosen, current } = useReview.getState();
  const next = new Set(chosen.size === 0 && current !== null ? [current] : chosen);
  if (!next.delete(id)) next.add(id);
  useReview.setState({ chosen: next });
}

/** Chooses all from the finding on screen to this one. */
export function chooseTo(id: string): void {
  useReview.setState({ chosen: new Set(idsBetween(queue(), useReview.getState().current, id)) });
}

/** What the next decision is about: what was chosen, else the finding on screen. Findings that are gone cannot be decided on. */
export function targets(): Finding[] {
  const { chosen, current } = useReview.getState();
  const ids = chosen.size > 0 ? [...chosen] : current === null ? [] : [current];
  return ids.flatMap((id) => findingById(id) ?? []);
}
