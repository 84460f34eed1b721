import type { Bounds } from '../geometry/box.ts';
import { boundsCorners, boundsOf } from '../geometry/box.ts';
import { apply } from '../geometry/rigid.ts';
import type { Vec3 } from '../geometry/units.ts';
import type { SweepId } from '../scene/scene.ts';
import type { PackedPoints } from '../select/packed-points.ts';
import { forEachRun } from '../select/packed-points.ts';
import type { SweepFrame } from '../select/region.ts';
import type { SweepIndex } from './sweep-index.ts';

/** A sweep as a window holds it: its points in file order, and where it stands. */
export interface WindowSweep extends SweepFrame {
  readonly id: SweepId;
  readonly count: number;
  /** x, y, z per point in metres, relative to `origin`, in the sweep's frame. */
  readonly positions: Float32Array;
  /** Of the finite positions, relative to `origin`; null where there is none. */
  readonly bounds: Bounds | null;
  /** Null while there is none: everything works without, by looking at every point. */
  readonly index: SweepIndex | null;
}

/** A point is (sweep, index in file): in a window of one sweep or of hundreds. */
export interface PointRef {
  readonly sweep: SweepId;
  readonly index: number;
}

/** The sweeps that are loaded together, each with its pose: one frame, or hundreds put together. */
export class Window<S extends WindowSweep = WindowSweep> {
  private readonly byId: ReadonlyMap<SweepId, S>;

  constructor(readonly sweeps: readonly S[]) {
    this.byId = new Map(sweeps.map((sweep) => [sweep.id, sweep]));
  }

  /** Points of all sweeps. */
  get count(): number {
    return this.sweeps.reduce((n, sweep) => n + sweep.count, 0);
  }

  get(id: SweepId): S | undefined {
    return this.byId.get(id);
  }

  /** World coordinates of a point in metres, Float64; null where its sweep or its index is not here, NaN where it has no place. */
  worldPoint({ sweep: id, index }: PointRef): Vec3 | null {
    const sweep = this.byId.get(id);
    return sweep === undefined || index < 0 || index >= sweep.count ? null : worldPoint(sweep, index);
  }

  /** Around all finite points, in the world frame; where a sweep is turned, around its own bounds. Null where there is none. */
  worldBounds(): Bounds | null {
    const corners = this.sweeps.flatMap(({ bounds, origin, worldFromSweep }) =>
      bounds === null ? [] : boundsCorners(bounds).map((p) => apply(worldFromSweep, [p[0] + origin[0], p[1] + origin[1], p[2] + origin[2]])),
    );
    return corners.length === 0 ? null : boundsOf(corners);
  }

  /** Exactly around some of the points, in the world frame; points without a place are left out. Null where none is left. */
  boundsOf(selection: ReadonlyMap<SweepId, PackedPoints>): Bounds | null {
    const min: [number, number, number] = [Infinity, Infinity, Infinity];
    const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
    for (const [id, points] of selection) {
      const sweep = this.byId.get(id);
      if (sweep === undefined) continue;
      forEachRun(points, (begin, end) => {
        for (let i = begin; i < end; i++) {
          const p = worldPoint(sweep, i);
          for (let k = 0; k < 3; k++) {
            if (p[k] < min[k]) min[k] = p[k];
            if (p[k] > max[k]) max[k] = p[k];
          }
        }
      });
    }
    return min[0] <= max[0] ? { min, max } : null;
  }
}

/** World coordinates of point i of a sweep in metres, Float64; NaN where the point has no place. */
export function worldPoint({ positions: p, origin: o, worldFromSweep }: WindowSweep, i: number): Vec3 {
  return apply(worldFromSweep, [o[0] + p[3 * i], o[1] + p[3 * i + 1], o[2] + p[3 * i + 2]]);
}
