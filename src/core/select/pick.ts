import type { IndexedPoints, SweepIndex } from '../cloud/sweep-index.ts';
import { FAN, slotOf } from '../cloud/sweep-index.ts';
import type { SweepFrame } from './region.ts';
import { ScreenRect } from './screen-rect.ts';
import type { View } from './view.ts';
import { pixelsFromSweep } from './view.ts';

/** A point that lies under a place of a view. */
export interface Picked {
  /** Index in the sweep, file order. */
  readonly index: number;
  /** Clip-space w: metres along the view's axis for a perspective view. */
  readonly depth: number;
  /** Pixels between the place and the point. */
  readonly distance: number;
}

/** Points this much deeper than the front one, as a share of its depth and in metres, still count as the same surface. */
const SAME_SURFACE_SHARE = 0.01;
const SAME_SURFACE_METRES = 0.25;

/** The deepest place that still belongs to the surface whose front point is this deep. */
function deepestOf(front: number): number {
  return front + Math.max(SAME_SURFACE_METRES, SAME_SURFACE_SHARE * front);
}

/**
 * The point that a view shows nearest to pixel (x, y), at most `radius` pixels away. Where several surfaces lie under
 * the circle it is one of the front one: what people see is what they point at. Ties go to the lower index. NaN points
 * and points behind the eye are never picked. With an index, only what lies under the circle and not behind what was found
 * is looked at; without, every point, with the same answer. `shown`: points that it says no to are not there; null = all are.
 */
export function pickPoint(sweep: IndexedPoints & SweepFrame, view: View, x: number, y: number, radius: number, shown: ((i: number) => boolean) | null = null): Picked | null {
  const pick = new Pick(sweep, pixelsFromSweep(view, sweep), x, y, radius, shown);
  pick.search();
  pick.turnToSurface();
  pick.search();
  return pick.found();
}

/** Of points that were picked in several sweeps of one view, the one that `pickPoint` would have taken. */
export function frontmost<P extends Picked>(picked: readonly P[]): P | null {
  const deepest = deepestOf(Math.min(...picked.map((p) => p.depth)));
  let best: P | null = null;
  for (const candidate of picked)
    if (candidate.depth <= deepest && (best === null || candidate.distance < best.distance)) best = candidate;
  return best;
}

/**
 * Two searches through the same points: first for the least depth under the circle, then, among what is no deeper than
 * that surface, for the least distance. Nothing is allocated per point or box.
 */
class Pick {
  /** What is deeper is of no interest: the front as found so far, then the end of its surface. */
  private deepest = Infinity;
  private byDistance = false;
  private index = -1;
  private depth = 0;
  private distance = Infinity;
  private readonly rect: ScreenRect;
  /** Least depths of the children of the box that is being looked into on each level. */
  private readonly nearest: Float64Array;

  constructor(
    private readonly points: IndexedPoints,
    private readonly m: Float64Array,
    private readonly x: number,
    private readonly y: number,
    private readonly radius: number,
    private readonly shown: ((i: number) => boolean) | null,
  ) {
    // The circle's own test rounds: a hair of room around it.
    const room = radius + 1e-9 * (radius + Math.abs(x) + Math.abs(y) + 1);
    this.rect = new ScreenRect(m, x - room, y - room, x + room, y + room);
    this.nearest = new Float64Array(FAN * (points.index?.levels.length ?? 0));
  }

  search(): void {
    const { index, count } = this.points;
    if (index === null) this.look(null, 0, count);
    else if (index.order.length > 0) this.descend(index, index.levels.length - 2, 0);
  }

  turnToSurface(): void {
    this.deepest = deepestOf(this.deepest);
    this.byDistance = true;
  }

  found(): Picked | null {
    return this.index < 0 ? null : { index: this.index, depth: this.depth, distance: this.distance };
  }

  /** `box` counts from the first one of its level. */
  private descend(index: SweepIndex, level: number, box: number): void {
    const { order, boxes, levels } = index;
    if (this.rect.isOutside(boxes, 6 * (levels[level] + box))) return;
    if (level === 0) return this.look(order, slotOf(0, box), Math.min(order.length, slotOf(0, box + 1)));
    const first = FAN * box;
    const children = Math.min(levels[level] - levels[level - 1], first + FAN) - first;
    const keys = FAN * level;
    for (let k = 0; k < children; k++) this.nearest[keys + k] = this.nearestDepth(boxes, 6 * (levels[level - 1] + first + k));
    for (let turn = 0; turn < children; turn++) {
      let next = 0;
      for (let k = 1; k < children; k++) if (this.nearest[keys + k] < this.nearest[keys + next]) next = k;
      const key = this.nearest[keys + next];
      // Infinity: been there, or behind the eye.
      if (key === Infinity || key > this.deepest) return;
      this.nearest[keys + next] = Infinity;
      this.descend(index, level - 1, first + next);
    }
  }

  /** A depth that no point of the box is less than: rounding is monotone. Infinity where all of the box is behind the eye. */
  private nearestDepth(boxes: Float32Array, at: number): number {
    const { m } = this;
    const w0 = m[8], w1 = m[9], w2 = m[10], w3 = m[11];
    const x0 = boxes[at], y0 = boxes[at + 1], z0 = boxes[at + 2], x1 = boxes[at + 3], y1 = boxes[at + 4], z1 = boxes[at + 5];
    if (!(w0 * (w0 > 0 ? x1 : x0) + w1 * (w1 > 0 ? y1 : y0) + w2 * (w2 > 0 ? z1 : z0) + w3 > 0)) return Infinity;
    return w0 * (w0 > 0 ? x0 : x1) + w1 * (w1 > 0 ? y0 : y1) + w2 * (w2 > 0 ? z0 : z1) + w3;
  }

  private look(order: Uint32Array | null, begin: number, end: number): void {
    const { positions } = this.points;
    const { m, x: atX, y: atY } = this;
    const a0 = m[0], a1 = m[1], a2 = m[2], a3 = m[3], b0 = m[4], b1 = m[5], b2 = m[6], b3 = m[7];
    const w0 = m[8], w1 = m[9], w2 = m[10], w3 = m[11];
    const limit = this.radius * this.radius;
    for (let slot = begin; slot < end; slot++) {
      const i = order === null ? slot : order[slot];
      const x = positions[3 * i], y = positions[3 * i + 1], z = positions[3 * i + 2];
      const depth = w0 * x + w1 * y + w2 * z + w3;
      // NaN fails these comparisons too.
      if (!(depth > 0 && depth <= this.deepest)) continue;
      const du = (a0 * x + a1 * y + a2 * z + a3) / depth - atX;
      const dv = (b0 * x + b1 * y + b2 * z + b3) / depth - atY;
      const squared = du * du + dv * dv;
      if (!(squared <= limit) || this.shown?.(i) === false) continue;
      if (this.byDistance) this.offer(i, depth, Math.sqrt(squared));
      else this.deepest = depth;
    }
  }

  private offer(index: number, depth: number, distance: number): void {
    if (distance > this.distance || (distance === this.distance && index > this.index)) return;
    this.index = index;
    this.depth = depth;
    this.distance = distance;
  }
}
