import type { BorderPoints } from './borders.ts';
import { PARAMETERS, REACH, SIDE } from './borders.ts';

/** Share of points whose label or mask is taken to be wrong, whatever the calibration: what one point can say is bounded by it. */
const WRONG = 0.08;
/** What a thing with many points says is worth no more than this many. */
const MOST_OF_A_THING = 60;
/**
 * From coarse to fine, far pulls first and exactness last: half the side of the squares over which patches are averaged, in places; every
 * how many-th point is asked; the first and the last stride, in pixels.
 */
const LEVELS = [
  { softness: 7, every: 5, first: 8, last: 1 },
  { softness: 3, every: 3, first: 2, last: 0.5 },
  { softness: 0, every: 1, first: 0.5, last: 0.03 },
] as const;

/** log(WRONG + (1 - 2 WRONG) * share), for shares of 0 to 255. */
const LOG_LIKELIHOOD = Float64Array.from({ length: 256 }, (_, share) => Math.log(WRONG + ((1 - 2 * WRONG) * share) / 255));

/** Parameters of an offset in the order of `BorderPoints.jacobian`: three degrees, three metres, milliseconds. */
export type Parameters = Float64Array;

/** All points of a camera, with the likelihood of their labels under any offset. */
export class OffsetFit {
  readonly count: number;
  readonly thing: Uint32Array;
  /** Pixels between the places of its patch, per point. */
  private readonly step: Float32Array;
  private readonly jacobian: Float32Array;
  private readonly weight: Float32Array;
  /** By level. */
  private readonly patches: readonly Uint8Array[];

  constructor(pictures: readonly BorderPoints[]) {
    this.count = pictures.reduce((n, p) => n + p.count, 0);
    this.step = joined(pictures.map((p) => new Float32Array(p.count).fill(p.step)), new Float32Array(this.count));
    this.thing = joined(pictures.map((p) => p.thing), new Uint32Array(this.count));
    this.jacobian = joined(pictures.map((p) => p.jacobian), new Float32Array(this.count * 2 * PARAMETERS));
    const fine = joined(pictures.map((p) => p.patches), new Uint8Array(this.count * SIDE * SIDE));
    this.patches = LEVELS.map(({ softness, every }) => (softness === 0 ? fine : softened(fine, softness, every)));
    this.weight = weights(this.thing);
  }

  /** Shares of agreeing pixels, 0 to 255, at the places of points under an offset, of every so many-th point; to `out`. */
  sharesAt(offset: Parameters, out: Float32Array, patches = this.patches[this.patches.length - 1], every = 1): void {
    const { jacobian, step, count } = this, size = SIDE * SIDE;
    const used = Array.from(offset, (_, k) => k).filter((k) => offset[k] !== 0);
    for (let i = 0; i < count; i += every) {
      const row = 2 * PARAMETERS * i;
      let du = 0, dv = 0;
      for (const k of used) {
        du += jacobian[row + k] * offset[k];
        dv += jacobian[row + PARAMETERS + k] * offset[k];
      }
      const x = Math.min(Math.max(du / step[i] + REACH, 0), SIDE - 1.001), y = Math.min(Math.max(dv / step[i] + REACH, 0), SIDE - 1.001);
      const column = Math.floor(x), line = Math.floor(y), fx = x - column, fy = y - line, at = size * i + SIDE * line + column;
      const above = patches[at] + fx * (patches[at + 1] - patches[at]);
      const below = patches[at + SIDE] + fx * (patches[at + SIDE + 1] - patches[at + SIDE]);
      out[i] = above + fy * (below - above);
    }
  }

  /** Weighted log likelihood of each point under an offset; to `out`. */
  likelihoods(offset: Parameters, out: Float32Array): void {
    this.sharesAt(offset, out);
    for (let i = 0; i < this.count; i++) out[i] = this.weight[i] * LOG_LIKELIHOOD[Math.round(out[i])];
  }

