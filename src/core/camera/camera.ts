import type { Metres, Pixels } from '../geometry/units.ts';

/**
 * Intrinsics as data: what scene.json and datasets hold. `coefficients` is in the model's own order.
 *
 * Pixels are OpenCV's, for every model: (0, 0) is the centre of the first pixel, (width - 1, height - 1) that of the last one. Two
 * places count in whole pixels from the picture's corner instead, because the published counts do: a point is inside a picture
 * where 0 < u < width and 0 < v < height (`projectSweep`), and the pixel of a mask under it is (floor(u), floor(v))
 * (`maskIndex`). Both are half a pixel to the right of and below what the lens says; edges of masks are trusted less than that.
 */
export interface CameraSpec {
  /** Id of a camera model, see `cameraModels`. */
  readonly model: string;
  readonly width: Pixels;
  readonly height: Pixels;
  readonly fx: Pixels;
  readonly fy: Pixels;
  readonly cx: Pixels;
  readonly cy: Pixels;
  readonly coefficients: readonly number[];
  /** For 'lookup-table', whose fx, fy, cx, cy are those of the pinhole nearest to it in the middle of the picture, for show only. */
  readonly table?: RayTable;
}

/** The rays through the nodes of a grid over a picture, whose corner nodes are the centres of the corner pixels. */
export interface RayTable {
  readonly columns: number;
  readonly rows: number;
  /** x, y, z per node in the camera frame, of any length, row by row; NaN or 0 0 0 where the lens sees nothing. */
  readonly rays: Float32Array;
}

/** A lens, ready to compute. Camera frame: x right, y down, z forward, metres; pixels as in `CameraSpec`. */
export interface Camera {
  readonly spec: CameraSpec;
  /**
   * What `Projection.depth` is for this lens: z, which is linear over a picture's planes (as 1 / z), or the range along the ray where a
   * lens may see beside and behind itself, where z orders nothing. See `depthOf`.
   */
  readonly depthKind: 'z' | 'range';
  /**
   * Projects a point to pixels, written to out[0], out[1]. False, and out is untouched, where the point has no image: outside the
   * valid region, which each model describes (behind a pinhole; where a lens polynomial no longer grows, and would fold points back),
   * or not finite. A point outside the picture's edges still projects.
   */
  project(x: number, y: number, z: number, out: Float64Array): boolean;
  /**
   * The ray through a pixel as a unit vector in the camera frame, written to out[0..2]: what `project` takes back to that pixel, and
   * behind the lens (z <= 0) too where it sees there. False, and out is untouched, where the lens has no such ray.
   */
  ray(u: Pixels, v: Pixels, out: Float64Array): boolean;
  /**
   * Derivatives of the pixel by the point, row by row to out[0..5]: du/dx du/dy du/dz dv/dx dv/dy dv/dz, pixels per metre. False,
   * and out is untouched, where `project` is.
   */
  jacobian(x: number, y: number, z: number, out: Float64Array): boolean;
}

/** The depth of a point that projects, in the camera's own sense; above 0. */
export function depthOf(camera: Pick<Camera, 'depthKind'>, x: number, y: number, z: number): Metres {
  return camera.depthKind === 'z' ? z : Math.sqrt(x * x + y * y + z * z);
}

/** One lens model: a file in this folder and a line in its index. */
export interface CameraModel {
  readonly id: string;
  readonly name: string;
  /** Numbers of coefficients that it accepts. */
  readonly coefficientCounts: readonly number[];
  /** Whether its coefficients are nothing but a distortion, so that numbers cannot tell it from another such model with as many. */
  readonly distortionOnly: boolean;
  /** What, beyond numbers that are not finite or sizes that are none, is wrong with a spec; absent where nothing can be. */
  fault?(spec: CameraSpec): CameraFault | null;
  /** Of a spec that `createCamera` has checked. */
  create(spec: CameraSpec): Camera;
}

export interface CameraFault {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}
