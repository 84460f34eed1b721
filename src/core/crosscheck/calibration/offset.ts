import type { Rigid } from '../../geometry/rigid.ts';
import { compose, invert, rotate } from '../../geometry/rigid.ts';
import type { Vec3 } from '../../geometry/units.ts';
import type { Frame, FrameImage, Sequence, TimeNs } from '../../scene/scene.ts';
import type { CameraOffset } from './verdict.ts';

/** How a camera moves at the time of a picture, in its own axes: metres and radians per second. */
export interface CameraTwist {
  readonly velocity: Vec3;
  readonly turning: Vec3;
}

const DEGREE = Math.PI / 180;

/** The pose that a camera has by an offset. A time offset without a twist moves nothing. */
export function offsetPose(worldFromCamera: Rigid<'world', 'camera'>, offset: CameraOffset, twist: CameraTwist | null): Rigid<'world', 'camera'> {
  const { rotationDeg, shiftM, timeMs } = offset;
  const moved = twist === null || timeMs === 0 ? worldFromCamera : compose(worldFromCamera, afterSeconds(twist, timeMs / 1000));
  if ([...rotationDeg, ...shiftM].every((x) => x === 0)) return moved;
  return compose<'world', 'camera', 'camera'>(moved, { r: rotationOf(scaled(rotationDeg, DEGREE)), t: shiftM });
}

/**
 * How the camera of a picture moves with the vehicle, from the poses of the main sweeps around it. Null where the sequence has no poses, its
 * frames or the picture no times, or there is one frame only.
 */
export function cameraTwist({ frames, posed }: Sequence, at: number, image: Pick<FrameImage, 'timeNs' | 'worldFromCamera'>): CameraTwist | null {
  if (!posed || image.timeNs === null) return null;
  const around = [frames[at - 1], frames[at], frames[at + 1]].filter((frame) => frame !== undefined && timeOf(frame) !== null);
  // Of three, the two that the picture lies between.
  if (around.length === 3) around.splice(image.timeNs >= timeOf(around[1])! ? 0 : 2, 1);
  if (around.length < 2 || !around.includes(frames[at])) return null;
  const [first, last] = around, seconds = Number(timeOf(last)! - timeOf(first)!) / 1e9;
  if (seconds <= 0) return null;
  const [a, b] = [first, last].map((frame) => frame.sweeps[0].worldFromSweep);
  const step = compose(invert(a), b);
  const turning = scaled(rotationVector(step.r), 1 / seconds), velocity = scaled(step.t, 1 / seconds);
  // The sweep's motion, in its own axes, carried over to the camera: both are fixed to the vehicle.
  const cameraFromSweep = compose(invert(image.worldFromCamera), frames[at].sweeps[0].worldFromSweep);
  const lever = invert(cameraFromSweep).t;
  const [wx, wy, wz] = turning, [x, y, z] = lever;
  const atCamera: Vec3 = [velocity[0] + wy * z - wz * y, velocity[1] + wz * x - wx * z, velocity[2] + wx * y - wy * x];
  return { velocity: rotate(cameraFromSweep, atCamera), turning: rotate(cameraFromSweep, turning) };
}

function timeOf({ sweeps, timeNs }: Frame): TimeNs | null {
  return sweeps[0]?.timeNs ?? timeNs;
}

function afterSeconds({ velocity, turning }: CameraTwist, seconds: number): Rigid<'camera', 'camera'> {
  return { r: rotationOf(scaled(turning, seconds)), t: scaled(velocity, seconds) };
}

/** Rotation about a vector by its length in radians (Rodrigues), row-major 3x3. */
export function rotationOf([x, y, z]: Vec3): readonly number[] {
  const angle = Math.hypot(x, y, z);
  const a = angle < 1e-8 ? 1 : Math.sin(angle) / angle, b = angle < 1e-8 ? 0.5 : (1 - Math.cos(angle)) / (angle * angle);
  return [
    1 - b * (y * y + z * z), b * x * y - a * z, b * x * z + a * y,
    b * x * y + a * z, 1 - b * (x * x + z * z), b * y * z - a * x,
    b * x * z - a * y, b * y * z + a * x, 1 - b * (x * x + y * y),
  ];
}

/** The way back, for rotations by less than half a turn. */
export function rotationVector(r: readonly number[]): Vec3 {
  const axis: Vec3 = [(r[7] - r[5]) / 2, (r[2] - r[6]) / 2, (r[3] - r[1]) / 2];
  const sin = Math.hypot(...axis), angle = Math.atan2(sin, (r[0] + r[4] + r[8] - 1) / 2);
  return scaled(axis, sin < 1e-12 ? 1 : angle / sin);
}

function scaled([x, y, z]: Vec3, by: number): Vec3 {
  return [x * by, y * by, z * by];
}
