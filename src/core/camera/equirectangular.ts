import type { Pixels } from '../geometry/units.ts';
import type { Camera, CameraModel, CameraSpec } from './camera.ts';

/**
 * A panorama: columns are longitude, rows are latitude, u = fx atan2(x, z) + cx, v = fy atan2(y, sqrt(x² + z²)) + cy, with fx and fy in
 * pixels per radian. A picture all around has fx = width / (2 pi), and its middle column, cx = (width - 1) / 2, looks forward. A
 * panorama that looks elsewhere has another cx, and goes on over its seam: of the places of a point, a turn (2 pi fx) apart,
 * the one in the turn around the picture's middle is its image. Valid region: every direction but straight up and straight down, which are
 * whole rows; rays exist for one turn around the picture's middle, between those rows.
 */
class EquirectangularCamera implements Camera {
  readonly depthKind = 'range';
  private readonly fx: number;
  private readonly fy: number;
  private readonly cx: number;
  private readonly cy: number;
  /** Pixels once around. */
  private readonly turn: number;
  /** Where the turn around the picture's middle begins: at u = 0 for a picture all around. */
  private readonly seam: number;

  constructor(readonly spec: CameraSpec) {
    ({ fx: this.fx, fy: this.fy, cx: this.cx, cy: this.cy } = spec);
    this.turn = 2 * Math.PI * this.fx;
    this.seam = (spec.width - this.turn) / 2;
  }

  project(x: number, y: number, z: number, out: Float64Array): boolean {
    const level = Math.sqrt(x * x + z * z);
    if (!(level > 0 && level < Infinity && Math.abs(y) < Infinity)) return false;
    const u = this.fx * Math.atan2(x, z) + this.cx;
    out[0] = u - this.turn * Math.floor((u - this.seam) / this.turn);
    out[1] = this.fy * Math.atan2(y, level) + this.cy;
    return true;
  }

  ray(u: number, v: number, out: Float64Array): boolean {
    const longitude = (u - this.cx) / this.fx, latitude = (v - this.cy) / this.fy;
    if (!(u >= this.seam && u <= this.seam + this.turn && Math.abs(latitude) < Math.PI / 2)) return false;
    const level = Math.cos(latitude);
    out[0] = level * Math.sin(longitude);
    out[1] = Math.sin(latitude);
    out[2] = level * Math.cos(longitude);
    return true;
  }

  jacobian(x: number, y: number, z: number, out: Float64Array): boolean {
    const level2 = x * x + z * z, level = Math.sqrt(level2), range2 = level2 + y * y;
    if (!(level > 0 && level < Infinity && Math.abs(y) < Infinity)) return false;
    out[0] = (this.fx * z) / level2;
    out[1] = 0;
    out[2] = (-this.fx * x) / level2;
    out[3] = (-this.fy * y * x) / (level * range2);
    out[4] = (this.fy * level) / range2;
    out[5] = (-this.fy * y * z) / (level * range2);
    return true;
  }
}

export const equirectangular: CameraModel = {
  id: 'equirectangular',
  name: 'Equirectangular panorama',
  coefficientCounts: [0],
  distortionOnly: false,
  create: (spec) => new EquirectangularCamera(spec),
};

/** Of a picture all around whose middle looks forward and to the horizon. */
export function allAround(width: Pixels, height: Pixels): Pick<CameraSpec, 'fx' | 'fy' | 'cx' | 'cy'> {
  const perRadian = width / (2 * Math.PI);
  return { fx: perRadian, fy: perRadian, cx: (width - 1) / 2, cy: (height - 1) / 2 };
}
