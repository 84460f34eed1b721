import type { Metres, Vec3 } from '../geometry/units.ts';
import { instanceOf } from '../labels/label.ts';

/** What an object looks like in one sweep. */
export interface Portrait {
  /** Packed: class and instance. */
  readonly label: number;
  /** All of them. */
  readonly points: number;
  /** Of its finite points, in the sweep's frame, metres. */
  readonly min: Vec3;
  readonly max: Vec3;
  /** Extent along the two axes of its footprint, longer one first, and upwards: of the sampled points. */
  readonly size: Vec3;
  /** From the sensor to the middle of its box. */
  readonly range: Metres;
  /** Up to `SAMPLE` points from all over it: x, y, z in the sweep's frame. */
  readonly sample: Float32Array;
}

/** Enough for a thumbnail, and little enough to keep one for every object of a long sequence: 5 kB. */
export const SAMPLE = 400;

/** What is needed of a PointCloud. */
interface Positions {
  readonly positions: Float32Array;
  readonly origin: Vec3;
  readonly count: number;
}

/** A portrait of every object (a label with an instance) among a sweep's points, by rising label. Objects without a finite point have none. */
export function portrayObjects({ positions, origin, count }: Positions, labels: Uint32Array): Portrait[] {
  const counts = countObjects(labels, count), open = new Map<number, Sitting>();
  for (const [label, points] of counts) open.set(label, new Sitting(points));
  // Points of an object come in runs: it is looked up once per run.
  let last = 0, sitting: Sitting | undefined;
  for (let i = 0; i < count; i++) {
    const label = labels[i];
    if (label !== last) {
      last = label;
      sitting = open.get(label);
    }
    sitting?.see(origin[0] + positions[3 * i], origin[1] + positions[3 * i + 1], origin[2] + positions[3 * i + 2]);
  }
  return [...open].sort(([a], [b]) => a - b).flatMap(([label, { points, taken, min, max, sample }]) => {
    if (taken === 0) return [];
    const middle = [0, 1, 2].map((k) => (min[k] + max[k]) / 2);
    const own = sample.slice(0, 3 * taken);
    return [{ label, points, min: [min[0], min[1], min[2]], max: [max[0], max[1], max[2]], size: sizeOf(own), range: Math.hypot(middle[0], middle[1], middle[2]), sample: own }];
  });
}

function countObjects(labels: Uint32Array, count: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < count; ) {
    const label = labels[i], begin = i;
    while (++i < count && labels[i] === label);
    if (instanceOf(label) !== 0) counts.set(label, (counts.get(label) ?? 0) + i - begin);
  }
  return counts;
}

/** Takes every n-th of an object's points as they come by. */
class Sitting {
  taken = 0;
  readonly min = [Infinity, Infinity, Infinity];
  readonly max = [-Infinity, -Infinity, -Infinity];
  readonly sample: Float32Array;
  private readonly step: number;
  private seen = 0;

  constructor(readonly points: number) {
    this.step = Math.ceil(points / SAMPLE);
    this.sample = new Float32Array(3 * Math.ceil(points / this.step));
  }

  see(x: number, y: number, z: number): void {
    if (!Number.isFinite(x + y + z)) return;
    const { min, max, sample } = this;
    if (x < min[0]) min[0] = x;
    if (y < min[1]) min[1] = y;
    if (z < min[2]) min[2] = z;
    if (x > max[0]) max[0] = x;
    if (y > max[1]) max[1] = y;
    if (z > max[2]) max[2] = z;
    if (this.seen++ % this.step !== 0) return;
    const at = 3 * this.taken++;
    sample[at] = x;
    sample[at + 1] = y;
    sample[at + 2] = z;
  }
}

/** Extents along the principal axes of the footprint and upwards: an upright box says little of a car that stands askew. */
function sizeOf(sample: Float32Array): Vec3 {
  const yaw = footprintYaw(sample), cos = Math.cos(yaw), sin = Math.sin(yaw);
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  for (let p = 0; p < sample.length; p += 3) {
    const x = sample[p], y = sample[p + 1];
    [cos * x + sin * y, cos * y - sin * x, sample[p + 2]].forEach((value, k) => {
      low[k] = Math.min(low[k], value);
      high[k] = Math.max(high[k], value);
    });
  }
  const [a, b, up] = high.map((value, k) => value - low[k]);
  return [Math.max(a, b), Math.min(a, b), up];
}

/** Direction of the longest extent seen from above, radians from x: the first eigenvector of the covariance of x and y. */
export function footprintYaw(sample: Float32Array): number {
  const n = sample.length / 3;
  let mx = 0, my = 0;
  for (let p = 0; p < sample.length; p += 3) {
    mx += sample[p] / n;
    my += sample[p + 1] / n;
  }
  let xx = 0, xy = 0, yy = 0;
  for (let p = 0; p < sample.length; p += 3) {
    const x = sample[p] - mx, y = sample[p + 1] - my;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  return 0.5 * Math.atan2(2 * xy, xx - yy);
}
