import type { Pixels } from '../../geometry/units.ts';

export type PixelPoint = readonly [u: Pixels, v: Pixels];

/** Corners of an octagon around the origin that holds a circle of radius 1. */
const OCTAGON: readonly PixelPoint[] = Array.from({ length: 8 }, (_, k) => {
  const angle = ((2 * k + 1) * Math.PI) / 8, radius = 1 / Math.cos(Math.PI / 8);
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
});

/**
 * The convex outline of pixels (u0, v0, u1, v1, …) with everything that is `margin` away, as corners, not closed, to a tenth of a pixel: the
 * Minkowski sum of their hull with an octagon. Empty without pixels.
 */
export function dilatedHull(pixels: ArrayLike<number>, margin: Pixels): PixelPoint[] {
  const points: PixelPoint[] = [];
  for (let k = 0; k + 1 < pixels.length; k += 2) points.push([pixels[k], pixels[k + 1]]);
  const around = convexHull(points).flatMap(([u, v]) => OCTAGON.map(([du, dv]): PixelPoint => [round(u + margin * du), round(v + margin * dv)]));
  return convexHull(around);
}

/** Corners of the convex hull in one direction round, without those on a straight side (Andrew's monotone chain). */
export function convexHull(points: readonly PixelPoint[]): PixelPoint[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]).filter((p, k, all) => k === 0 || p[0] !== all[k - 1][0] || p[1] !== all[k - 1][1]);
  if (sorted.length < 3) return sorted;
  return [...chain(sorted), ...chain(sorted.reverse())];
}

/** One side of the hull, without its last point, which the other side begins with. */
function chain(points: readonly PixelPoint[]): PixelPoint[] {
  const out: PixelPoint[] = [];
  for (const p of points) {
    while (out.length >= 2 && turn(out[out.length - 2], out[out.length - 1], p) <= 0) out.pop();
    out.push(p);
  }
  out.pop();
  return out;
}

function turn(a: PixelPoint, b: PixelPoint, c: PixelPoint): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

function round(value: Pixels): Pixels {
  return Math.round(10 * value) / 10;
}
