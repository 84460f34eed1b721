import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, identity, invert } from '#src/core/geometry/rigid.ts';
import { DataError } from '#src/core/errors.ts';
import type { TimeNs } from '#src/core/scene/scene.ts';
import type { KittiCalib, RectFromSweep } from './kitti-calib.ts';
import { numbersOf } from './kitti-calib.ts';
import { numberRows } from './number-rows.ts';
import { rigidFromRows } from './poses.ts';

/** `Tr` of an odometry calib.txt: from the velodyne to the rectified camera 0 (no R0_rect here). Throws DataError. */
export function trFromCalib(calib: KittiCalib, file: string): RectFromSweep {
  return rigidFromRows<'camera', 'sweep'>(numbersOf(calib, 'Tr', 12, file), file, 'Tr');
}

/**
 * poses.txt: per line 12 numbers, the pose of camera 0 in the frame that camera 0 had in the first line. The result is the
 * velodyne's, in the frame that the velodyne had then: Tr^-1 * pose * Tr (semantic-kitti-api, generate_sequential.py).
 * Throws DataError that names the line.
 */
export function sweepPoses(text: string, rectFromSweep: RectFromSweep, file: string): Rigid<'world', 'sweep'>[] {
  const sweepFromRect = compose(identity<'world', 'sweep'>(), invert(rectFromSweep));
  return numberRows(text, 12, file).map((row, i) => {
    const pose = rigidFromRows<'camera', 'camera'>(row, file, `line ${i + 1}`);
    return compose(sweepFromRect, compose(pose, rectFromSweep));
  });
}

/** times.txt: seconds since the first scan, one per line. Throws DataError that names the line. */
export function sweepTimes(text: string, file: string): TimeNs[] {
  return numberRows(text, 1, file).map(([seconds], i) => {
    if (seconds >= 0 && seconds < 1e9) return BigInt(Math.round(seconds * 1e9));
    throw new DataError('malformed', 'has a time that is none', { file, where: `line ${i + 1}`, expected: 'seconds since the first scan', found: String(seconds) });
  });
}
