import type { Camera, CameraModel, CameraSpec } from './camera.ts';
import { RadtanDistortion } from './radtan-distortion.ts';
import { SensorTilt } from './sensor-tilt.ts';
import { undistort } from './undistort.ts';
import { ValidField } from './valid-field.ts';

/**
 * OpenCV's radial-tangential lens, with thin prism and tilted sensor; see RadtanDistortion and SensorTilt. Valid region: z > 0, within
 * the field in which the distortion is one-to-one, see ValidField.
 */
class OpencvRadtanCamera implements Camera {
  readonly depthKind = 'z';
  private readonly fx: number;
  private readonly fy: number;
  private readonly cx: number;
  private readonly cy: number;
  private readonly distortion: RadtanDistortion;
  private readonly field: ValidField;
  private readonly tilt: SensorTilt | null;
  private readonly straight = new Float64Array(2);

  constructor(readonly spec: CameraSpec) {
    ({ fx: this.fx, fy: this.fy, cx: this.cx, cy: this.cy } = spec);
    this.distortion = new RadtanDistortion(spec.coefficients);
    this.field = new ValidField(this.distortion);
    const [tauX = 0, tauY = 0] = spec.coefficients.slice(12);
    this.tilt = tauX === 0 && tauY === 0 ? null : new SensorTilt(tauX, tauY);
  }

  project(x: number, y: number, z: number, out: Float64Array): boolean {
    if (!(z > 0)) return false;
    const a = x / z;
    const b = y / z;
    if (!this.field.contains(a, b)) return false;
    const d = this.distortion;
    d.distort(a, b);
    let dx = d.x;
    let dy = d.y;
    if (this.tilt !== null) {
      if (!this.tilt.apply(dx, dy)) return false;
      dx = this.tilt.x;
      dy = this.tilt.y;
    }
    if (!(Math.abs(dx) < Infinity && Math.abs(dy) < Infinity)) return false;
    out[0] = this.fx * dx + this.cx;
    out[1] = this.fy * dy + this.cy;
    return true;
  }

  ray(u: number, v: number, out: Float64Array): boolean {
    let dx = (u - this.cx) / this.fx;
    let dy = (v - this.cy) / this.fy;
    if (this.tilt !== null) {
      if (!this.tilt.remove(dx, dy)) return false;
      dx = this.tilt.x;
      dy = this.tilt.y;
    }
    if (!undistort(this.distortion, this.field, dx, dy, this.straight)) return false;
    const [x, y] = this.straight, length = Math.hypot(x, y, 1);
    out[0] = x / length;
    out[1] = y / length;
    out[2] = 1 / length;
    return true;
  }

  jacobian(x: number, y: number, z: number, out: Float64Array): boolean {
    if (!(z > 0)) return false;
    const a = x / z, b = y / z;
    if (!this.field.contains(a, b)) return false;
    const d = this.distortion;
    d.linearize(a, b);
    let { xx, xy, yx, yy } = d;
    if (this.tilt !== null) {
      const t = this.tilt;
      if (!t.linearize(d.x, d.y)) return false;
      [xx, xy, yx, yy] = [t.xx * xx + t.xy * yx, t.xx * xy + t.xy * yy, t.yx * xx + t.yy * yx, t.yx * xy + t.yy * yy];
    }
    if (!(Math.abs(d.x) < Infinity && Math.abs(d.y) < Infinity)) return false;
    const fu = this.fx / z, fv = this.fy / z;
    out[0] = fu * xx;
    out[1] = fu * xy;
    out[2] = -fu * (xx * a + xy * b);
    out[3] = fv * yx;
    out[4] = fv * yy;
    out[5] = -fv * (yx * a + yy * b);
    return true;
  }
}

export const opencvRadtan: CameraModel = {
  id: 'opencv-radtan',
  name: 'OpenCV radial-tangential',
  coefficientCounts: [4, 5, 8, 12, 14],
  distortionOnly: true,
  create: (spec) => new OpencvRadtanCamera(spec),
};
