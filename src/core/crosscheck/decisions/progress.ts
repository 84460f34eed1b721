import type { DecisionKind, FindingRecord } from '../findings/decision.ts';
import { DECISIONS } from '../findings/decision.ts';
import type { Finding } from '../findings/finding.ts';
import { actionOf } from '../ranking/experience.ts';

/** How far a review has come. */
export interface ReviewProgress {
  /** Findings. */
  readonly open: number;
  readonly settled: number;
  /** Points at stake in open and in settled findings; a point may be in several. */
  readonly openPoints: number;
  readonly settledPoints: number;
  /** Decisions that stand; what was settled together counts once. */
  readonly actions: number;
  /** Findings by what was last decided on them, also of those that no check finds any more. */
  readonly decisions: Readonly<Record<DecisionKind, number>>;
}

/** `isSettled`: whether a finding's record still holds, see `stateOf`. */
export function reviewProgress(
  findings: Iterable<Finding>, records: ReadonlyMap<string, FindingRecord>, isSettled: (finding: Finding, record: FindingRecord) => boolean,
): ReviewProgress {
  const progress = { open: 0, settled: 0, openPoints: 0, settledPoints: 0 };
  const present = new Set<string>();
  for (const finding of findings) {
    present.add(finding.id);
    const record = records.get(finding.id);
    if (record !== undefined && isSettled(finding, record)) {
      progress.settled++;
      progress.settledPoints += finding.points;
    } else {
      progress.open++;
      progress.openPoints += finding.points;
    }
  }
  // Labels were changed, or a mask is ignored: no check finds it any more, and that settles it.
  for (const { id, decision, points } of records.values()) {
    if (present.has(id) || decision === 'reopened' || decision === 'returned') continue;
    progress.settled++;
    progress.settledPoints += points;
  }
  const decisions = Object.fromEntries(DECISIONS.map((kind) => [kind, 0])) as Record<DecisionKind, number>;
  for (const { decision } of records.values()) decisions[decision]++;
  return { ...progress, actions: new Set([...records.values()].map(actionOf)).size, decisions };
}
