import type { Camera, CameraModel, CameraSpec } from './camera.ts';

/** The ideal lens: u = fx * x / z + cx, v = fy * y / z + cy. Valid region: z > 0. */
class PinholeCamera implements Camera {
  readonly depthKind = 'z';
  private readonly fx: number;
  private readonly fy: number;
  private readonly cx: number;
  private readonly cy: number;

  constructor(readonly spec: CameraSpec) {
    ({ fx: this.fx, fy: this.fy, cx: this.cx, cy: this.cy } = spec);
  }

  project(x: number, y: number, z: number, out: Float64Array): boolean {
    if (!(z > 0)) return false;
    const u = this.fx * (x / z) + this.cx;
    const v = this.fy * (y / z) + this.cy;
    // NaN, and quotients that overflow: neither is a place in a picture.
    if (!(Math.abs(u) < Infinity && Math.abs(v) < Infinity)) return false;
    out[0] = u;
    out[1] = v;
    return true;
  }

  ray(u: number, v: number, out: Float64Array): boolean {
    const x = (u - this.cx) / this.fx;
    const y = (v - this.cy) / this.fy;
    const length = Math.hypot(x, y, 1);
    if (!(length < Infinity)) return false;
    out[0] = x / length;
    out[1] = y / length;
    out[2] = 1 / length;
    return true;
  }

  jacobian(x: number, y: number, z: number, out: Float64Array): boolean {
    const a = x / z, b = y / z;
    if (!(z > 0 && Math.abs(a) < Infinity && Math.abs(b) < Infinity)) return false;
    out[0] = this.fx / z;
    out[1] = 0;
    out[2] = -this.fx * a / z;
    out[3] = 0;
    out[4] = this.fy / z;
    out[5] = -this.fy * b / z;
    return true;
  }
}

export const pinhole: CameraModel = {
  id: 'pinhole',
  name: 'Pinhole',
  coefficientCounts: [0],
  distortionOnly: true,
  create: (spec) => new PinholeCamera(spec),
};
