import { DataError } from '#src/core/errors.ts';
import type { CameraSpec } from '#src/core/camera/camera.ts';
import { cameraFromProjectionMatrix } from '#src/core/camera/projection-matrix.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, fromMatrix, identity, invert, rigid } from '#src/core/geometry/rigid.ts';
import type { FrameName } from '#src/core/geometry/units.ts';
import type { CameraMount, MountReading } from '#src/core/scene/camera-mount.ts';

/** A calibration file of KITTI: `NAME: numbers` per line. */
export type KittiCalib = ReadonlyMap<string, readonly number[]>;

/** Throws DataError that names the line. */
export function parseKittiCalib(text: string, file: string): KittiCalib {
  const entries = new Map<string, readonly number[]>();
  text.split(/\r?\n/).forEach((line, i) => {
    const match = /^\s*([A-Za-z]\w*)\s*:\s*(.*)$/.exec(line);
    if (!match || match[1] === 'calib_time') return;
    const numbers = match[2].split(/\s+/).filter((word) => word !== '').map(Number);
    if (!numbers.every(Number.isFinite))
      throw new DataError('malformed', 'has a calibration that is no list of numbers', { file, where: `line ${i + 1}`, found: match[2].slice(0, 60) });
    entries.set(match[1], numbers);
  });
  return entries;
}

/** The entry `name` with exactly `count` numbers. */
export function numbersOf(calib: KittiCalib, name: string, count: number, file: string): readonly number[] {
  const numbers = calib.get(name);
  if (!numbers) throw new DataError('missing', 'lacks a calibration', { file, expected: name });
  if (numbers.length === count) return numbers;
  throw new DataError('malformed', 'has a calibration of another size', { file, where: name, expected: `${count} numbers`, found: String(numbers.length) });
}

/** KITTI's frame of all rectified cameras: x right, y down, z forward, at camera 0. Typed as a camera frame. */
export type RectFromSweep = Rigid<'camera', 'sweep'>;

/** R0_rect * Tr_velo_to_cam (object benchmark). */
export function rectFromVelodyne(calib: KittiCalib, file: string): RectFromSweep {
  const rectify = rigid<'camera', 'camera'>(numbersOf(calib, 'R0_rect', 9, file), [0, 0, 0]);
  return compose(rectify, cameraFromVelodyne(calib, file));
}

/** Tr_velo_to_cam (object benchmark): to camera 0 before it is rectified. */
export function cameraFromVelodyne(calib: KittiCalib, file: string): Rigid<'camera', 'sweep'> {
  return fromMatrix<'camera', 'sweep'>(numbersOf(calib, 'Tr_velo_to_cam', 12, file));
}

/** How KITTI gives the LiDAR's place among the cameras: rows of a matrix from velodyne to camera. Some write its inverse there. */
const FROM_VELODYNE: MountReading = { rotation: 'row-major', direction: 'camera-from-parent' };

/** Of a pose that goes from the sweep's through `cameraFromSweep`, as the file has it, and on: to a rectified camera, to a box that was drawn there. */
export function kittiMount(worldFromSweep: Rigid<'world', 'sweep'>, cameraFromSweep: Rigid<'camera', 'sweep'>, pose: Rigid<'world', FrameName>): CameraMount {
  const extrinsics = velodyneFromCamera(cameraFromSweep), known = compose(cameraFromSweep, compose(invert(worldFromSweep), pose));
  return { reading: FROM_VELODYNE, factors: [{ known: worldFromSweep }, { extrinsics }, { known }] };
}

/** Of a sweep's pose that was made from a camera's, in a world that is a sweep's frame: Tr^-1 * pose * Tr (odometry). */
export function kittiSweepMount(cameraFromSweep: Rigid<'camera', 'sweep'>, pose: Rigid<'world', 'sweep'>): CameraMount {
  const extrinsics = velodyneFromCamera(cameraFromSweep), known = compose(cameraFromSweep, compose(pose, invert(cameraFromSweep)));
  return { reading: FROM_VELODYNE, factors: [{ extrinsics }, { known }, { extrinsics, inverse: true }] };
}

function velodyneFromCamera(cameraFromSweep: Rigid<'camera', 'sweep'>): Rigid<'ego', 'camera'> {
  return compose(identity<'ego', 'sweep'>(), invert(cameraFromSweep));
}

export interface KittiCamera {
  readonly spec: Omit<CameraSpec, 'width' | 'height'>;
  readonly cameraFromSweep: Rigid<'camera', 'sweep'>;
}

/**
 * Camera `index` from its projection matrix, P0 to P3 or P_rect_00 to P_rect_03: its lens, and its place, shifted along the rectified
 * frame by the matrix's fourth column.
 */
export function kittiCamera(calib: KittiCalib, index: number | string, rectFromSweep: RectFromSweep, file: string, prefix = 'P'): KittiCamera {
  const name = `${prefix}${index}`;
  const parts = cameraFromProjectionMatrix(numbersOf(calib, name, 12, file));
  if (!parts) throw new DataError('malformed', 'has a projection that is not K [I | t]', { file, where: name });
  const { fx, fy, cx, cy, cameraFromRect } = parts;
  const shift: Rigid<'camera', 'camera'> = { ...identity<'camera', 'camera'>(), t: cameraFromRect };
  return { spec: { model: 'pinhole', fx, fy, cx, cy, coefficients: [] }, cameraFromSweep: compose(shift, rectFromSweep) };
}
