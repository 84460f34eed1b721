import type { ImageCheckInput } from './evidence.ts';
import { gatherEvidence } from './evidence.ts';
import type { PairCount } from './pairs.ts';
import { PairCounter } from './pairs.ts';
import { rules } from './rules/index.ts';
import type { VerdictCounts } from './verdict.ts';
import { countVerdicts, VERDICT } from './verdict.ts';

/** How far a mask's outline, the calibration and the rounding of both may be off, in pixels of the picture. */
export const EDGE_TOLERANCE = 3;

export interface ImageCheck {
  /** Per point of the sweep, in file order: a `VERDICT`. */
  readonly verdicts: Uint8Array;
  readonly counts: VerdictCounts;
  /** Of the points that are seen and labelled, where neither class is void: unmapped, agrees, edge, motion and disagrees together. */
  readonly pairs: readonly PairCount[];
}

/** Holds every point of a sweep against one picture's mask. Throws RangeError where the projection is of a sweep with more points. */
export function checkImage(input: ImageCheckInput): ImageCheck {
  const { projection: { count, index }, labels } = input;
  for (let k = 0; k < count; k++) if (index[k] >= labels.length) throw new RangeError(`point ${index[k]} of ${labels.length}`);
  const evidence = gatherEvidence(input);
  const asked = rules.map((rule) => ({ code: VERDICT[rule.verdict], applies: rule.prepare(evidence) }));
  const verdicts = new Uint8Array(labels.length).fill(VERDICT.outside);
  const pairs = new PairCounter();
  for (let k = 0; k < count; k++) {
    let verdict = VERDICT.disagrees;
    for (const { code, applies } of asked)
      if (applies(k)) {
        verdict = code;
        break;
      }
    verdicts[index[k]] = verdict;
    if (verdict >= VERDICT.unmapped) pairs.add(evidence.labelClass[k], evidence.maskClass[k]);
  }
  return { verdicts, counts: countVerdicts(verdicts), pairs: pairs.pairs() };
}
