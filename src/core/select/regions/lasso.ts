import type { Polygon } from '../../geometry/polygon.ts';
import { rasterize } from '../../geometry/polygon.ts';
import { MaskTester } from '../mask-tester.ts';
import type { Region } from '../region.ts';
import type { View } from '../view.ts';
import { pixelsFromSweep } from '../view.ts';

export type { View };

/** A lasso as plain data. `polygon` in pixels of `view`. */
export interface LassoSpec {
  readonly kind: 'lasso';
  readonly polygon: Polygon;
  readonly view: View;
}

/**
 * All points that a view shows within a polygon, however deep. A point belongs to the pixel that it falls on, and a
 * pixel to the polygon when its centre is inside; so the result does not depend on how the test is carried out.
 */
export function lassoRegion(polygon: Polygon, view: View): Region {
  const mask = rasterize(polygon, view.width, view.height);
  return { kind: 'lasso', through: (sweep) => new MaskTester(mask, pixelsFromSweep(view, sweep)) };
}
