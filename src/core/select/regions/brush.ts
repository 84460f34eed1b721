import { rasterizeStroke } from '../../geometry/stroke.ts';
import { MaskTester } from '../mask-tester.ts';
import type { Region } from '../region.ts';
import type { View } from '../view.ts';
import { pixelsFromSweep } from '../view.ts';

/** A brush stroke as plain data: x0, y0, x1, y1, … and the radius, in pixels of `view`. */
export interface BrushSpec {
  readonly kind: 'brush';
  readonly path: readonly number[];
  readonly radius: number;
  readonly view: View;
}

/** All points that a view shows under a disc that was moved along a path, however deep; pixels count by their centres, as with the lasso. */
export function brushRegion(path: readonly number[], radius: number, view: View): Region {
  const mask = rasterizeStroke(path, radius, view.width, view.height);
  return { kind: 'brush', through: (sweep) => new MaskTester(mask, pixelsFromSweep(view, sweep)) };
}
