import type { Bounds } from '#src/core/geometry/box.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';

/**
 * Builds a cloud's positions from Float64 or Float32 source coordinates that arrive in slices.
 *
 * The origin of Float64 coordinates is the rounded middle of what is known when the first slice arrives: the centre that the
 * header states, where the first slice's points lie within what it states, else their median. A median, because sensors write
 * (0, 0, 0) for "no return", and one such point must not cost UTM coordinates their centimetres. Each axis gets its origin
 * when its first finite value arrives.
 */
export class PositionsBuilder {
  readonly positions: Float32Array;
  invalid = 0;
  private readonly origin: (number | null)[] = [null, null, null];
  private min0 = Infinity; private min1 = Infinity; private min2 = Infinity;
  private max0 = -Infinity; private max1 = -Infinity; private max2 = -Infinity;

  constructor(count: number, private readonly stated: Bounds | null = null) {
    this.positions = new Float32Array(3 * count);
  }

  /** Points that were written into `positions` directly, [first, end): their own numbers are Float32, the origin is zero. */
  addStored(first: number, end: number): void {
    const p = this.positions;
    let { min0, min1, min2, max0, max1, max2, invalid } = this;
    for (let i = 3 * first; i < 3 * end; i += 3) {
      const x = p[i], y = p[i + 1], z = p[i + 2];
      // NaN and infinities, and only they, differ from themselves after x - x.
      if (x - x + (y - y) + (z - z) !== 0) {
        invalid++;
        continue;
      }
      if (x < min0) min0 = x;
      if (x > max0) max0 = x;
      if (y < min1) min1 = y;
      if (y > max1) max1 = y;
      if (z < min2) min2 = z;
      if (z > max2) max2 = z;
    }
    Object.assign(this, { min0, min1, min2, max0, max1, max2, invalid });
  }

  /** `n` points from `xyz` (3 per point, source coordinates), stored from point `first` on. */
  addFloat64(xyz: Float64Array, n: number, first: number): void {
    this.chooseOrigin(xyz, n);
    const p = this.positions;
    const o0 = this.origin[0] ?? 0, o1 = this.origin[1] ?? 0, o2 = this.origin[2] ?? 0;
    let { min0, min1, min2, max0, max1, max2, invalid } = this;
    for (let i = 0, j = 3 * first; i < 3 * n; i += 3, j += 3) {
      const x = xyz[i], y = xyz[i + 1], z = xyz[i + 2];
      const a = Math.fround(x - o0), b = Math.fround(y - o1), c = Math.fround(z - o2);
      p[j] = a;
      p[j + 1] = b;
      p[j + 2] = c;
      // Asked of what was stored: a coordinate that Float32 cannot hold cannot be drawn or selected either.
      if (a - a + (b - b) + (c - c) !== 0) {
        invalid++;
        continue;
      }
      if (x < min0) min0 = x;
      if (x > max0) max0 = x;
      if (y < min1) min1 = y;
      if (y > max1) max1 = y;
      if (z < min2) min2 = z;
      if (z > max2) max2 = z;
    }
    Object.assign(this, { min0, min1, min2, max0, max1, max2, invalid });
  }

  finish(): { positions: Float32Array; origin: Vec3; invalid: number; bounds: Bounds | null } {
    const { positions, invalid, min0, min1, min2, max0, max1, max2 } = this;
    const [x, y, z] = this.origin;
    const bounds: Bounds | null = min0 <= max0 ? { min: [min0, min1, min2], max: [max0, max1, max2] } : null;
    return { positions, origin: [x ?? 0, y ?? 0, z ?? 0], invalid, bounds };
  }

  private chooseOrigin(xyz: Float64Array, n: number): void {
    for (let k = 0; k < 3; k++) {
      if (this.origin[k] !== null) continue;
      const median = medianOfSample(xyz, n, k);
      if (median === null) continue;
      const low = this.stated?.min[k] ?? NaN, high = this.stated?.max[k] ?? NaN;
      const middle = low <= median && median <= high ? low + (high - low) / 2 : median;
      // + 0 turns -0 into 0.
      this.origin[k] = Math.round(middle) + 0;
    }
  }
}

/** Median of the finite values among about a thousand evenly spaced ones (among all, where those hold none). */
function medianOfSample(xyz: Float64Array, n: number, axis: number): number | null {
  for (const step of [Math.ceil(n / 1000), 1]) {
    const sample: number[] = [];
    for (let i = 0; i < n && sample.length < 2000; i += Math.max(1, step)) {
      const v = xyz[3 * i + axis];
      if (Number.isFinite(v)) sample.push(v);
    }
    if (sample.length > 0) return sample.sort((a, b) => a - b)[sample.length >> 1];
  }
  return null;
}
