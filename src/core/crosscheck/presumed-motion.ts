import type { SweepPositions } from '../camera/projection.ts';
import type { OrientedBox } from '../geometry/box.ts';
import { uprightBox } from '../geometry/box.ts';
import type { Rigid } from '../geometry/rigid.ts';
import { apply, invert } from '../geometry/rigid.ts';
import type { Vec3 } from '../geometry/units.ts';
import { classOf, instanceOf } from '../labels/label.ts';
import type { MovingBox } from './motion.ts';
import { presumedMotion } from './motion.ts';

/** A labelled sweep in its place. */
export interface LabelledSweep extends SweepPositions {
  /** Packed, in file order. */
  readonly labels: Uint32Array;
  readonly worldFromSweep: Rigid<'world', 'sweep'>;
}

/** Fewer points do not tell how large a thing is. */
const FEWEST = 10;

/**
 * Instances of classes that move (`speedOf` > 0, metres per second) for which there is no box: nobody knows how fast they are, nor whether they
 * move at all. They are taken to go the way that the sensor's x axis points on the ground, the vehicle's own, to either side: a LiDAR
 * sees one or two sides of a thing, whose principal axis says less of its heading than the street does (test/bench/moving-things.ts).
 */
export function presumedThings(sweep: LabelledSweep, boxes: readonly OrientedBox<'world'>[], speedOf: (classId: number) => number): MovingBox[] {
  const speeds = new Map<number, number>(), spreads = new Map<number, Spread>();
  const { labels, positions, origin, worldFromSweep } = sweep, yaw = Math.atan2(worldFromSweep.r[3], worldFromSweep.r[0]);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (instanceOf(label) === 0) continue;
    let speed = speeds.get(label);
    if (speed === undefined) speeds.set(label, (speed = speedOf(classOf(label))));
    if (speed === 0) continue;
    const at = apply(worldFromSweep, [positions[3 * i] + origin[0], positions[3 * i + 1] + origin[1], positions[3 * i + 2] + origin[2]]);
    if (!Number.isFinite(at[0] + at[1] + at[2])) continue;
    let spread = spreads.get(label);
    if (spread === undefined) spreads.set(label, (spread = new Spread(at)));
    spread.add(at);
  }
  return [...spreads].flatMap(([label, spread]) =>
    (spread.points.length < FEWEST || boxes.some((box) => isInside(box, spread.middle())) ? [] : presumedMotion(spread.box(yaw), speeds.get(label)!)));
}

function isInside({ pose, size }: OrientedBox<'world'>, place: Vec3): boolean {
  return apply(invert(pose), place).every((x, k) => Math.abs(x) <= size[k] / 2);
}

/** The points of one thing. */
class Spread {
  readonly points: Vec3[] = [];

  /** Sums are taken from the first point on: world coordinates may be large. */
  constructor(private readonly zero: Vec3) {}

  add([x, y, z]: Vec3): void {
    this.points.push([x - this.zero[0], y - this.zero[1], z - this.zero[2]]);
  }

  middle(): Vec3 {
    return this.fromZero(this.mean());
  }

  /** Upright and turned by `yaw`, around all the points. */
  box(yaw: number): OrientedBox<'world'> {
    const c = Math.cos(yaw), s = Math.sin(yaw);
    const least = [Infinity, Infinity, Infinity], most = [-Infinity, -Infinity, -Infinity];
    for (const [x, y, z] of this.points)
      for (const [k, value] of [c * x + s * y, c * y - s * x, z].entries()) {
        if (value < least[k]) least[k] = value;
        if (value > most[k]) most[k] = value;
      }
    const [a, b, height] = [0, 1, 2].map((k) => (least[k] + most[k]) / 2), size = [0, 1, 2].map((k) => most[k] - least[k]);
    return uprightBox(this.fromZero([c * a - s * b, s * a + c * b, height]), [size[0], size[1], size[2]], yaw);
  }

  private mean(): Vec3 {
    const n = this.points.length, sum = [0, 0, 0];
    for (const point of this.points) for (let k = 0; k < 3; k++) sum[k] += point[k];
    return [sum[0] / n, sum[1] / n, sum[2] / n];
  }

  private fromZero([x, y, z]: Vec3): Vec3 {
    return [x + this.zero[0], y + this.zero[1], z + this.zero[2]];
  }
}
