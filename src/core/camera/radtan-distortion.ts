import type { Polynomial } from './polynomial.ts';
import { derivative, firstPositiveRoot, multiply, subtract } from './polynomial.ts';

/**
 * The distortion of OpenCV's projectPoints, on the plane z = 1, before the tilt (OpenCV, "Camera Calibration and 3D
 * Reconstruction", detailed description; modules/calib3d/src/calibration.cpp, cvProjectPoints2Internal):
 *
 *   r² = x² + y²,  R = (1 + k1 r² + k2 r⁴ + k3 r⁶) / (1 + k4 r² + k5 r⁴ + k6 r⁶)
 *   x" = x R + 2 p1 x y + p2 (r² + 2 x²) + s1 r² + s2 r⁴
 *   y" = y R + p1 (r² + 2 y²) + 2 p2 x y + s3 r² + s4 r⁴
 *
 * The results of the last call stand in the fields, so that a point costs no allocation.
 */
export class RadtanDistortion {
  /** The distorted point. */
  x = 0;
  y = 0;
  /** Its derivatives: xx is dx"/dx, xy is dx"/dy, and so on. */
  xx = 1;
  xy = 0;
  yx = 0;
  yy = 1;

  readonly k1: number; readonly k2: number; readonly k3: number;
  readonly k4: number; readonly k5: number; readonly k6: number;
  readonly p1: number; readonly p2: number;
  readonly s1: number; readonly s2: number; readonly s3: number; readonly s4: number;

  /** Coefficients in OpenCV's order: k1 k2 p1 p2 k3 k4 k5 k6 s1 s2 s3 s4; the absent ones are zero. */
  constructor(coefficients: readonly number[]) {
    const [k1 = 0, k2 = 0, p1 = 0, p2 = 0, k3 = 0, k4 = 0, k5 = 0, k6 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0] = coefficients;
    this.k1 = k1; this.k2 = k2; this.k3 = k3;
    this.k4 = k4; this.k5 = k5; this.k6 = k6;
    this.p1 = p1; this.p2 = p2;
    this.s1 = s1; this.s2 = s2; this.s3 = s3; this.s4 = s4;
  }

  /** True where the radius alone decides: no tangential and no prism terms. */
  get isRadial(): boolean {
    return [this.p1, this.p2, this.s1, this.s2, this.s3, this.s4].every((c) => c === 0);
  }

  /** Sets x, y. */
  distort(x: number, y: number): void {
    const q = x * x + y * y;
    const radial = (1 + q * (this.k1 + q * (this.k2 + q * this.k3))) / (1 + q * (this.k4 + q * (this.k5 + q * this.k6)));
    this.x = x * radial + 2 * this.p1 * x * y + this.p2 * (q + 2 * x * x) + q * (this.s1 + q * this.s2);
    this.y = y * radial + this.p1 * (q + 2 * y * y) + 2 * this.p2 * x * y + q * (this.s3 + q * this.s4);
  }

  /** Sets x, y and the derivatives. */
  linearize(x: number, y: number): void {
    this.distort(x, y);
    const q = x * x + y * y;
    const n = 1 + q * (this.k1 + q * (this.k2 + q * this.k3));
    const d = 1 + q * (this.k4 + q * (this.k5 + q * this.k6));
    const radial = n / d;
    // d radial / dq
    const slope = (this.k1 + q * (2 * this.k2 + 3 * q * this.k3) - radial * (this.k4 + q * (2 * this.k5 + 3 * q * this.k6))) / d;
    const prismX = this.s1 + 2 * q * this.s2;
    const prismY = this.s3 + 2 * q * this.s4;
    this.xx = radial + 2 * x * x * slope + 2 * this.p1 * y + 6 * this.p2 * x + 2 * x * prismX;
    this.xy = 2 * x * y * slope + 2 * this.p1 * x + 2 * this.p2 * y + 2 * y * prismX;
    this.yx = 2 * x * y * slope + 2 * this.p1 * x + 2 * this.p2 * y + 2 * x * prismY;
    this.yy = radial + 2 * y * y * slope + 6 * this.p1 * y + 2 * this.p2 * x + 2 * y * prismY;
  }

  /** Determinant of the derivatives at (x, y): positive where the map keeps orientation, zero on the fold. */
  determinant(x: number, y: number): number {
    this.linearize(x, y);
    return this.xx * this.yy - this.xy * this.yx;
  }

  /** r² of the first pole of R, Infinity where there is none. */
  radialPole(): number {
    return firstPositiveRoot(this.denominator());
  }

  /**
   * r² up to which r R(r²) grows, Infinity where it always does. With R = N / D and q = r², its derivative over r is
   * ((N + 2 q N') D - 2 q N D') / D²: the first root of that numerator, or the first pole.
   */
  radialFold(): number {
    const n: Polynomial = [1, this.k1, this.k2, this.k3];
    const d = this.denominator();
    const grown = subtract(n, multiply([0, -2], derivative(n)));
    const fold = firstPositiveRoot(subtract(multiply(grown, d), multiply([0, 2], multiply(n, derivative(d)))));
    return Math.min(fold, this.radialPole());
  }

  private denominator(): Polynomial {
    return [1, this.k4, this.k5, this.k6];
  }
}
