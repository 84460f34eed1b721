import type { Vec3 } from '#src/core/geometry/units.ts';
import type { View } from '#src/core/select/regions/lasso.ts';
import { toPixels } from '../eye/projecting.ts';

/** Moves an SVG element to where a world point is in the picture, and hides it while that is behind the eye. */
export function placeAt(element: SVGElement | null | undefined, view: View, world: Vec3 | null): void {
  if (!element) return;
  const pixel = world === null ? null : toPixels(view, world);
  element.setAttribute('visibility', pixel === null ? 'hidden' : 'visible');
  if (pixel !== null) element.setAttribute('transform', `translate(${pixel[0].toFixed(1)} ${pixel[1].toFixed(1)})`);
}
