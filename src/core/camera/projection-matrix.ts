import type { Pixels, Vec3 } from '../geometry/units.ts';

export interface DecomposedProjection {
  readonly fx: Pixels;
  readonly fy: Pixels;
  readonly cx: Pixels;
  readonly cy: Pixels;
  /** What to add to rectified coordinates for this camera's own: K^-1 times the fourth column, metres. */
  readonly cameraFromRect: Vec3;
}

/**
 * Takes apart a rectified projection matrix P = K [I | t] (KITTI's P0-P3, ROS CameraInfo's P): 12 numbers, row-major.
 * KITTI shifts its cameras by the fourth column, so that cameraFromSweep is [I | t] * R_rect * T_velo_to_cam.
 * Null where P has not that form (skew, or a third row that is not 0 0 1).
 */
export function cameraFromProjectionMatrix(p: ArrayLike<number>): DecomposedProjection | null {
  const [fx, skew, cx, p03, zero, fy, cy, p13, a, b, c, tz] = Array.from({ length: 12 }, (_, k) => p[k]);
  if (p.length !== 12 || !(fx > 0 && fy > 0) || skew !== 0 || zero !== 0 || a !== 0 || b !== 0 || c !== 1) return null;
  const cameraFromRect: Vec3 = [(p03 - cx * tz) / fx, (p13 - cy * tz) / fy, tz];
  return [cx, cy, ...cameraFromRect].every(Number.isFinite) ? { fx, fy, cx, cy, cameraFromRect } : null;
}
