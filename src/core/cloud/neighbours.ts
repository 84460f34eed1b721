import { apply, invert } from '../geometry/rigid.ts';
import type { Vec3 } from '../geometry/units.ts';
import type { SweepId } from '../scene/scene.ts';
import type { IndexedPoints, SweepIndex } from './sweep-index.ts';
import { FAN, slotOf } from './sweep-index.ts';
import type { WindowSweep } from './window.ts';

/**
 * The k nearest of the points that it was offered, nearest first; of points at one distance those with the lower index.
 * Made once and used for many searches.
 */
export class Nearest {
  /** How many there are now, `k` at most. */
  count = 0;
  /** Indices, then squared distances in square metres, of the first `count`. */
  readonly indices: Uint32Array;
  readonly squared: Float64Array;
  private farthest = Infinity;

  constructor(readonly k: number) {
    this.indices = new Uint32Array(k);
    this.squared = new Float64Array(k);
  }

  /** Forgets what it had; takes nothing further than `within` metres from now on. */
  clear(within = Infinity): void {
    this.count = 0;
    this.farthest = within * within;
  }

  /** Square metres; what is further is not taken. */
  get limit(): number {
    return this.count === this.k ? (this.k === 0 ? -1 : this.squared[this.k - 1]) : this.farthest;
  }

  offer(index: number, squared: number): void {
    if (!(squared <= this.limit)) return;
    let at = this.count;
    if (at === this.k) {
      if (squared === this.squared[at - 1] && index > this.indices[at - 1]) return;
      at--;
    } else this.count++;
    for (; at > 0 && (this.squared[at - 1] > squared || (this.squared[at - 1] === squared && this.indices[at - 1] > index)); at--) {
      this.squared[at] = this.squared[at - 1];
      this.indices[at] = this.indices[at - 1];
    }
    this.squared[at] = squared;
    this.indices[at] = index;
  }
}

/** Something that is offered points near to a place, and says up to which squared distance it still wants them. */
interface Search {
  readonly limit: number;
  offer(index: number, squared: number): void;
}

/**
 * Offers `into` the points nearest to (x, y, z), metres in the frame of `points.positions`. What `into` holds already stays:
 * clear it first. Points without a place are never offered. With an index only boxes near enough are looked into.
 */
export function searchNearest(points: IndexedPoints, x: number, y: number, z: number, into: Nearest): void {
  new Walk(points, x, y, z, into).run();
}

/** Calls back for each point at most `radius` metres from (x, y, z), in no order, with its squared distance. */
export function forEachWithin(points: IndexedPoints, x: number, y: number, z: number, radius: number, visit: (index: number, squared: number) => void): void {
  new Walk(points, x, y, z, { limit: radius * radius, offer: visit }).run();
}

class Walk {
  /** Least squared distances of the children of the box that is being looked into on each level. */
  private readonly nearest: Float64Array;

  constructor(
    private readonly points: IndexedPoints,
    private readonly x: number,
    private readonly y: number,
    private readonly z: number,
    private readonly search: Search,
  ) {
    this.nearest = new Float64Array(FAN * (points.index?.levels.length ?? 0));
  }

  run(): void {
    const { index, count } = this.points;
    if (index === null) this.look(null, 0, count);
    else if (index.order.length > 0) this.descend(index, index.levels.length - 2, 0);
  }

  /** Nearest children first, so that the limit shrinks early. `box` counts from the first one of its level. */
  private descend(index: SweepIndex, level: number, box: number): void {
    const { order, boxes, levels } = index;
    if (level === 0) return this.look(order, slotOf(0, box), Math.min(order.length, slotOf(0, box + 1)));
    const first = FAN * box;
    const children = Math.min(levels[level] - levels[level - 1], first + FAN) - first;
    const keys = FAN * level;
    for (let k = 0; k < children; k++) this.nearest[keys + k] = this.boxDistance(boxes, 6 * (levels[level - 1] + first + k));
    for (let turn = 0; turn < children; turn++) {
      let next = 0;
      for (let k = 1; k < children; k++) if (this.nearest[keys + k] < this.nearest[keys + next]) next = k;
      if (!(this.nearest[keys + next] <= this.search.limit)) return;
      this.nearest[keys + next] = Infinity;
      this.descend(index, level - 1, first + next);
    }
  }

  /** Squared distance that no point of the box is nearer than as `look` computes it: rounding is monotone. */
  private boxDistance(boxes: Float32Array, at: number): number {
    const dx = Math.max(boxes[at] - this.x, this.x - boxes[at + 3], 0);
    const dy = Math.max(boxes[at + 1] - this.y, this.y - boxes[at + 4], 0);
    const dz = Math.max(boxes[at + 2] - this.z, this.z - boxes[at + 5], 0);
    return dx * dx + dy * dy + dz * dz;
  }

  private look(order: Uint32Array | null, begin: number, end: number): void {
    const { positions } = this.points;
    const { x, y, z, search } = this;
    for (let slot = begin; slot < end; slot++) {
      const i = order === null ? slot : order[slot];
      const dx = positions[3 * i] - x, dy = positions[3 * i + 1] - y, dz = positions[3 * i + 2] - z;
      const squared = dx * dx + dy * dy + dz * dz;
      // Of points without a place it is NaN or infinite.
      if (squared <= search.limit && squared < Infinity) search.offer(i, squared);
    }
  }
}

/** A point of a window, and how far it is from the place that was asked for, in metres. */
export interface Neighbour {
  readonly sweep: SweepId;
  /** In the sweep, file order. */
  readonly index: number;
  readonly distance: number;
}

/** The `k` points of some sweeps that are nearest to a place of the world, nearest first; on ties in the order of sweeps and files. */
export function nearestPoints(sweeps: readonly WindowSweep[], place: Vec3, k: number): Neighbour[] {
  const nearest = new Nearest(k);
  let found: Neighbour[] = [];
  for (const sweep of sweeps) {
    // No sweep after this one need look further than what is there already.
    nearest.clear(found.length < k ? Infinity : found[k - 1]?.distance);
    const [x, y, z] = toPositions(sweep, place);
    searchNearest(sweep, x, y, z, nearest);
    for (let n = 0; n < nearest.count; n++) found.push({ sweep: sweep.id, index: nearest.indices[n], distance: Math.sqrt(nearest.squared[n]) });
    found = found.sort(byDistance).slice(0, k);
  }
  return found;
}

/** All points of some sweeps at most `radius` metres from a place of the world, nearest first; on ties in the order of sweeps and files. */
export function pointsWithin(sweeps: readonly WindowSweep[], place: Vec3, radius: number): Neighbour[] {
  return sweeps
    .flatMap((sweep) => {
      const here: Neighbour[] = [];
      const [x, y, z] = toPositions(sweep, place);
      forEachWithin(sweep, x, y, z, radius, (index, squared) => here.push({ sweep: sweep.id, index, distance: Math.sqrt(squared) }));
      return here.sort((a, b) => a.index - b.index);
    })
    .sort(byDistance);
}

/** Sorting is stable: what is equally far stays in its order. */
function byDistance(a: Neighbour, b: Neighbour): number {
  return a.distance - b.distance;
}

/** From the world to the frame of a sweep's positions. */
function toPositions({ origin, worldFromSweep }: WindowSweep, place: Vec3): Vec3 {
  const p = apply(invert(worldFromSweep), place);
  return [p[0] - origin[0], p[1] - origin[1], p[2] - origin[2]];
}
