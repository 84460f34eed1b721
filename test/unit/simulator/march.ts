import { apply, compose, invert, type Rigid } from '#src/core/geometry/rigid.ts';
import { PATCH_DEPTH } from '#sample-data/shapes/patch.ts';
import type { Part } from '#sample-data/world/part.ts';
import type { StreetObject } from '#sample-data/world/street-object.ts';

/** A solid that says whether a world point is inside it: written from the shapes' definitions, without their ray code. */
export interface Solid {
  readonly object: StreetObject;
  readonly part: Part;
  /** `slack` metres make it larger, or smaller where negative. */
  inside(x: number, y: number, z: number, slack?: number): boolean;
}

export function solidOf(object: StreetObject, part: Part, seconds: number): Solid {
  const partFromWorld = invert(compose(object.poseAt(seconds), part.objectFromPart));
  return { object, part, inside: (x, y, z, slack = 0) => contains(part, partFromWorld, x, y, z, slack) };
}

export function solidsOf(objects: readonly StreetObject[], seconds: number): Solid[] {
  return objects.flatMap((object) => object.model.partsAt(object.travelledAt(seconds)).map((part) => solidOf(object, part, seconds)));
}

function contains(
  { shape, size: [a, b, c, front, back, sides] }: Part, partFromWorld: Rigid<'box', 'world'>, wx: number, wy: number, wz: number, slack: number,
): boolean {
  if (shape !== 'patch' && shape !== 'leaf' && Math.min(a, c) + slack <= 0) return false;
  if (b + slack <= 0 && shape !== 'cylinder' && shape !== 'frustum') return false;
  const [x, y, z] = apply(partFromWorld, [wx, wy, wz]);
  switch (shape) {
    case 'box':
      return Math.abs(x) <= a + slack && Math.abs(y) <= b + slack && Math.abs(z) <= c + slack;
    case 'cylinder':
      return Math.hypot(x, y) <= a + slack && Math.abs(z) <= c + slack;
    case 'frustum': {
      const radius = a + ((b - a) * (z + c)) / (2 * c);
      // A slanted wall is farther off along the level than across itself.
      const slant = Math.hypot(1, (b - a) / (2 * c));
      return Math.hypot(x, y) <= radius + slack * slant && Math.abs(z) <= c + slack;
    }
    case 'leaf':
      return Math.abs(z) <= slack && Math.hypot(x / (a + slack), y / (b + slack)) <= 1;
    case 'patch': {
      const surface = c * x + front * x * x + back * y;
      return Math.abs(x) <= a + slack && Math.abs(y) <= b + slack && z <= surface + slack * Math.hypot(1, c + 2 * front * x, back) && z >= -PATCH_DEPTH - slack;
    }
    case 'ellipsoid':
      return Math.hypot(x / (a + slack), y / (b + slack), z / (c + slack)) <= 1;
    case 'taperedBox': {
      const up = (z + c) / (2 * c);
      return Math.abs(z) <= c + slack && x <= a - front * up + slack && -x <= a - back * up + slack && Math.abs(y) <= b - sides * up + slack;
    }
  }
}

/** The first step of a ray at which it is inside a solid, by walking along it; null where it leaves `reach` first. */
export function march(
  solids: readonly Solid[], origin: readonly number[], direction: readonly number[], step: number, reach: number,
): { t: number; solids: Solid[] } | null {
  // Leaves have no inside to walk into.
  const thick = solids.filter(({ part }) => part.shape !== 'leaf');
  for (let t = step; t < reach; t += step) {
    const x = origin[0] + t * direction[0], y = origin[1] + t * direction[1], z = origin[2] + t * direction[2];
    const met = thick.filter((solid) => solid.inside(x, y, z));
    if (met.length > 0) return { t, solids: met };
  }
  return null;
}
