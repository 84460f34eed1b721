import type { Pixels } from '../geometry/units.ts';

/**
 * Intrinsics as data: what scene.json and datasets hold. Pixels in OpenCV's convention (0, 0 is the centre of the
 * first pixel). `coefficients` is in the model's own order.
 */
export interface CameraSpec {
  /** Id of a camera model: 'pinhole', 'opencv-radtan', 'opencv-fisheye'. */
  readonly model: string;
  readonly width: Pixels;
  readonly height: Pixels;
  readonly fx: Pixels;
  readonly fy: Pixels;
  readonly cx: Pixels;
  readonly cy: Pixels;
  readonly coefficients: readonly number[];
}

/** A lens, ready to compute. Camera frame: x right, y down, z forward, metres. */
export interface Camera {
  readonly spec: CameraSpec;
  /**
   * Projects a point to pixels, written to out[0], out[1]. False, and out is untouched, where the point has no image:
   * behind the camera (z <= 0, where the lens is no fisheye), or outside the field in which the lens polynomial still grows (it would be folded back).
   * A point outside the picture's edges still projects.
   */
  project(x: number, y: number, z: number, out: Float64Array): boolean;
  /** The ray through a pixel as (x, y, 1) in the camera frame, written to out[0..2]. False where the lens has no such ray. */
  unproject(u: Pixels, v: Pixels, out: Float64Array): boolean;
}

/** One lens model: a file in this folder and a line in its index. */
export interface CameraModel {
  readonly id: string;
  readonly name: string;
  /** Numbers of coefficients that it accepts. */
  readonly coefficientCounts: readonly number[];
  create(spec: CameraSpec): Camera;
}
