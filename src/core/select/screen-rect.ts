/**
 * A rectangle of a view's pixels as four planes through the eye, asked about boxes in a sweep's stored positions. Unlike
 * their pictures, planes have no trouble with boxes that reach behind the eye.
 */
export class ScreenRect {
  /** Four numbers per side; a point in front of the eye is inside where x, y, z, 1 times these is not negative for any. */
  private readonly planes: Float64Array;
  /** Largest sum of magnitudes that a side's three factors, and its constant, were computed from: what their rounding scales with. */
  private readonly slope: number;
  private readonly constant: number;

  /** Columns [x0, x1] and rows [y0, y1]; `m` as `pixelsFromSweep` makes it. */
  constructor(m: Float64Array, x0: number, y0: number, x1: number, y1: number) {
    const sides = [[1, 0, x0], [-1, 0, x1], [1, 4, y0], [-1, 4, y1]] as const;
    this.planes = Float64Array.from(sides.flatMap(([sign, row, at]) => [0, 1, 2, 3].map((k) => sign * (m[row + k] - at * m[8 + k]))));
    const most = (k: number) => Math.max(...sides.map(([, row, at]) => Math.abs(m[row + k]) + Math.abs(at * m[8 + k])));
    this.slope = most(0) + most(1) + most(2);
    this.constant = most(3);
  }

  /** True only where no point of the box that is in front of the eye falls into the rectangle, as `nu / w` is computed of points. */
  isOutside(boxes: Float32Array, at: number): boolean {
    const x0 = boxes[at], y0 = boxes[at + 1], z0 = boxes[at + 2], x1 = boxes[at + 3], y1 = boxes[at + 4], z1 = boxes[at + 5];
    const p = this.planes;
    const slack = 1e-14 * (this.slope * reach(x0, y0, z0, x1, y1, z1) + this.constant);
    for (let k = 0; k < 16; k += 4) {
      const a = p[k], b = p[k + 1], c = p[k + 2];
      // The corner that lies furthest to the inner side.
      if (a * (a > 0 ? x1 : x0) + b * (b > 0 ? y1 : y0) + c * (c > 0 ? z1 : z0) + p[k + 3] < -slack) return true;
    }
    return false;
  }
}

/** The largest magnitude among a box's coordinates. */
export function reach(x0: number, y0: number, z0: number, x1: number, y1: number, z1: number): number {
  return Math.max(-x0, x1, -y0, y1, -z0, z1);
}
