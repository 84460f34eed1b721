import type { FrameName, Quaternion, Vec3 } from '#src/core/geometry/units.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, identity, invert } from '#src/core/geometry/rigid.ts';
import type { CameraMount, MatrixOrder } from '#src/core/scene/camera-mount.ts';
import { mountOn } from '#src/core/scene/camera-mount.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import { poseFromFile } from '#src/core/scene/scene-file-pose.ts';

/** Place of a camera whose extrinsics are a matrix that takes the LiDAR's frame, in which the world is, to the camera's. */
export function cameraFromLidar(cameraFromSweep: Rigid<'camera', 'sweep'>, rotation: MatrixOrder = 'row-major'): Required<Pick<FrameImage, 'worldFromCamera' | 'mount'>> {
  const worldFromCamera = compose(identity<'world', 'sweep'>(), invert(cameraFromSweep));
  return { worldFromCamera, mount: mountOn(identity(), worldFromCamera, { rotation, direction: 'camera-from-parent', axes: 'optical' }) };
}

/** Of a camera whose extrinsics are its pose, as a quaternion in the order w, x, y, z and a translation. */
export function cameraPose(worldFromParent: Rigid<'world', 'ego'>, worldFromCamera: Rigid<'world', 'camera'>): CameraMount {
  return mountOn(worldFromParent, worldFromCamera, { rotation: 'wxyz', direction: 'parent-from-camera', axes: 'optical' });
}

/** From 3 x 4 or 4 x 4 numbers, row-major. Throws DataError at `where` where they are no rotation and translation. */
export function rigidFromRows<To extends FrameName, From extends FrameName>(rows: readonly number[], file: string, where: string): Rigid<To, From> {
  return poseFromFile<To, From>({ matrix: rows.length === 12 ? [...rows, 0, 0, 0, 1] : [...rows] }, file, where);
}

/** From a unit quaternion w, x, y, z and metres. Throws DataError at `where` where its length is not 1. */
export function rigidFromQuaternion<To extends FrameName, From extends FrameName>(
  [w, x, y, z]: Quaternion, [tx, ty, tz]: Vec3, file: string, where: string,
): Rigid<To, From> {
  return poseFromFile<To, From>({ rotation: { w, x, y, z }, translation: { x: tx, y: ty, z: tz } }, file, where);
}

/** Rotations about the fixed axes x, then y, then z: Rz * Ry * Rx, radians; translation in metres. */
export function rigidFromEuler<To extends FrameName, From extends FrameName>([roll, pitch, yaw]: Vec3, t: Vec3): Rigid<To, From> {
  const cr = Math.cos(roll), sr = Math.sin(roll), cp = Math.cos(pitch), sp = Math.sin(pitch), cy = Math.cos(yaw), sy = Math.sin(yaw);
  return {
    r: [
      cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr,
      sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr,
      -sp, cp * sr, cp * cr,
    ],
    t,
  };
}

/** Euler angles as three.js has them by default ('XYZ'): Rx * Ry * Rz, radians; editors that are built on it write these. */
export function rigidFromThreeEuler<To extends FrameName, From extends FrameName>([x, y, z]: Vec3, t: Vec3): Rigid<To, From> {
  return { r: invert(rigidFromEuler<From, To>([-x, -y, -z], [0, 0, 0])).r, t };
}
