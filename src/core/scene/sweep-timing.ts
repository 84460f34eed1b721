import type { PointCloud } from '../cloud/point-cloud.ts';
import type { Column } from '../cloud/columns.ts';
import { DataError } from '../errors.ts';
import type { Bounds } from '../geometry/box.ts';
import { interpolate } from '../geometry/interpolate.ts';
import type { Rigid } from '../geometry/rigid.ts';
import { compose, invert } from '../geometry/rigid.ts';
import type { Sweep, TimeNs } from './scene.ts';
import type { Trajectory } from './trajectory.ts';

/** Where the sensor was so many seconds after the sweep's time, in the frame that it had at that time. */
export interface SensorPose {
  readonly seconds: number;
  readonly sweepFromSensor: Rigid<'sweep', 'sweep'>;
}

/** When each point of a sweep was measured, and whether the sensor's own motion is out of the points already. */
export interface SweepTiming {
  /** Of the cloud: each point's time. */
  readonly column: string;
  /** Of the column's values: 1 where they are nanoseconds. */
  readonly nsPerUnit: number;
  /** The sweep's time, where the column counts from 1970; absent where it counts from the sweep's time. */
  readonly sinceEpochNs?: TimeNs;
  /** True where the points of the file are in the sensor's frame at the sweep's time; false where each is in that of its own time. */
  readonly compensated: boolean;
  /** By rising time; absent where the poses of the sequence do not say it. */
  readonly path?: readonly SensorPose[];
}

/** Times of points are looked for as far from the sweep's: a turn of a LiDAR at 5 Hz, to either side. */
const REACH_NS = 200_000_000n;

/** The sensor's way around a sweep; undefined where the trajectory does not know it. */
export function sweepPath(trajectory: Trajectory, { timeNs, worldFromSweep }: Pick<Sweep, 'timeNs' | 'worldFromSweep'>): readonly SensorPose[] | undefined {
  if (timeNs === null) return undefined;
  const times = [...farthest(trajectory, timeNs, -1n), ...trajectory.times(timeNs - REACH_NS, timeNs + REACH_NS), ...farthest(trajectory, timeNs, 1n)];
  const sweepFromWorld = invert(worldFromSweep);
  const path = [...new Set(times)].flatMap((ns): SensorPose[] => {
    const pose = trajectory.carried(worldFromSweep, timeNs, ns);
    return pose === null ? [] : [{ seconds: Number(ns - timeNs) / 1e9, sweepFromSensor: compose(sweepFromWorld, pose) }];
  });
  return path.length < 2 ? undefined : path;
}

const STEP_NS = 20_000_000n;

/** The farthest time towards one side, in steps, at which the way is known; none where there is no such. */
function farthest(trajectory: Trajectory, timeNs: TimeNs, side: bigint): TimeNs[] {
  for (let ns = REACH_NS; ns > 0n; ns -= STEP_NS) if (trajectory.at(timeNs + side * ns) !== null) return [timeNs + side * ns];
  return [];
}

/** Whether points must be moved to where the sensor would have seen them at the sweep's time. */
export function needsCompensation(timing: SweepTiming | undefined): timing is SweepTiming & { readonly path: readonly SensorPose[] } {
  return timing !== undefined && !timing.compensated && timing.path !== undefined;
}

/**
 * Each point's time, in seconds after its sweep's; NaN where the column has none. Throws DataError 'missing' where the cloud has no such
 * column, or more than one value in it per point.
 */
