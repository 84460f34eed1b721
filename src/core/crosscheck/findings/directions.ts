import type { SweepPositions } from '../../camera/projection.ts';
import type { Spacing } from '../../camera/spacing.ts';
import { beamSpacing, tileAt } from '../../camera/spacing.ts';
import type { Radians } from '../../geometry/units.ts';

/** Where a sweep's points lie as its sensor sees them, and how far apart its beams are there. */
export interface Directions {
  /** Per point: azimuth from 0 to 2 pi, counter-clockwise from straight behind, and elevation. NaN where the point has no place. */
  readonly azimuth: Float32Array;
  readonly elevation: Float32Array;
  /** Per point: distance from the sensor. */
  readonly range: Float32Array;
  /** Radians between neighbouring beams around point i. */
  stepsAt(i: number): readonly [azimuth: Radians, elevation: Radians];
}

export const TURN = 2 * Math.PI;

/** The sensor is at the origin of the sweep's frame. Beam spacing is estimated as in pictures: the sphere is taken for one. */
export function directionsOf({ positions, origin }: SweepPositions): Directions {
  const count = positions.length / 3;
  const azimuth = new Float32Array(count), elevation = new Float32Array(count), range = new Float32Array(count);
  let lowest = Infinity, highest = -Infinity;
  for (let i = 0; i < count; i++) {
    const x = origin[0] + positions[3 * i], y = origin[1] + positions[3 * i + 1], z = origin[2] + positions[3 * i + 2];
    const level = Math.sqrt(x * x + y * y);
    azimuth[i] = Math.min(Math.atan2(y, x) + Math.PI, LAST);
    elevation[i] = Math.atan2(z, level);
    range[i] = Math.sqrt(level * level + z * z);
    if (!Number.isFinite(range[i])) continue;
    if (elevation[i] < lowest) lowest = elevation[i];
    if (elevation[i] > highest) highest = elevation[i];
  }
  let spacing: Spacing | null = null;
  return {
    azimuth, elevation, range,
    stepsAt(i) {
      spacing ??= spacingOf(azimuth, elevation, range, lowest, highest);
      const tile = tileAt(spacing, azimuth[i], elevation[i] - lowest);
      return [spacing.horizontal[tile], spacing.vertical[tile]];
    },
  };
}

/** Of the points that have a place. Elevations count from the lowest one, like rows of a picture, and the last one is inside. */
function spacingOf(azimuth: Float32Array, elevation: Float32Array, range: Float32Array, lowest: Radians, highest: Radians): Spacing {
  const u = new Float32Array(range.length), v = new Float32Array(range.length), depth = new Float32Array(range.length);
  let count = 0;
  for (let i = 0; i < range.length; i++) {
    if (!Number.isFinite(range[i])) continue;
    u[count] = azimuth[i];
    v[count] = elevation[i] - lowest;
    depth[count++] = range[i];
  }
  const sphere = { count, index: new Uint32Array(0), u, v, depth };
  return beamSpacing([sphere], TURN, Math.max((highest - lowest) * 1.001, 1e-6));
}

/** The last Float32 below a full turn. */
const LAST = 6.283185;

/** How far neighbours may be apart: beams in either direction (one or two lost between them), and along the beams: metres, and shares of the range. */
export const REACH = { steps: 2.5, metres: 0.5, leastShare: 0.06, mostShare: 0.25 } as const;

/**
 * Whether two points lie next to each other on what may be one surface: less than 2.5 beams apart in both directions, and at ranges that
 * differ by no more than those of so many beams on level ground, which at an elevation e is the step between beams over tan e, as a share.
 */
export function areNeighbours(directions: Directions, i: number, j: number, [stepU, stepV]: readonly [Radians, Radians]): boolean {
  const { azimuth, elevation, range } = directions;
  const du = Math.abs(azimuth[i] - azimuth[j]);
  if (Math.min(du, TURN - du) >= REACH.steps * stepU || Math.abs(elevation[i] - elevation[j]) >= REACH.steps * stepV) return false;
  const level = (REACH.steps * stepV) / Math.abs(Math.tan((elevation[i] + elevation[j]) / 2));
  const share = Math.min(REACH.mostShare, Math.max(REACH.leastShare, level));
  return Math.abs(range[i] - range[j]) <= Math.max(REACH.metres, share * Math.min(range[i], range[j]));
}
