import type { Camera, CameraModel, CameraSpec } from './camera.ts';
import { RadtanDistortion } from './radtan-distortion.ts';
import { undistort } from './undistort.ts';
import { ValidField } from './valid-field.ts';

/**
 * The unified omnidirectional lens of Mei and Rives 2007, as OpenCV's omnidir (opencv_contrib, modules/ccalib/src/omnidir.cpp, without skew),
 * camodocal and KITTI-360 write it: the unit sphere seen from a point xi behind its middle, then radial and tangential terms:
 *
 *   (X, Y, Z) = (x, y, z) / R,  a = X / (Z + xi),  b = Y / (Z + xi),  R = sqrt(x² + y² + z²)
 *   (a", b") = (a, b) with k1, k2, p1, p2 as in RadtanDistortion,  u = fx a" + cx,  v = fy b" + cy
 *
 * Coefficients: xi k1 k2 p1 p2; fx and fy are gamma1 and gamma2. Valid region: Z > -xi, or for xi > 1 Z > -1 / xi, where a circle on the
 * sphere is the edge seen from the point (up to 180 degrees for xi = 1), within the field in which the distortion is one-to-one.
 */
class MeiCamera implements Camera {
  readonly depthKind = 'range';
  private readonly fx: number;
  private readonly fy: number;
  private readonly cx: number;
  private readonly cy: number;
  private readonly xi: number;
  private readonly distortion: RadtanDistortion;
  private readonly field: ValidField;
  private readonly straight = new Float64Array(2);

  constructor(readonly spec: CameraSpec) {
    ({ fx: this.fx, fy: this.fy, cx: this.cx, cy: this.cy } = spec);
    const [xi, ...bent] = spec.coefficients;
    this.xi = xi;
    this.distortion = new RadtanDistortion(bent);
    this.field = new ValidField(this.distortion);
  }

  project(x: number, y: number, z: number, out: Float64Array): boolean {
    const range = Math.sqrt(x * x + y * y + z * z), below = z + this.xi * range;
    // The second holds always for xi < 1, the first for xi > 1.
    if (!(below > 0 && this.xi * z + range > 0 && range < Infinity)) return false;
    const a = x / below, b = y / below;
    if (!this.field.contains(a, b)) return false;
    const d = this.distortion;
    d.distort(a, b);
    if (!(Math.abs(d.x) < Infinity && Math.abs(d.y) < Infinity)) return false;
    out[0] = this.fx * d.x + this.cx;
    out[1] = this.fy * d.y + this.cy;
    return true;
  }

  ray(u: number, v: number, out: Float64Array): boolean {
    if (!undistort(this.distortion, this.field, (u - this.cx) / this.fx, (v - this.cy) / this.fy, this.straight)) return false;
    const [a, b] = this.straight, q = a * a + b * b, root = 1 + (1 - this.xi * this.xi) * q;
    if (!(root > 0)) return false;
    const onSphere = (this.xi + Math.sqrt(root)) / (1 + q);
    out[0] = onSphere * a;
    out[1] = onSphere * b;
    out[2] = onSphere - this.xi;
    return true;
  }

  /** With D = z + xi R: da/dx = 1 / D - a xi x / (R D), da/dy = -a xi y / (R D), da/dz = -a (1 + xi z / R) / D; b likewise. */
  jacobian(x: number, y: number, z: number, out: Float64Array): boolean {
    const range = Math.sqrt(x * x + y * y + z * z), below = z + this.xi * range;
    if (!(below > 0 && this.xi * z + range > 0 && range < Infinity)) return false;
    const a = x / below, b = y / below;
    if (!this.field.contains(a, b)) return false;
    const d = this.distortion;
    d.linearize(a, b);
    if (!(Math.abs(d.x) < Infinity && Math.abs(d.y) < Infinity)) return false;
    const pull = this.xi / (range * below), px = pull * x, py = pull * y, pz = 1 / below + pull * z;
    const ax = 1 / below - a * px, ay = -a * py, az = -a * pz;
    const bx = -b * px, by = 1 / below - b * py, bz = -b * pz;
    out[0] = this.fx * (d.xx * ax + d.xy * bx);
    out[1] = this.fx * (d.xx * ay + d.xy * by);
    out[2] = this.fx * (d.xx * az + d.xy * bz);
    out[3] = this.fy * (d.yx * ax + d.yy * bx);
    out[4] = this.fy * (d.yx * ay + d.yy * by);
    out[5] = this.fy * (d.yx * az + d.yy * bz);
    return true;
  }
}

export const mei: CameraModel = {
  id: 'mei',
  name: 'Unified omnidirectional (Mei)',
  coefficientCounts: [5],
  distortionOnly: false,
  fault: ({ coefficients: [xi] }) => (xi >= 0 ? null : { what: 'xi', expected: '0 or more', found: String(xi) }),
  create: (spec) => new MeiCamera(spec),
};
