import type { Rigid } from '../geometry/rigid.ts';
import { compose, fromQuaternion, invert, rigid, toQuaternion } from '../geometry/rigid.ts';

/** How the numbers of a rotation follow each other: of a quaternion, or of a matrix. */
export type QuaternionOrder = 'wxyz' | 'xyzw';
export type MatrixOrder = 'row-major' | 'column-major';
/** What the extrinsics take to what. The parent is what they are given against: the vehicle, the LiDAR, the world. */
export type ExtrinsicsDirection = 'parent-from-camera' | 'camera-from-parent';
/** How a camera's axes lie: `optical` x right, y down, z forward (OpenCV); `opengl` x right, y up, z back; `vehicle` x forward, y left, z up. */
export type CameraAxes = 'optical' | 'opengl' | 'vehicle';

/** How a dataset's numbers for the place of a camera were understood. */
export interface MountReading {
  readonly rotation: QuaternionOrder | MatrixOrder;
  readonly direction: ExtrinsicsDirection;
  readonly axes: CameraAxes;
}

/** What is kept of a camera's place so that its numbers can be understood in another way, exactly. */
export interface CameraMount {
  /** Pose of what the extrinsics are given against, at the camera's time. */
  readonly worldFromParent: Rigid<'world', 'ego'>;
  readonly reading: MountReading;
}

/** From optical axes to the named ones. */
const FROM_OPTICAL: Readonly<Record<CameraAxes, Rigid<'camera', 'camera'>>> = {
  optical: rigid([1, 0, 0, 0, 1, 0, 0, 0, 1], [0, 0, 0]),
  opengl: rigid([1, 0, 0, 0, -1, 0, 0, 0, -1], [0, 0, 0]),
  vehicle: rigid([0, 0, 1, -1, 0, 0, 0, -1, 0], [0, 0, 0]),
};

/** A transform in the file's own numbers, of which it is not said yet what they mean. */
type Numbers = Rigid<'camera', 'camera'>;

/**
 * The pose that the numbers behind `worldFromCamera` have when they are understood as `reading` says, and not as `mount.reading`. Exact
 * but for rounding: the numbers are found again from the pose.
 */
export function remounted(worldFromCamera: Rigid<'world', 'camera'>, mount: CameraMount, reading: MountReading): Rigid<'world', 'camera'> {
  const parentFromCamera = compose(invert(mount.worldFromParent), worldFromCamera);
  return compose(mount.worldFromParent, understood(numbersOf(parentFromCamera, mount.reading), reading));
}

function understood(numbers: Numbers, { rotation, direction, axes }: MountReading): Rigid<'ego', 'camera'> {
  const read: Numbers = { r: reordered(numbers.r, rotation), t: numbers.t };
  const given = direction === 'camera-from-parent' ? invert(read) : read;
  return compose<'ego', 'camera', 'camera'>({ r: given.r, t: given.t }, FROM_OPTICAL[axes]);
}

function numbersOf(parentFromCamera: Rigid<'ego', 'camera'>, { rotation, direction, axes }: MountReading): Numbers {
  const { r, t } = compose(parentFromCamera, invert(FROM_OPTICAL[axes])), given: Numbers = { r, t };
  const read = direction === 'camera-from-parent' ? invert(given) : given;
  return { r: ordered(read.r, rotation), t: read.t };
}

/** The rotation that numbers stand for which would be `r` in the usual order: w, x, y, z, or row by row. */
function reordered(r: readonly number[], order: MountReading['rotation']): readonly number[] {
  if (order === 'column-major') return transposed(r);
  if (order !== 'xyzw') return r;
  const [a, b, c, d] = toQuaternion(rigid(r, [0, 0, 0]));
  return fromQuaternion([d, a, b, c], [0, 0, 0]).r;
}

/** The way back. A quaternion's sign is lost on the way, and means nothing in either order. */
function ordered(r: readonly number[], order: MountReading['rotation']): readonly number[] {
  if (order === 'column-major') return transposed(r);
  if (order !== 'xyzw') return r;
  const [w, x, y, z] = toQuaternion(rigid(r, [0, 0, 0]));
  return fromQuaternion([x, y, z, w], [0, 0, 0]).r;
}

function transposed(r: readonly number[]): readonly number[] {
  return [r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]];
}
