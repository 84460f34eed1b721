import type { FindingRecord } from '#src/core/crosscheck/findings/decision.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';

export const CAR = 10, TRUCK = 18, PERSON = 30, BUILDING = 50, TREE = 70;

type View = Finding['views'][number];

/** What a picture has no more to say of. */
const NOTHING_ELSE = { maskInstance: null, rim: 0, explained: 0, shown: null, confidence: null };

/** A picture in which `points` points are contradicted (or agree, where that is said), all on pixels of one class. */
export function viewOf(camera: string, frame: string, mask: number, points = 40, says: 'disagrees' | 'agrees' = 'disagrees'): View {
  return {
    image: `0/${frame}/${camera}`, camera, frame, votes: [{ mask, count: points }],
    verdicts: { agrees: 0, edge: 0, motion: 0, disagrees: 0, [says]: points },
    box: { u0: 100, v0: 50, u1: 140, v1: 90 }, ...NOTHING_ELSE,
  };
}

/** A car of 100 points in one frame that two cameras take for a truck, unless something else is said. */
export function findingOf(id: string, over: Partial<Finding> = {}): Finding {
  const label = over.label ?? CAR, mask = over.mask ?? TRUCK;
  return {
    id, kind: 'class', sequence: '0', label, mask, instance: 7, track: null,
    parts: [{ frame: '000', sweep: '0/000/top', points: Uint32Array.from({ length: 100 }, (_, i) => i) }],
    views: [viewOf('front', '000', mask), viewOf('left', '000', mask)],
    votes: [{ mask, count: 2 }], best: [0, 1], points: 100, centre: [5, 0, 1], size: [4, 2, 1.5], range: 15, confidence: null, cause: 'unknown', why: '', fingerprint: 'a',
    ...over,
  };
}

/** What was decided on a finding, one action after the other. */
export function recordOf(finding: Finding, decision: FindingRecord['decision'], timeMs: number, over: Partial<FindingRecord> = {}): FindingRecord {
  const { id, fingerprint, kind, sequence, label, mask, instance, track, points, centre, size, range } = finding;
  const cameras = [...new Set(finding.views.map(({ camera }) => camera))].sort();
  return {
    id, decision, fingerprint, kind, sequence, frames: ['000'], cameras, label, mask, instance, track, points, centre, size, range, author: 'ann', timeMs, ...over,
  };
}
