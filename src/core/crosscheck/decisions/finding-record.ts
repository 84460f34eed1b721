import type { FindingRecord } from '../findings/decision.ts';
import type { Finding } from '../findings/finding.ts';
import { stanceOf } from '../ranking/stance.ts';
import type { Decision } from './decision.ts';

/** Who decides, when. All that is decided in one action has the same. */
export interface Decider {
  readonly author: string;
  /** Milliseconds since the Unix epoch, by the author's clock. */
  readonly timeMs: number;
}

/** What is kept of a decision. `becomes`: the class that the points took. */
export function findingRecord(finding: Finding, decision: Decision, becomes: number | null, { author, timeMs }: Decider): FindingRecord {
  const { id, fingerprint, kind, sequence, parts, views, label, mask, instance, track, points, centre, size, range } = finding;
  const { cameras } = stanceOf(finding);
  return {
    id, decision: decision.kind, fingerprint, kind, sequence,
    frames: [...new Set((parts.length > 0 ? parts : views).map(({ frame }) => frame))],
    // Those that contradict the label; of what none contradicts, all that see it.
    cameras: cameras.length > 0 ? cameras : [...new Set(views.map(({ camera }) => camera))].sort(),
    label, mask, instance, track, points, centre, size, range,
    ...(becomes === null ? {} : { becomes }),
    ...('reason' in decision && decision.reason !== undefined ? { reason: decision.reason } : {}),
    ...('errorCode' in decision ? { errorCode: decision.errorCode } : {}),
    ...(decision.comment === undefined ? {} : { comment: decision.comment }),
    author, timeMs,
  };
}
