import type { Projection } from './projection.ts';
import type { Spacing } from './spacing.ts';
import { beamSpacing } from './spacing.ts';

/**
 * Which of the points inside a picture the camera sees: 1 seen, 0 hidden behind a nearer surface; one array per
 * projection, in its order. The projections are those of all sweeps that are shown together: each may hide each other.
 *
 * A LiDAR gives points with gaps between them, not surfaces, and depth varies strongly from beam to beam where a surface is
 * seen at a grazing angle. So a point is hidden only
 * - where nearer points, within the spacing of the beams, stand around it on all sides: on one plane, whatever its slope,
 *   1 / z is linear over the picture, and the nearer points of a plane all lie on one side; or
 * - where it lies within half a spacing of nearer points, as the last ones before an edge, and a plane through
 *   those, carried on to its pixel, passes clearly in front of it.
 */
export function visiblePoints(projections: readonly Projection[], width: number, height: number): Uint8Array[] {
  const spacing = beamSpacing(projections, width, height);
  const nearest = nearestPerCell(projections, spacing, width, height);
  const judge = new Judge(nearest, spacing);
  return projections.map((p) => {
    const visible = new Uint8Array(p.count);
    for (let i = 0; i < p.count; i++) visible[i] = judge.hides(p.u[i], p.v[i], p.depth[i]) ? 0 : 1;
    return visible;
  });
}

/** How much nearer a point must be to hide another: metres, and a share of the depth, whichever is more. */
const MARGIN = 0.3;
const MARGIN_SHARE = 0.06;
/** How far, in beam spacings, nearer points count as neighbours: beyond 1, so that an irregular scan has no holes. */
const REACH = 1.5;
/** How far a surface goes on beyond its last beam: on average half a spacing. */
const EDGE_REACH = 0.5;
/** Below this the points lie on one line, and no plane goes through them. In fourth powers of a spacing. */
const MIN_SPREAD = 1e-3;
/** Size of a grid cell in beam spacings: two neighbours seldom share one, and then the nearer stands for both. */
const CELL = 0.5;
/** Bounds the work per point where the spacing varies wildly over a picture. */
const MAX_CELLS = 40;

/** The nearest point of each cell of a grid over the picture. */
interface CellGrid {
  readonly columns: number;
  readonly rows: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Infinity where a cell is empty. */
  readonly depth: Float32Array;
  readonly u: Float32Array;
  readonly v: Float32Array;
}

function nearestPerCell(projections: readonly Projection[], spacing: Spacing, width: number, height: number): CellGrid {
  const cellWidth = Math.max(1, spacing.typicalHorizontal * CELL), cellHeight = Math.max(1, spacing.typicalVertical * CELL);
  const columns = Math.ceil(width / cellWidth), rows = Math.ceil(height / cellHeight);
  const depth = new Float32Array(columns * rows).fill(Infinity);
  const u = new Float32Array(columns * rows), v = new Float32Array(columns * rows);
  for (const p of projections)
    for (let i = 0; i < p.count; i++) {
      const cell = Math.floor(p.v[i] / cellHeight) * columns + Math.floor(p.u[i] / cellWidth);
      if (p.depth[i] >= depth[cell]) continue;
      depth[cell] = p.depth[i];
      u[cell] = p.u[i];
      v[cell] = p.v[i];
    }
  return { columns, rows, cellWidth, cellHeight, depth, u, v };
}

/** Judges points one by one, without an allocation. */
class Judge {
  constructor(
    private readonly grid: CellGrid,
    private readonly spacing: Spacing,
  ) {}

  hides(u: number, v: number, z: number): boolean {
    const { grid, spacing } = this;
    const { depth: depths, u: us, v: vs } = grid;
    const tile = Math.min(spacing.rows - 1, Math.floor(v / spacing.tileHeight)) * spacing.columns
      + Math.min(spacing.columns - 1, Math.floor(u / spacing.tileWidth));
    const gapU = Math.max(spacing.horizontal[tile], 1), gapV = Math.max(spacing.vertical[tile], 1);
    const reachU = REACH * gapU, reachV = REACH * gapV;
    const column = Math.floor(u / grid.cellWidth), row = Math.floor(v / grid.cellHeight);
    const acrossCells = Math.min(MAX_CELLS, Math.ceil(reachU / grid.cellWidth));
    const downCells = Math.min(MAX_CELLS, Math.ceil(reachV / grid.cellHeight));
    const c0 = Math.max(0, column - acrossCells), c1 = Math.min(grid.columns - 1, column + acrossCells);
    const r0 = Math.max(0, row - downCells), r1 = Math.min(grid.rows - 1, row + downCells);
    const limit = z - Math.max(MARGIN, MARGIN_SHARE * z);
    let around = 0;
    let close = false;
    // Sums for the least-squares plane w = a + b x + c y through the nearer points, w = 1 / z, x and y in spacings.
    let n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0, sw = 0, sxw = 0, syw = 0;
    for (let r = r0; r <= r1; r++)
      for (let c = c0, cell = r * grid.columns + c0; c <= c1; c++, cell++) {
        const depth = depths[cell];
        if (depth >= limit) continue;
        const x = (us[cell] - u) / gapU, y = (vs[cell] - v) / gapV;
        const d2 = x * x + y * y;
        if (d2 > REACH * REACH) continue;
        around |= 1 << sector(x, y);
        if (Math.abs(x) < EDGE_REACH && Math.abs(y) < EDGE_REACH) close = true;
        const w = 1 / depth;
        n++;
        sx += x; sy += y; sxx += x * x; sxy += x * y; syy += y * y;
        sw += w; sxw += x * w; syw += y * w;
      }
    if (around === 0) return false;
    if (standsAround(around)) return true;
    if (!close || n < 3) return false;
    const det = n * (sxx * syy - sxy * sxy) - sx * (sx * syy - sxy * sy) + sy * (sx * sxy - sxx * sy);
    if (det < MIN_SPREAD) return false;
    // The plane's 1 / z at the pixel itself, by Cramer's rule.
    const a = (sw * (sxx * syy - sxy * sxy) - sx * (sxw * syy - sxy * syw) + sy * (sxw * sxy - sxx * syw)) / det;
    return a * limit > 1;
  }
}

/** Which of 16 equal sectors holds the direction, without trigonometry. */
function sector(x: number, y: number): number {
  const ax = Math.abs(x), ay = Math.abs(y);
  // Within an octant pair: 0 .. 3 from the x axis to the y axis, borders at 22.5, 45 and 67.5 degrees.
  const k = ay < ax ? (ay < ax * TAN_22 ? 0 : 1) : ax < ay * TAN_22 ? 3 : 2;
  if (x >= 0) return y >= 0 ? k : 15 - k;
  return y >= 0 ? 7 - k : 8 + k;
}

const TAN_22 = Math.tan(Math.PI / 8);

/**
 * Whether the sectors of a set leave no more than 6 of 16 neighbours in a row empty. The nearer points of a plane lie within
 * half a turn, and leave 7 or more.
 */
function standsAround(sectors: number): boolean {
  const empty = ~sectors & 0xffff;
  let runs = empty | (empty << 16);
  runs &= runs >>> 1; // two in a row begin here
  runs &= runs >>> 2; // four
  runs &= runs >>> 3; // seven
  return runs === 0;
}
