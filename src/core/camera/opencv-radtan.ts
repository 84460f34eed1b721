import type { Camera, CameraModel, CameraSpec } from './camera.ts';
import { RadtanDistortion } from './radtan-distortion.ts';
import { SensorTilt } from './sensor-tilt.ts';
import { ValidField } from './valid-field.ts';

/** Newton's steps double the right digits; halvings of a step near the fold use up the rest. */
const MAX_STEPS = 60;
const MAX_HALVINGS = 30;
/** On the plane z = 1: at 2,000 px of focal length 2e-7 px. */
const ROUND_TRIP = 1e-10;

/** OpenCV's radial-tangential lens, with thin prism and tilted sensor; see RadtanDistortion and SensorTilt. */
class OpencvRadtanCamera implements Camera {
  private readonly fx: number;
  private readonly fy: number;
  private readonly cx: number;
  private readonly cy: number;
  private readonly distortion: RadtanDistortion;
  private readonly field: ValidField;
  private readonly tilt: SensorTilt | null;

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

  unproject(u: number, v: number, out: Float64Array): boolean {
    let dx = (u - this.cx) / this.fx;
    let dy = (v - this.cy) / this.fy;
    if (this.tilt !== null) {
      if (!this.tilt.remove(dx, dy)) return false;
      dx = this.tilt.x;
      dy = this.tilt.y;
    }
    return this.undistort(dx, dy, out);
  }

  /**
   * Newton's method from the optical axis outwards. A step is halved until it stays in the valid field and comes nearer,
   * so that the iteration cannot leap over the fold into the false branch.
   */
  private undistort(dx: number, dy: number, out: Float64Array): boolean {
    const d = this.distortion;
    let x = 0;
    let y = 0;
    d.linearize(x, y);
    let error = Math.hypot(dx - d.x, dy - d.y);
    const enough = ROUND_TRIP * Math.max(1, Math.hypot(dx, dy));
    for (let step = 0; step < MAX_STEPS && error > 0; step++) {
      d.linearize(x, y);
      const ex = dx - d.x, ey = dy - d.y;
      const det = d.xx * d.yy - d.xy * d.yx;
      const stepX = (d.yy * ex - d.xy * ey) / det;
      const stepY = (d.xx * ey - d.yx * ex) / det;
      let scale = 1;
      let nearer = false;
      for (let k = 0; k < MAX_HALVINGS && !nearer; k++, scale /= 2) {
        const nextX = x + scale * stepX, nextY = y + scale * stepY;
        if (!this.field.contains(nextX, nextY)) continue;
        d.distort(nextX, nextY);
        const nextError = Math.hypot(dx - d.x, dy - d.y);
        if (nextError >= error) continue;
        x = nextX;
        y = nextY;
        error = nextError;
        nearer = true;
      }
      if (!nearer) break;
    }
    if (!(error <= enough)) return false;
    out[0] = x;
    out[1] = y;
    out[2] = 1;
    return true;
  }
}

export const opencvRadtan: CameraModel = {
  id: 'opencv-radtan',
  name: 'OpenCV radial-tangential',
  coefficientCounts: [4, 5, 8, 12, 14],
  create: (spec) => new OpencvRadtanCamera(spec),
};
