import type { View } from './regions/lasso.ts';
import { pixelsFromSweep } from './regions/lasso.ts';
import type { SweepFrame } from './region.ts';

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

/**
 * The point that a view shows nearest to pixel (x, y), at most `radius` pixels away. Where several surfaces lie under
 * the circle it is one of the front one: what people see is what they point at. Ties go to the lower index. NaN points
 * and points behind the eye are never picked. `positions` holds x, y, z per point, metres, relative to `sweep.origin`.
 */
export function pickPoint(positions: Float32Array, sweep: SweepFrame, view: View, x: number, y: number, radius: number): Picked | null {
  const [a0, a1, a2, a3, b0, b1, b2, b3, w0, w1, w2, w3] = pixelsFromSweep(view, sweep);
  const limit = radius * radius;
  const under: Picked[] = [];
  let front = Infinity;
  for (let i = 0, k = 0; k < positions.length; i++, k += 3) {
    const px = positions[k], py = positions[k + 1], pz = positions[k + 2];
    const depth = w0 * px + w1 * py + w2 * pz + w3;
    // NaN fails this comparison too.
    if (!(depth > 0)) continue;
    const du = (a0 * px + a1 * py + a2 * pz + a3) / depth - x;
    const dv = (b0 * px + b1 * py + b2 * pz + b3) / depth - y;
    const squared = du * du + dv * dv;
    if (!(squared <= limit)) continue;
    under.push({ index: i, depth, distance: Math.sqrt(squared) });
    if (depth < front) front = depth;
  }
  return nearestOfFront(under, front);
}

/** Of points that were picked in several sweeps of one view, the one that `pickPoint` would have taken. */
export function frontmost<P extends Picked>(picked: readonly P[]): P | null {
  return nearestOfFront(picked, Math.min(...picked.map((p) => p.depth)));
}

function nearestOfFront<P extends Picked>(under: readonly P[], front: number): P | null {
  const deepest = front + Math.max(SAME_SURFACE_METRES, SAME_SURFACE_SHARE * front);
  let best: P | null = null;
  for (const candidate of under)
    if (candidate.depth <= deepest && (best === null || candidate.distance < best.distance)) best = candidate;
  return best;
}
