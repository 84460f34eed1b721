import { interpolate, rotationVector } from '../geometry/interpolate.ts';
import type { Rigid } from '../geometry/rigid.ts';
import { compose, invert } from '../geometry/rigid.ts';
import type { FrameName, Vec3 } from '../geometry/units.ts';
import type { TimeNs } from './scene.ts';

/** Where the rig was at a time. Any frame that is fixed to the rig will do as `ego`: only how it moves is used. */
export interface TimedPose {
  readonly timeNs: TimeNs;
  readonly worldFromEgo: Rigid<'world', 'ego'>;
}

/** A gap that is longer is not bridged: nobody knows what the rig did meanwhile. */
export const LONGEST_GAP_NS = 1_000_000_000n;
/** How far before the first pose and after the last one the motion of the nearest two is taken to go on: a turn of a LiDAR at 10 Hz. */
export const BEYOND_NS = 100_000_000n;

/** The rig's way over a sequence, from poses at some times. Two poses at the same time are one: the first that was given. */
export class Trajectory {
  private readonly poses: readonly TimedPose[];

  constructor(poses: Iterable<TimedPose>) {
    const sorted = [...poses].sort((a, b) => Number(a.timeNs - b.timeNs));
    this.poses = sorted.filter(({ timeNs }, i) => i === 0 || timeNs !== sorted[i - 1].timeNs);
  }

  /**
   * The pose at a time: a given one, or between two of them (slerp and a straight line), or up to `BEYOND_NS` beyond the ends, as the
   * nearest two go on. Null where that is not known: farther away, in a gap of more than `LONGEST_GAP_NS`, or of less than two poses.
   */
  at(timeNs: TimeNs): Rigid<'world', 'ego'> | null {
    const { poses } = this;
    const after = firstFrom(poses, timeNs);
    if (poses[after]?.timeNs === timeNs) return poses[after].worldFromEgo;
    const k = Math.min(Math.max(after, 1), poses.length - 1), first = poses[k - 1], last = poses[k];
    if (first === undefined || last === undefined || last.timeNs - first.timeNs > LONGEST_GAP_NS) return null;
    if (timeNs < first.timeNs - BEYOND_NS || timeNs > last.timeNs + BEYOND_NS) return null;
    return interpolate(first.worldFromEgo, last.worldFromEgo, Number(timeNs - first.timeNs) / Number(last.timeNs - first.timeNs));
  }

  /** The given times in [from, to], rising. */
  times(from: TimeNs, to: TimeNs): TimeNs[] {
    const times: TimeNs[] = [];
    for (let k = firstFrom(this.poses, from); k < this.poses.length && this.poses[k].timeNs <= to; k++) times.push(this.poses[k].timeNs);
    return times;
  }

  /** Where a sensor that is fixed to the rig was at `timeNs`, given where it was at `knownNs`; null where the way is not known at either. */
  carried<S extends FrameName>(worldFromSensor: Rigid<'world', S>, knownNs: TimeNs, timeNs: TimeNs): Rigid<'world', S> | null {
    const known = this.at(knownNs), wanted = this.at(timeNs);
    return known && wanted && compose(wanted, compose(invert(known), worldFromSensor));
  }
}

/** Index of the first pose at or after a time. */
function firstFrom(poses: readonly TimedPose[], timeNs: TimeNs): number {
  let low = 0, high = poses.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (poses[middle].timeNs < timeNs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How a sensor moves at a moment, in the axes of the world. */
export interface Twist {
  /** Of the sensor's origin, metres per second. */
  readonly linear: Vec3;
  /** Radians per second, about the world's axes. */
  readonly angular: Vec3;
}

/**
 * A sensor's motion at `timeNs`, over `windowNs` around it or the part of it that the trajectory knows; null where it knows no more
 * than a moment.
 */
export function twistOf<S extends FrameName>(trajectory: Trajectory, worldFromSensor: Rigid<'world', S>, timeNs: TimeNs, windowNs: TimeNs): Twist | null {
  const half = windowNs / 2n > 0n ? windowNs / 2n : 1n;
  const known = (ns: TimeNs) => {
    const pose = trajectory.carried(worldFromSensor, timeNs, ns);
    return pose === null ? [] : [{ ns, pose }];
  };
  const places = [...known(timeNs - half), ...known(timeNs), ...known(timeNs + half)];
  const first = places[0], last = places[places.length - 1];
  if (places.length < 2) return null;
  const seconds = Number(last.ns - first.ns) / 1e9;
  const turned = rotationVector(compose<'world', S, 'world'>({ r: last.pose.r, t: [0, 0, 0] }, invert({ r: first.pose.r, t: [0, 0, 0] })).r);
  const [a, b] = [first.pose.t, last.pose.t];
  return {
    linear: [(b[0] - a[0]) / seconds, (b[1] - a[1]) / seconds, (b[2] - a[2]) / seconds],
    angular: [turned[0] / seconds, turned[1] / seconds, turned[2] / seconds],
  };
}
