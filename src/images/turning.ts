import type { Pixels } from '#src/core/geometry/units.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import { workspace } from '#src/session/current.ts';
import { viewport } from '#src/session/viewport.ts';
import type { FrameProjections } from '#src/session/projections.ts';
import { pointAtPixel, sweepOfEntry } from './hit-test.ts';
import { rayThrough } from './lens.ts';

export interface PointId {
  readonly sweep: string;
  readonly index: number;
}

/** The visible point of the cloud nearest to a pixel, within `radius` pixels of the picture. */
export function pointUnder(image: FrameImage, projections: FrameProjections, u: Pixels, v: Pixels, radius: Pixels): PointId | null {
  const projection = projections.ready(image);
  const entry = projection === null ? null : pointAtPixel(projection, u, v, radius);
  if (projection === null || entry === null) return null;
  return { sweep: projections.sweeps[sweepOfEntry(projection, entry)].sweep.id, index: projection.index[entry] };
}

/** Turns the 3D view along a pixel's ray, from the camera's place; around where `point` lies on it where one is given. */
export function turnAlong(image: FrameImage, u: Pixels, v: Pixels, point: PointId | null): void {
  const ray = rayThrough(image, u, v);
  if (ray === null) return;
  const { origin, direction } = ray;
  const world = point === null ? null : (workspace()?.worldPoint(point.sweep, point.index) ?? null);
  const distance = world === null ? undefined : Math.hypot(world[0] - origin[0], world[1] - origin[1], world[2] - origin[2]);
  viewport()?.lookAlong(origin, direction, distance);
}
