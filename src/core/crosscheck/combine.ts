import type { VerdictName } from './verdict.ts';
import { VERDICT } from './verdict.ts';

/**
 * Which verdict stands for a point that several cameras of a frame judge, strongest first: a contradiction is never covered up by
 * another camera's consent, and what one camera could compare outweighs what another one could not.
 */
export const STRENGTH: readonly VerdictName[] = ['disagrees', 'agrees', 'motion', 'edge', 'unmapped', 'void', 'unlabelled', 'hidden', 'outside'];

/** One verdict per point out of those of each camera; `outside` without any. Throws RangeError where they are not of one sweep. */
export function combineVerdicts(cameras: readonly Uint8Array[], points: number): Uint8Array {
  const weakness = new Uint8Array(STRENGTH.length);
  STRENGTH.forEach((name, k) => (weakness[VERDICT[name]] = k));
  const out = new Uint8Array(points).fill(VERDICT.outside);
  for (const verdicts of cameras) {
    if (verdicts.length !== points) throw new RangeError(`verdicts on ${verdicts.length} points, there are ${points}`);
    for (let i = 0; i < points; i++) if (weakness[verdicts[i]] < weakness[out[i]]) out[i] = verdicts[i];
  }
  return out;
}