  /** Median displacement in pixels. */
  displacement(offset: Parameters): number {
    const { jacobian, count } = this, lengths = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      let du = 0, dv = 0;
      for (let k = 0; k < PARAMETERS; k++) {
        du += jacobian[2 * PARAMETERS * i + k] * offset[k];
        dv += jacobian[2 * PARAMETERS * i + PARAMETERS + k] * offset[k];
      }
      lengths[i] = Math.hypot(du, dv);
    }
    return lengths.sort()[count >> 1] ?? 0;
  }

  /** The amount of a parameter that moves half of the points by a pixel; Infinity where it moves none. */
  perPixel(parameter: number): number {
    const one = new Float64Array(PARAMETERS);
    one[parameter] = 1;
    const moved = this.displacement(one);
    return moved > 0 ? 1 / moved : Infinity;
  }

  /**
   * The offset in these parameters that makes the labels of the points with `taken` set likeliest: coarse to fine, each time from the best so far,
   * by steps along each parameter that are halved when none helps (Hooke and Jeeves' pattern search without its pattern moves). `from`: an offset
   * that is near already, from which only the finest level is searched.
   */
  best(parameters: readonly number[], taken: Uint8Array | null = null, from: Parameters | null = null): Parameters {
    const units = parameters.map((k) => this.perPixel(k)), scratch = new Float32Array(this.count);
    const free = parameters.filter((_, n) => units[n] < Infinity);
    let at: Parameters = from ?? new Float64Array(PARAMETERS);
    LEVELS.forEach(({ every, first, last }, level) => {
      if (from !== null && level < LEVELS.length - 1) return;
      const score = (offset: Parameters): number => this.total(offset, level, taken, scratch, every);
      let here = score(at);
      for (let stride = first; stride > last; ) {
        let moved = false;
        free.forEach((k) => {
          const unit = units[parameters.indexOf(k)];
          for (const sign of [1, -1]) {
            const tried = at.slice();
            tried[k] += sign * stride * unit;
            const there = score(tried);
            if (there <= here + 1e-9) continue;
            here = there;
            at = tried;
            moved = true;
            break;
          }
        });
        if (!moved) stride /= 2;
      }
    });
    return at;
  }

  private total(offset: Parameters, level: number, taken: Uint8Array | null, shares: Float32Array, every: number): number {
    this.sharesAt(offset, shares, this.patches[level], every);
    const { weight, count } = this;
    let sum = 0;
    for (let i = 0; i < count; i += every) if (taken === null || taken[i] !== 0) sum += weight[i] * LOG_LIKELIHOOD[Math.round(shares[i])];
    return sum;
  }
}

function weights(thing: Uint32Array): Float32Array {
  const counts = new Map<number, number>();
  for (const id of thing) counts.set(id, (counts.get(id) ?? 0) + 1);
  return Float32Array.from(thing, (id) => Math.min(1, MOST_OF_A_THING / counts.get(id)!));
}

/** Every so many-th patch averaged over squares of 2 * reach + 1 places, its rim repeated outwards; the others are left empty. */
function softened(patches: Uint8Array, reach: number, every: number): Uint8Array {
  const out = new Uint8Array(patches.length), lines = new Float32Array(SIDE * SIDE), width = 2 * reach + 1;
  const inside = Int32Array.from({ length: SIDE + 2 * reach + 1 }, (_, k) => Math.min(Math.max(k - reach, 0), SIDE - 1));
  for (let begin = 0; begin < patches.length; begin += every * SIDE * SIDE) {
    for (let y = 0; y < SIDE; y++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += patches[begin + SIDE * y + inside[k]];
      for (let x = 0; x < SIDE; x++) {
        lines[SIDE * y + x] = sum / width;
        sum += patches[begin + SIDE * y + inside[x + width]] - patches[begin + SIDE * y + inside[x]];
      }
    }
    for (let x = 0; x < SIDE; x++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += lines[SIDE * inside[k] + x];
      for (let y = 0; y < SIDE; y++) {
        out[begin + SIDE * y + x] = Math.round(sum / width);
        sum += lines[SIDE * inside[y + width] + x] - lines[SIDE * inside[y] + x];
      }
    }
  }
  return out;
}

function joined<T extends { set(from: T, at: number): void; readonly length: number }>(parts: readonly T[], into: T): T {
  let at = 0;
  for (const part of parts) {
    into.set(part, at);
    at += part.length;
  }
  return into;
}
