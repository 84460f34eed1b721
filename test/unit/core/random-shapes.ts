import fc from 'fast-check';
import type { Polygon } from '#src/core/geometry/polygon.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { fromQuaternion } from '#src/core/geometry/rigid.ts';
import type { Quaternion, Vec3 } from '#src/core/geometry/units.ts';

/** Evenly spread (fc.double alone is spread over exponents: nearly always tiny). */
export const between = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 1_000_000 }).map((n) => min + (n / 1_000_000) * (max - min));

export const coordinate = (limit: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 4, arbitrary: between(-limit, limit) }, { weight: 1, arbitrary: fc.double({ min: -limit, max: limit, noNaN: true }) });

export const vector = (limit: number): fc.Arbitrary<Vec3> => fc.tuple(coordinate(limit), coordinate(limit), coordinate(limit));

/** Of unit length, in all directions. */
export const quaternion: fc.Arbitrary<Quaternion> = fc
  .tuple(coordinate(1), coordinate(1), coordinate(1), coordinate(1))
  .filter((q) => Math.hypot(...q) > 0.1)
  .map(([w, x, y, z]) => {
    const n = Math.hypot(w, x, y, z);
    return [w / n, x / n, y / n, z / n];
  });

export const pose: fc.Arbitrary<Rigid<'world', 'sweep'>> = fc.tuple(quaternion, vector(50)).map(([q, t]) => fromQuaternion(q, t));

/** Polygons in and about a picture: on pixel borders and centres, between them, outside, crossing themselves. */
export function polygon(width: number, height: number): fc.Arbitrary<Polygon> {
  const along = (n: number) =>
    fc.oneof(fc.integer({ min: -5, max: n + 5 }), fc.integer({ min: -5, max: n + 5 }).map((x) => x + 0.5), between(-0.5 * n, 1.5 * n));
  return fc.array(fc.tuple(along(width), along(height)), { maxLength: 14 }).map((vertices) => vertices.flat());
}
