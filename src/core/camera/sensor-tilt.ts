/**
 * The homography of a sensor that is tilted against the lens (Scheimpflug), by tauX and tauY radians: OpenCV's
 * computeTiltProjectionMatrix (modules/calib3d/src/distortion_model.hpp), which with R = R_y(tauY) R_x(tauX) is
 * [[R33, 0, -R13], [0, R33, -R23], [0, 0, 1]] R. Results of the last call stand in the fields.
 */
export class SensorTilt {
  x = 0;
  y = 0;
  /** Derivatives of `apply`, set by `linearize`: xx is dx'/dx, xy is dx'/dy, and so on. */
  xx = 1;
  xy = 0;
  yx = 0;
  yy = 1;
  private readonly forward: readonly number[];
  private readonly backward: readonly number[];

  constructor(tauX: number, tauY: number) {
    const cx = Math.cos(tauX), sx = Math.sin(tauX), cy = Math.cos(tauY), sy = Math.sin(tauY);
    const r13 = -sy * cx, r23 = sx, r33 = cy * cx;
    this.forward = [
      r33 * cy - r13 * sy, r33 * sy * sx + r13 * cy * sx, r33 * r13 - r13 * r33,
      -r23 * sy, r33 * cx + r23 * cy * sx, r33 * r23 - r23 * r33,
      sy, -cy * sx, r33,
    ];
    this.backward = inverse(this.forward);
  }

  /** From the upright plane to the tilted sensor. False where the point has no image there. */
  apply(x: number, y: number): boolean {
    return this.map(this.forward, x, y);
  }

  /** From the tilted sensor back to the upright plane. */
  remove(x: number, y: number): boolean {
    return this.map(this.backward, x, y);
  }

  /** As `apply`, with its derivatives. */
  linearize(x: number, y: number): boolean {
    if (!this.apply(x, y)) return false;
    const h = this.forward, w = h[6] * x + h[7] * y + h[8];
    this.xx = (h[0] - this.x * h[6]) / w;
    this.xy = (h[1] - this.x * h[7]) / w;
    this.yx = (h[3] - this.y * h[6]) / w;
    this.yy = (h[4] - this.y * h[7]) / w;
    return true;
  }

  /** A homography keeps its orientation on one side of its horizon: the side of the optical axis, w > 0. */
  private map(h: readonly number[], x: number, y: number): boolean {
    const w = h[6] * x + h[7] * y + h[8];
    if (!(w > 0)) return false;
    this.x = (h[0] * x + h[1] * y + h[2]) / w;
    this.y = (h[3] * x + h[4] * y + h[5]) / w;
    return true;
  }
}

/** Inverse of a row-major 3x3 up to a positive scale; the determinant here is R33³ > 0 for tilts under 90 degrees. */
function inverse([a, b, c, d, e, f, g, h, i]: readonly number[]): number[] {
  return [
    e * i - f * h, c * h - b * i, b * f - c * e,
    f * g - d * i, a * i - c * g, c * d - a * f,
    d * h - e * g, b * g - a * h, a * e - b * d,
  ];
}
