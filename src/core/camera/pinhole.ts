import type { Camera, CameraModel, CameraSpec } from './camera.ts';

/** The ideal lens: u = fx * x / z + cx, v = fy * y / z + cy. */
class PinholeCamera implements Camera {
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

  unproject(u: number, v: number, out: Float64Array): boolean {
    const x = (u - this.cx) / this.fx;
    const y = (v - this.cy) / this.fy;
    if (!(Math.abs(x) < Infinity && Math.abs(y) < Infinity)) return false;
    out[0] = x;
    out[1] = y;
    out[2] = 1;
    return true;
  }
}

export const pinhole: CameraModel = {
  id: 'pinhole',
  name: 'Pinhole',
  coefficientCounts: [0],
  create: (spec) => new PinholeCamera(spec),
};
