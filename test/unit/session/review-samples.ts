import { findingOf, recordOf, viewOf } from '#test/support/findings.ts';
import type { FindingRecord } from '#src/core/crosscheck/findings/decision.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import type { ReviewRow } from '#src/session/review/queue.ts';

/** A finding of the driver's sequence, in one frame that one camera contradicts; whatever a test is about is said otherwise. */
export function sampleFinding(id: string, over: Partial<Finding> = {}): Finding {
  return findingOf(id, {
    sequence: 's', label: 10, mask: 40, instance: 0, parts: [{ frame: '0', sweep: 's/0/lidar', points: Uint32Array.of(1, 2, 3) }],
    views: [{ ...viewOf('front', '0', 40, 100), image: 's/0/front' }], best: [0], cause: 'label', ...over,
  });
}

export function sampleRecord(id: string, over: Partial<FindingRecord> = {}): FindingRecord {
  return recordOf(sampleFinding(id), 'label-right', 0, { frames: ['0'], ...over });
}

export function sampleRow(id: string, over: Partial<Finding> = {}, state: ReviewRow['state'] = 'open', record: FindingRecord | null = null): ReviewRow {
  return { id, state, finding: sampleFinding(id, over), record };
}
