import type { Bounds } from '#src/core/geometry/box.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { View } from '#src/core/select/regions/lasso.ts';

export interface Ray {
  readonly origin: Vec3;
  /** Unit length. */
  readonly direction: Vec3;
}

/** A world point in CSS pixels of a view, from its top left; null where it is behind the eye. */
export function toPixels({ clipFromWorld: m, width, height }: View, [x, y, z]: Vec3): readonly [number, number] | null {
  const w = m[12] * x + m[13] * y + m[14] * z + m[15];
  if (!(w > 1e-9)) return null;
  const u = (m[0] * x + m[1] * y + m[2] * z + m[3]) / w;
  const v = (m[4] * x + m[5] * y + m[6] * z + m[7]) / w;
  return [((u + 1) * width) / 2, ((1 - v) * height) / 2];
}

/** Where a ray meets the horizontal plane of that height; null where it does not, in front of its origin. */
export function atHeight({ origin, direction }: Ray, height: number): Vec3 | null {
  const metres = (height - origin[2]) / direction[2];
  if (!(metres > 0) || !Number.isFinite(metres)) return null;
  return [origin[0] + direction[0] * metres, origin[1] + direction[1] * metres, height];
}

/** Metres along the line `from + s * axis` (axis of unit length) to its point nearest to a ray; null where they are parallel. */
export function alongAxis(ray: Ray, from: Vec3, axis: Vec3): number | null {
  const between: Vec3 = [from[0] - ray.origin[0], from[1] - ray.origin[1], from[2] - ray.origin[2]];
  const b = dot(axis, ray.direction);
  const parallel = 1 - b * b;
  if (parallel < 1e-6) return null;
  return (b * dot(ray.direction, between) - dot(axis, between)) / parallel;
}

/** The share of a box, sampled on a 3 x 3 x 3 lattice, that a view shows. */
export function shareInView({ min, max }: Bounds, view: View): number {
  let shown = 0;
  for (let k = 0; k < 27; k++) {
    const at = [k % 3, Math.floor(k / 3) % 3, Math.floor(k / 9)].map((step, axis) => min[axis] + ((max[axis] - min[axis]) * step) / 2);
    const pixel = toPixels(view, [at[0], at[1], at[2]]);
    if (pixel !== null && pixel[0] >= 0 && pixel[0] <= view.width && pixel[1] >= 0 && pixel[1] <= view.height) shown++;
  }
  return shown / 27;
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
