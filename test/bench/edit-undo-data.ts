import type { PackedPoints } from '#src/core/select/packed-points.ts';
import { packMask } from '#src/core/select/packed-points.ts';

/** A spinning scanner's sweep in the order of its file: 2,048 firings of 64 beams. */
const BEAMS = 64;
const FIRINGS = 2048;
export const SWEEP_POINTS = BEAMS * FIRINGS;
/** Runs in each firing that a lasso meets, of 1 to 7 points: real scans in file order have about four (reference: the design's). */
const RUNS_PER_FIRING = 4;
const LONGEST = 7;

export interface LassoedSweep {
  readonly id: string;
  readonly count: number;
  readonly points: PackedPoints;
}

/**
 * `changed` of `loaded` points in sweeps of `SWEEP_POINTS`, as a lasso takes them: in each sweep a sector of neighbouring firings,
 * and in each firing some short runs of beams. The sector turns from sweep to sweep, as a car drives past. Deterministic.
 */
export function lassoOverSweeps(loaded: number, changed: number): LassoedSweep[] {
  const out: LassoedSweep[] = [];
  for (let begin = 0; begin < loaded; begin += SWEEP_POINTS) {
    const count = Math.min(SWEEP_POINTS, loaded - begin);
    // What is left is spread evenly over what is left, so that the sum is right in the end.
    const left = changed - out.reduce((n, { points }) => n + points.count, 0);
    const wanted = Math.round((left * count) / (loaded - begin));
    out.push({ id: `s/${out.length}/l`, count, points: packMask(sectorMask(count, wanted, out.length)) });
  }
  return out;
}

function sectorMask(count: number, wanted: number, seed: number): Uint8Array {
  const mask = new Uint8Array(count);
  const firings = Math.ceil(count / BEAMS);
  const first = (seed * 37) % firings;
  let taken = 0;
  // A second turn fills what the first has left, where very much is wanted.
  for (let turn = 0; taken < wanted; turn++)
    for (let f = 0; f < firings && taken < wanted; f++)
      for (let run = 0; run < RUNS_PER_FIRING; run++) {
        const mixed = Math.imul(seed * 7919 + f * RUNS_PER_FIRING + run + 1, 0x9e3779b1) >>> 0;
        const length = 1 + (mixed % LONGEST);
        const from = ((first + f) % firings) * BEAMS + run * (BEAMS / RUNS_PER_FIRING) + ((mixed >>> 8) % (BEAMS / RUNS_PER_FIRING - LONGEST)) + turn;
        for (let i = from; i < Math.min(count, from + length) && taken < wanted; i++)
          if (mask[i] === 0) {
            mask[i] = 1;
            taken++;
          }
      }
  return mask;
}
