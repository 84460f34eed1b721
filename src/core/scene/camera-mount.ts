import type { Rigid } from '../geometry/rigid.ts';
import { compose, fromQuaternion, invert, rigid, toQuaternion } from '../geometry/rigid.ts';
import type { FrameName } from '../geometry/units.ts';

/** How the numbers of a rotation follow each other: of a quaternion, or of a matrix. */
export type QuaternionOrder = 'wxyz' | 'xyzw';
export type MatrixOrder = 'row-major' | 'column-major';
/** What the extrinsics take to what. The parent is what they are given against: the vehicle, the LiDAR, the world. */
export type ExtrinsicsDirection = 'parent-from-camera' | 'camera-from-parent';
/** How a camera's axes lie: `optical` x right, y down, z forward (OpenCV); `opengl` x right, y up, z back; `vehicle` x forward, y left, z up. */
export type CameraAxes = 'optical' | 'opengl' | 'vehicle';

/** How a dataset's numbers for the place of a sensor were understood; what is absent is not in question. */
export interface MountReading {
  readonly rotation?: QuaternionOrder | MatrixOrder;
  readonly direction?: ExtrinsicsDirection;
  readonly axes?: CameraAxes;
}

/**
 * One transform of those that a pose is the product of: one that is known; extrinsics, as they were understood (parent from camera), or
 * their inverse; or the turn from optical axes to the camera's own.
 */
export type PoseFactor =
  | { readonly known: Rigid<FrameName, FrameName> }
  | { readonly extrinsics: Rigid<'ego', 'camera'>; readonly inverse?: true }
  | { readonly axes: true };

/** What is kept of a pose so that numbers behind it can be understood in another way, exactly. */
export interface CameraMount {
  readonly reading: MountReading;
  /** Left to right; the product is the pose. The same extrinsics may stand in it more than once, and in the poses of several things. */
  readonly factors: readonly PoseFactor[];
}

/** From optical axes to the named ones. */
const FROM_OPTICAL: Readonly<Record<CameraAxes, Rigid<'camera', 'camera'>>> = {
  optical: rigid([1, 0, 0, 0, 1, 0, 0, 0, 1], [0, 0, 0]),
  opengl: rigid([1, 0, 0, 0, -1, 0, 0, 0, -1], [0, 0, 0]),
  vehicle: rigid([0, 0, 1, -1, 0, 0, 0, -1, 0], [0, 0, 0]),
};

/** A transform in the file's own numbers, of which it is not said yet what they mean. */
type Numbers = Rigid<'camera', 'camera'>;

/** Of a camera whose extrinsics are given against a frame of which `worldFromParent` is known, and which were read as `reading` says. */
export function mountOn(worldFromParent: Rigid<'world', 'ego'>, worldFromCamera: Rigid<'world', 'camera'>, reading: MountReading): CameraMount {
  const parentFromCamera = compose(invert(worldFromParent), worldFromCamera);
  const extrinsics = compose(parentFromCamera, invert(FROM_OPTICAL[reading.axes ?? 'optical']));
  return { reading, factors: [{ known: worldFromParent }, { extrinsics }, { axes: true }] };
}

/** The pose that the numbers behind a mount have when they are understood as `reading` says, and its mount. Exact but for rounding. */
export function remounted<Of extends FrameName>({ factors, reading: before }: CameraMount, reading: MountReading): { readonly pose: Rigid<'world', Of>; readonly mount: CameraMount } {
  const again = factors.map((f): PoseFactor => ('extrinsics' in f ? { ...f, extrinsics: understood(numbersOf(f.extrinsics, before), reading) } : f));
  return { pose: again.map((f) => transformOf(f, reading)).reduce((a, b) => compose(a, b)) as Rigid<'world', Of>, mount: { reading, factors: again } };
}

/** Frames on both sides are the neighbours'. */
function transformOf(factor: PoseFactor, reading: MountReading): Rigid<FrameName, FrameName> {
  if ('known' in factor) return factor.known;
  if ('axes' in factor) return FROM_OPTICAL[reading.axes ?? 'optical'];
  return factor.inverse ? invert(factor.extrinsics) : factor.extrinsics;
}

function understood({ r, t }: Numbers, { rotation, direction }: MountReading): Rigid<'ego', 'camera'> {
  const read: Numbers = { r: reordered(r, rotation), t }, given = direction === 'camera-from-parent' ? invert(read) : read;
  return { r: given.r, t: given.t };
}

function numbersOf({ r, t }: Rigid<'ego', 'camera'>, { rotation, direction }: MountReading): Numbers {
  const given: Numbers = { r, t }, read = direction === 'camera-from-parent' ? invert(given) : given;
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
