import type { Vec3 } from '../geometry/units.ts';
import type { SweepPositions } from './projection.ts';

/** What is looked at: this many wedges of the sweep, together this share of it. Their insides stay together wherever they are seen from. */
const WEDGES = 3;
const SHARE = 1 / 4;
/** Nearer points are the vehicle's own. Metres, level. */
const NEAREST = 2;
/** Fewer points tell nothing. */
const ENOUGH = 2000;
/** Where a LiDAR may stand in a vehicle's frame, metres: the first look goes up, from here, and then to where it gets better, as far as this. */
const HEIGHTS = [0, 0.5, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 3, 3.5];
const FARTHEST = 4;
const FIRST_STEP = 0.5;
const LAST_STEP = 0.1;

/** Slopes are told apart by this, within sectors of this width, radians: where a scanner is tilted, a beam's slope changes with the heading. */
const SLOPE = 0.001;
const SECTORS = 120;
/** Slopes to either side; few beams are steeper. */
const STEEPEST = 0.6;
/** Beams are told apart by so many radians, and so much slope; ranges that differ by this share are of two surfaces. */
const BEAM = 0.004;
const APART = 0.1;
/** Nats that overlaying of all points is worth. In PandaSet less than 2.3 prefers the ground, and more than 6 what is above the LiDAR. */
const OVERLAID = 4;

/** What was found of the sweeps that were asked for last. By what they hold: a worker is given a new array for each picture. */
const found = new Map<string, Vec3 | null>();
const REMEMBERED = 16, LOOKED_AT = 32;

function nameOf({ positions, origin }: SweepPositions): string {
  const step = Math.max(1, Math.floor(positions.length / LOOKED_AT));
  const some = Array.from({ length: Math.min(LOOKED_AT, positions.length) }, (_, i) => positions[i * step]);
  return [positions.length, ...origin, ...some].join();
}

/**
 * Where a sweep's beams came from, in its own frame, metres: found from the points, for sweeps in the frame of a vehicle. Null where that
 * cannot be told. It is asked for each picture and worked out once per sweep.
 *
 * A scanner's beams lie on cones: seen from where it stood, a beam has one slope, whatever it met, and slopes crowd in few values (low
 * entropy). They do so on the ground too, seen from low on it; but from there surfaces overlay each other, as they never do from where the beams came.
 */
export function beamOriginOf(sweep: SweepPositions): Vec3 | null {
  const name = nameOf(sweep);
  let known = found.get(name);
  if (known !== undefined) return known;
  found.set(name, known = search(wedges(sweep.positions, sweep.origin)));
  if (found.size > REMEMBERED) found.delete(found.keys().next().value!);
  return known;
}

function search(points: Float64Array): Vec3 | null {
  if (points.length < 3 * ENOUGH) return null;
  const scores = new Scores(points);
  const looked = new Set<string>();
  let best: Vec3 = [0, 0, 0], least = Infinity;
  const look = (place: Vec3): boolean => {
    if (Math.max(...place.map(Math.abs)) > FARTHEST || looked.has(place.join())) return false;
    looked.add(place.join());
    const score = scores.at(place);
    if (score >= least) return false;
    best = place;
    least = score;
    return true;
  };
  for (const height of HEIGHTS) look([0, 0, height]);
  for (let step = FIRST_STEP; step > LAST_STEP; step /= 2)
    for (let better = true; better;) {
      const [x, y, z] = best;
      better = false;
      for (const d of [step, -step]) better = [look([x + d, y, z]), look([x, y + d, z]), look([x, y, z + d])].includes(true) || better;
    }
  return best;
}

/** x, y, z of the points in some wedges around the frame's origin. */
function wedges(positions: Float32Array, [ox, oy, oz]: Vec3): Float64Array {
  const out: number[] = [], apart = (2 * Math.PI) / WEDGES;
  for (let p = 0; p + 2 < positions.length; p += 3) {
    const x = positions[p] + ox, y = positions[p + 1] + oy, z = positions[p + 2] + oz;
    if (x * x + y * y > NEAREST * NEAREST && Number.isFinite(z) && (Math.atan2(y, x) + Math.PI) % apart < SHARE * apart) out.push(x, y, z);
  }
  return Float64Array.from(out);
}

/** How badly a place does for that of the LiDAR. */
class Scores {
  private readonly slopes = Math.ceil((2 * STEEPEST) / SLOPE);
  private readonly columns = Math.ceil((2 * Math.PI) / BEAM);
  private readonly counts = new Uint32Array(SECTORS * this.slopes);
  private readonly nearest = new Float32Array(this.columns * Math.ceil((2 * STEEPEST) / BEAM));

  constructor(private readonly points: Float64Array) {}

  at([x0, y0, z0]: Vec3): number {
    const { points, slopes, columns, counts, nearest } = this;
    counts.fill(0);
    nearest.fill(Infinity);
    let overlaid = 0, all = 0;
    for (let p = 0; p < points.length; p += 3) {
      const x = points[p] - x0, y = points[p + 1] - y0, level = Math.sqrt(x * x + y * y), slope = (points[p + 2] - z0) / level + STEEPEST;
      if (!(slope > 0 && slope < 2 * STEEPEST)) continue;
      const turn = Math.min(Math.atan2(y, x) + Math.PI, 2 * Math.PI - Number.EPSILON * 8);
      counts[Math.floor((turn / (2 * Math.PI)) * SECTORS) * slopes + Math.floor(slope / SLOPE)]++;
      const cell = Math.floor(slope / BEAM) * columns + Math.floor(turn / BEAM), other = nearest[cell];
      if (other < Infinity && Math.abs(level - other) > APART * Math.min(level, other)) overlaid++;
      if (level < other) nearest[cell] = level;
      all++;
    }
    // All that are left out would be the best of places.
    if (all < (points.length / 3) * 0.75) return Infinity;
    let sum = 0;
    for (let k = 0; k < counts.length; k++) if (counts[k] > 1) sum += counts[k] * Math.log(counts[k]);
    return Math.log(all) - sum / all + (OVERLAID * overlaid) / all;
  }
}
