import type { Camera, CameraModel, CameraSpec } from './camera.ts';
import type { Polynomial } from './polynomial.ts';
import { evaluate, firstPositiveRoot } from './polynomial.ts';

const MAX_STEPS = 60;

/**
 * OpenCV's fisheye lens, the equidistant model of Kannala and Brandt 2006 (OpenCV, "Fisheye camera model";
 * modules/calib3d/src/fisheye.cpp): with t the angle from the optical axis,
 *
 *   td = t (1 + k1 t² + k2 t⁴ + k3 t⁶ + k4 t⁸),  u = fx td x / r + cx,  v = fy td y / r + cy,  r = sqrt(x² + y²)
 *
 * OpenCV computes t as atan(r / z), which breaks at 90 degrees; here it is atan2(r, z), so that points beside and behind the
 * lens (z <= 0) have an image too. The field ends where td stops growing: beyond, the polynomial would fold points back.
 */
class OpencvFisheyeCamera implements Camera {
  private readonly fx: number;
  private readonly fy: number;
  private readonly cx: number;
  private readonly cy: number;
  /** td / t as a polynomial in t². */
  private readonly growth: Polynomial;
  /** d td / d t as a polynomial in t². */
  private readonly slope: Polynomial;
  /** The field's half angle, radians, at most pi. */
  private readonly maxAngle: number;

  constructor(readonly spec: CameraSpec) {
    ({ fx: this.fx, fy: this.fy, cx: this.cx, cy: this.cy } = spec);
    this.growth = [1, ...spec.coefficients];
    this.slope = this.growth.map((a, k) => (2 * k + 1) * a);
    this.maxAngle = Math.min(Math.sqrt(firstPositiveRoot(this.slope)), Math.PI);
  }

  project(x: number, y: number, z: number, out: Float64Array): boolean {
    const r = Math.hypot(x, y);
    const angle = Math.atan2(r, z);
    // False for NaN too. A point straight behind the lens has no direction in the picture, the lens's own place has none at all.
    if (!(angle < this.maxAngle) || !(r < Infinity) || !(Math.abs(z) < Infinity) || (r === 0 && z === 0)) return false;
    const scale = r > 0 ? (angle * evaluate(this.growth, angle * angle)) / r : 0;
    out[0] = this.fx * scale * x + this.cx;
    out[1] = this.fy * scale * y + this.cy;
    return true;
  }

  /** Rays at 90 degrees and beyond cannot be written as (x, y, 1): false there. */
  unproject(u: number, v: number, out: Float64Array): boolean {
    const dx = (u - this.cx) / this.fx, dy = (v - this.cy) / this.fy;
    const bent = Math.hypot(dx, dy);
    const angle = this.straightened(bent);
    if (angle === null || !(angle < Math.PI / 2)) return false;
    const scale = bent > 0 ? Math.tan(angle) / bent : 1;
    out[0] = dx * scale;
    out[1] = dy * scale;
    out[2] = 1;
    return true;
  }

  /** The angle whose td is `bent`, null beyond the field: td grows over all of it, so that bisection cannot miss; Newton's steps hurry it. */
  private straightened(bent: number): number | null {
    let low = 0, high = this.maxAngle;
    if (!(bent < high * evaluate(this.growth, high * high))) return null;
    let angle = Math.min(bent, (low + high) / 2);
    for (let step = 0; step < MAX_STEPS && low < high; step++) {
      const error = angle * evaluate(this.growth, angle * angle) - bent;
      if (error === 0) break;
      if (error > 0) high = angle;
      else low = angle;
      const next = angle - error / evaluate(this.slope, angle * angle);
      const chosen = next > low && next < high ? next : (low + high) / 2;
      if (chosen === angle) break;
      angle = chosen;
    }
    return angle;
  }
}

export const opencvFisheye: CameraModel = {
  id: 'opencv-fisheye',
  name: 'OpenCV fisheye (Kannala-Brandt)',
  coefficientCounts: [4],
  create: (spec) => new OpencvFisheyeCamera(spec),
};
