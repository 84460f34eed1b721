import type { Bounds } from '#src/core/geometry/box.ts';

/** Rounding in `x - middle` is near 2^-52 of the half extent: a rim of this much is asked again, exactly. */
const INNER = 1 - 2 ** -40;

/**
 * What the finite points span so far, and how many were not finite, told of as few points as possible. `near` holds middle and half
 * extent per axis: a point that has |x - middle| <= half on all three axes is finite and inside of what is known, and nothing needs to
 * be done. That is one comparison per axis, fails for NaN, and is true of nearly every point; all others go through `take`.
 */
export class Extent {
  invalid = 0;
  /** Middle and half extent of x, of y, of z. A negative half is what no point is within. */
  readonly near = Float64Array.of(0, -1, 0, -1, 0, -1);
  private readonly low = [Infinity, Infinity, Infinity];
  private readonly high = [-Infinity, -Infinity, -Infinity];

  /** A point that `near` does not tell to be inside. `finite` is whether it can be drawn: asked of what was stored of it. */
  take(x: number, y: number, z: number, finite: boolean): void {
    if (!finite) {
      this.invalid++;
      return;
    }
    this.reach(0, x);
    this.reach(1, y);
    this.reach(2, z);
  }

  bounds(): Bounds | null {
    const { low: [a, b, c], high: [d, e, f] } = this;
    return a <= d ? { min: [a, b, c], max: [d, e, f] } : null;
  }

  private reach(axis: number, v: number): void {
    const { low, high, near } = this;
    if (v >= low[axis] && v <= high[axis]) return;
    low[axis] = Math.min(low[axis], v);
    high[axis] = Math.max(high[axis], v);
    near[2 * axis] = low[axis] / 2 + high[axis] / 2;
    near[2 * axis + 1] = (high[axis] / 2 - low[axis] / 2) * INNER;
  }
}
