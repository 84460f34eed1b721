import type { Camera, CameraModel, CameraSpec } from './camera.ts';
import { firstPositiveRoot } from './polynomial.ts';

const MAX_STEPS = 60;

/**
 * OpenCV's fisheye lens, the equidistant model of Kannala and Brandt 2006 (OpenCV, "Fisheye camera model";
 * modules/calib3d/src/fisheye.cpp): with t the angle from the optical axis,
 *
 *   td = t (1 + k1 t² + k2 t⁴ + k3 t⁶ + k4 t⁸),  u = fx td x / r + cx,  v = fy td y / r + cy,  r = sqrt(x² + y²)
 *
 * OpenCV computes t as atan(r / z), which breaks at 90 degrees; here it is atan2(r, z), so that points beside and behind the
 * lens (z <= 0) have an image too. Valid region: all angles up to the one at which td stops growing, beyond which the polynomial
 * would fold points back, and less than 180 degrees; not the lens's own place.
 */
class OpencvFisheyeCamera implements Camera {
  readonly depthKind = 'range';
  private readonly fx: number;
  private readonly fy: number;
  private readonly cx: number;
  private readonly cy: number;
  private readonly k1: number;
  private readonly k2: number;
  private readonly k3: number;
  private readonly k4: number;
  /** The field's half angle, radians, at most pi. */
  private readonly maxAngle: number;

  constructor(readonly spec: CameraSpec) {
    ({ fx: this.fx, fy: this.fy, cx: this.cx, cy: this.cy } = spec);
    [this.k1, this.k2, this.k3, this.k4] = spec.coefficients;
    const slope = [1, 3 * this.k1, 5 * this.k2, 7 * this.k3, 9 * this.k4];
    this.maxAngle = Math.min(Math.sqrt(firstPositiveRoot(slope)), Math.PI);
  }

  project(x: number, y: number, z: number, out: Float64Array): boolean {
    const r = Math.sqrt(x * x + y * y);
    const angle = Math.atan2(r, z);
    if (!this.isValid(r, z, angle)) return false;
    const scale = r > 0 ? this.bent(angle) / r : 0;
    out[0] = this.fx * scale * x + this.cx;
    out[1] = this.fy * scale * y + this.cy;
    return true;
  }

  ray(u: number, v: number, out: Float64Array): boolean {
    const dx = (u - this.cx) / this.fx, dy = (v - this.cy) / this.fy;
    const bent = Math.hypot(dx, dy);
    const angle = this.straightened(bent);
    if (angle === null) return false;
    const side = bent > 0 ? Math.sin(angle) / bent : 0;
    out[0] = dx * side;
    out[1] = dy * side;
    out[2] = Math.cos(angle);
    return true;
  }

  /** With R the range: dt/dx = z x / (r R²), dt/dy = z y / (r R²), dt/dz = -r / R². */
  jacobian(x: number, y: number, z: number, out: Float64Array): boolean {
    const r = Math.sqrt(x * x + y * y);
    const angle = Math.atan2(r, z);
    if (!this.isValid(r, z, angle)) return false;
    const range2 = r * r + z * z;
    // On the axis td / r is 1 / z, and nothing depends on the direction.
    const scale = r > 0 ? this.bent(angle) / r : 1 / z;
    const cx = r > 0 ? x / r : 1, cy = r > 0 ? y / r : 0;
    const slope = this.slope(angle);
    const along = (slope * z) / range2 - scale;
    out[0] = this.fx * (scale + cx * cx * along);
    out[1] = this.fx * cx * cy * along;
    out[2] = (-this.fx * slope * x) / range2;
    out[3] = this.fy * cx * cy * along;
    out[4] = this.fy * (scale + cy * cy * along);
    out[5] = (-this.fy * slope * y) / range2;
    return true;
  }

  /** False for NaN too. A point straight behind the lens has no direction in the picture, the lens's own place has none at all. */
  private isValid(r: number, z: number, angle: number): boolean {
    return angle < this.maxAngle && r < Infinity && Math.abs(z) < Infinity && (r > 0 || z > 0);
  }

  /** td. */
  private bent(angle: number): number {
    const q = angle * angle;
    return angle * (1 + q * (this.k1 + q * (this.k2 + q * (this.k3 + q * this.k4))));
  }

  /** d td / d t. */
  private slope(angle: number): number {
    const q = angle * angle;
    return 1 + q * (3 * this.k1 + q * (5 * this.k2 + q * (7 * this.k3 + q * 9 * this.k4)));
  }

  /** The angle whose td is `bent`, null beyond the field: td grows over all of it, so that bisection cannot miss; Newton's steps hurry it. */
  private straightened(bent: number): number | null {
    let low = 0, high = this.maxAngle;
    if (!(bent < this.bent(high))) return null;
    let angle = Math.min(bent, (low + high) / 2);
    for (let step = 0; step < MAX_STEPS && low < high; step++) {
      const error = this.bent(angle) - bent;
      if (error === 0) break;
      if (error > 0) high = angle;
      else low = angle;
      const next = angle - error / this.slope(angle);
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
  distortionOnly: true,
  create: (spec) => new OpencvFisheyeCamera(spec),
};
