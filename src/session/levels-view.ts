import type { Rigid } from '#src/core/geometry/rigid.ts';
import { toMatrix } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { View } from '#src/core/select/view.ts';
import type { CopcView } from '#src/formats/clouds/copc-view.ts';

type Plane = readonly [number, number, number, number];

/**
 * A perspective view of the world as one of a sweep's own coordinates: eye, the planes of what it shows, and how many pixels a
 * metre takes at a metre's distance. Planes are the sums and differences of the matrix's rows (Gribb and Hartmann 2001); the far one
 * is left out, for what is far is coarse anyway.
 */
export function copcViewOf({ clipFromWorld: m, height }: View, worldFromSweep: Rigid<'world', 'sweep'>): CopcView {
  const w = toMatrix(worldFromSweep);
  const row = (i: number): Plane => [0, 1, 2, 3].map((j) => [0, 1, 2, 3].reduce((sum, k) => sum + m[4 * i + k] * w[4 * k + j], 0)) as unknown as Plane;
  const [x, y, depth] = [row(0), row(1), row(3)];
  const plane = (sign: number, side: Plane): Plane => depth.map((v, k) => v + sign * side[k]) as unknown as Plane;
  // Row y of a perspective matrix is 1 / tan(half the angle) along "up", and w is the distance along the axis.
  const focal = (height / 2) * (Math.hypot(y[0], y[1], y[2]) / Math.hypot(depth[0], depth[1], depth[2]));
  return { eye: meet(x, y, depth), planes: [plane(1, x), plane(-1, x), plane(1, y), plane(-1, y), depth], focal };
}

/** Where three planes meet: the eye is where x, y and w of the picture are all 0. Cramer's rule. */
function meet(a: Plane, b: Plane, c: Plane): Vec3 {
  const det = (p: readonly number[], q: readonly number[], r: readonly number[]): number =>
    p[0] * (q[1] * r[2] - q[2] * r[1]) - p[1] * (q[0] * r[2] - q[2] * r[0]) + p[2] * (q[0] * r[1] - q[1] * r[0]);
  const all = det(a, b, c);
  const at = (k: number): number => {
    const swapped = [a, b, c].map((plane) => [0, 1, 2].map((j) => (j === k ? -plane[3] : plane[j])));
    return det(swapped[0], swapped[1], swapped[2]) / all;
  };
  return [at(0), at(1), at(2)];
}