export function pointSeconds(cloud: Pick<PointCloud, 'name' | 'count' | 'columns' | 'fields'>, timing: SweepTiming): Float64Array {
  const column: Column | undefined = cloud.columns[timing.column];
  if (column === undefined || column.field.count !== 1)
    throw new DataError('missing', 'has no column with the time of each point', { file: cloud.name, expected: timing.column, found: cloud.fields.map((f) => f.name).join(', ') });
  const { values } = column, { nsPerUnit, sinceEpochNs: zeroNs = 0n } = timing;
  // Nanoseconds since 1970 are more than a double can hold.
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    const ns = BigInt(nsPerUnit);
    return Float64Array.from({ length: cloud.count }, (_, i) => Number(values[i] * ns - zeroNs) / 1e9);
  }
  const zero = Number(zeroNs) / nsPerUnit;
  return Float64Array.from({ length: cloud.count }, (_, i) => ((values[i] - zero) * nsPerUnit) / 1e9);
}

/**
 * The cloud as the sensor would have seen it all at once, at the sweep's time: each point is taken along from where the sensor was at
 * the point's own time. Order, count and columns stay. What moves by itself is not stopped. Throws DataError where the column is not
 * there, or where a finite point has a time at which it is not known where the sensor was.
 */
export function compensated(cloud: PointCloud, timing: SweepTiming): PointCloud {
  if (!needsCompensation(timing)) return cloud;
  const seconds = pointSeconds(cloud, timing), { path } = timing, { origin } = cloud;
  const positions = new Float32Array(cloud.positions);
  const bounds = new GrowingBounds();
  let now = Number.NaN, [r0, r1, r2, r3, r4, r5, r6, r7, r8] = new Float64Array(9), tx = 0, ty = 0, tz = 0;
  for (let i = 0, p = 0; i < cloud.count; i++, p += 3) {
    const x = positions[p] + origin[0], y = positions[p + 1] + origin[1], z = positions[p + 2] + origin[2];
    if (!(Math.abs(x) < Infinity && Math.abs(y) < Infinity && Math.abs(z) < Infinity)) continue;
    // The points of one firing share a time.
    if (seconds[i] !== now) {
      now = seconds[i];
      const { r, t } = poseAt(path, now, cloud.name, timing.column, i);
      [r0, r1, r2, r3, r4, r5, r6, r7, r8] = r;
      [tx, ty, tz] = t;
    }
    const u = r0 * x + r1 * y + r2 * z + tx, v = r3 * x + r4 * y + r5 * z + ty, w = r6 * x + r7 * y + r8 * z + tz;
    positions[p] = u - origin[0];
    positions[p + 1] = v - origin[1];
    positions[p + 2] = w - origin[2];
    bounds.add(u, v, w);
  }
  return { ...cloud, positions, bounds: bounds.result() };
}

function poseAt(path: readonly SensorPose[], seconds: number, file: string, column: string, point: number): Rigid<'sweep', 'sweep'> {
  const first = path[0].seconds, last = path[path.length - 1].seconds;
  if (!(seconds >= first && seconds <= last)) {
    throw new DataError('mismatch', 'has points of times at which it is not known where the sensor was', {
      file, where: `${column} of point ${point}`, expected: `${first} to ${last} s after the time of the sweep`, found: `${seconds} s`,
      hint: 'the unit or the zero of the column may be another, or the points may have been compensated already',
    });
  }
  let k = 1;
  while (path[k].seconds < seconds) k++;
  const a = path[k - 1], b = path[k];
  return interpolate(a.sweepFromSensor, b.sweepFromSensor, (seconds - a.seconds) / (b.seconds - a.seconds));
}

class GrowingBounds {
  private readonly min = [Infinity, Infinity, Infinity];
  private readonly max = [-Infinity, -Infinity, -Infinity];

  add(x: number, y: number, z: number): void {
    const { min, max } = this;
    if (x < min[0]) min[0] = x;
    if (x > max[0]) max[0] = x;
    if (y < min[1]) min[1] = y;
    if (y > max[1]) max[1] = y;
    if (z < min[2]) min[2] = z;
    if (z > max[2]) max[2] = z;
  }

  result(): Bounds | null {
    const { min, max } = this;
    return min[0] > max[0] ? null : { min: [min[0], min[1], min[2]], max: [max[0], max[1], max[2]] };
  }
}
