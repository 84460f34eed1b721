import type { FindingRecord } from './decision.ts';
import type { Finding } from './finding.ts';
import { restsOnTheSame } from './fingerprint.ts';

/** Where a finding stands: nobody decided yet; decided; back with the annotator; or to be looked at again. */
export type FindingState = 'open' | 'settled' | 'returned' | 'reopened';

/**
 * What a decision is worth now. One that was taken back, or that rests on other points, masks under them, calibration or poses than the
 * finding does, leaves it 'reopened'; labels and masks elsewhere do not matter.
 */
export function stateOf({ fingerprint }: Pick<Finding, 'fingerprint'>, record: Pick<FindingRecord, 'decision' | 'fingerprint'> | null | undefined): FindingState {
  if (record === null || record === undefined) return 'open';
  if (record.decision === 'reopened' || !restsOnTheSame(fingerprint, record.fingerprint)) return 'reopened';
  return record.decision === 'returned' ? 'returned' : 'settled';
}
