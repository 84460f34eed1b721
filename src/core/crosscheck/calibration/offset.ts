import { rotationOf } from '../../geometry/interpolate.ts';
import type { Rigid } from '../../geometry/rigid.ts';
import { compose, invert, rotate } from '../../geometry/rigid.ts';
import type { Vec3 } from '../../geometry/units.ts';
import type { FrameImage, Sequence } from '../../scene/scene.ts';
import { Trajectory, twistOf } from '../../scene/trajectory.ts';
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

/** Over so long around a picture is its motion taken. */
const WINDOW_NS = 100_000_000n;

/**
 * How the camera of a picture moves with the vehicle, from the poses of the main sweeps of its frame and its neighbours. Null where the sequence
 * has no poses, or its frames or the picture have no times.
 */
export function cameraTwist({ frames, posed }: Sequence, at: number, { timeNs, worldFromCamera }: Pick<FrameImage, 'timeNs' | 'worldFromCamera'>): CameraTwist | null {
  if (!posed || timeNs === null) return null;
  const trajectory = new Trajectory([frames[at - 1], frames[at], frames[at + 1]].flatMap((frame) => {
    const sweep = frame?.sweeps[0], sweepNs = sweep?.timeNs ?? frame?.timeNs ?? null;
    // The sweep's own frame will do: it is fixed to the vehicle.
    return sweep === undefined || sweepNs === null ? [] : [{ timeNs: sweepNs, worldFromEgo: { r: sweep.worldFromSweep.r, t: sweep.worldFromSweep.t } }];
  }));
  const twist = twistOf(trajectory, worldFromCamera, timeNs, WINDOW_NS);
  if (twist === null) return null;
  const cameraFromWorld = invert(worldFromCamera);
  return { velocity: rotate(cameraFromWorld, twist.linear), turning: rotate(cameraFromWorld, twist.angular) };
}

function afterSeconds({ velocity, turning }: CameraTwist, seconds: number): Rigid<'camera', 'camera'> {
  return { r: rotationOf(scaled(turning, seconds)), t: scaled(velocity, seconds) };
}

function scaled([x, y, z]: Vec3, by: number): Vec3 {
  return [x * by, y * by, z * by];
}
