import type { Projection } from './projection.ts';
import type { Spacing } from './spacing.ts';
import { tileAt } from './spacing.ts';

/** Size of a grid cell in beam spacings: two neighbours seldom share one, and then the nearer stands for both. */
const CELL = 0.5;
/** How far, in beam spacings, to look for a neighbour on the same surface: beyond 1, since beams get lost. */
const REACH = 2;
/** How much the inverse depths of two neighbours on one surface differ at most, as a share: usually, and seen at a grazing angle. */
const SAME_SURFACE = 0.1;
const SAME_GRAZED_SURFACE = 0.5;
/**
 * How far a surface goes on beyond a beam that met it and was the last one, in spacings, by the number of sides on which it has
 * neighbours. An edge lies anywhere from 0 to 1: with t, a share of (1 - t)^2 of the points that it hides stays unfound, and t^2
 * is lost of as many that are seen; as most points are seen and few of them lie at edges, t is somewhat above a half. What
 * has no neighbours on several sides is a leaf, a wire or a picket, and covers little.
 */
const BEYOND = [0.25, 0.35, 0.6, 0.7];
/** Spacings of the point's own surface, which is nearer or farther than most around it, are trusted within these shares of the usual. */
const LEAST_OWN = 0.7;
const MOST_OWN = 2;
/** Where the next beam met the same surface: this share of the way to it, and never less than so much of a spacing. */
const TOWARDS = 0.75;
const INNER = 0.6;
/** Two neighbours that lie on one line with the point (sine below this) give no plane. */
const MIN_SINE = 0.2;
/** Bounds the work per point where the spacing varies wildly over a picture. */
const MAX_CELLS = 40;

/** The nearest point of each cell of a grid over the picture, row by row. */
export interface CellGrid {
  readonly columns: number;
  readonly rows: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** 1 / depth, per metre; 0 where a cell is empty. Over a picture it is linear on a plane, whatever its slope. */
  readonly inverseDepth: Float32Array;
  readonly u: Float32Array;
  readonly v: Float32Array;
  /** Cells that are not empty. */
  readonly occupied: number;
}

export function nearestPerCell(projections: readonly Projection[], spacing: Spacing, width: number, height: number): CellGrid {
  const cellWidth = Math.max(1, spacing.typicalHorizontal * CELL), cellHeight = Math.max(1, spacing.typicalVertical * CELL);
  const columns = Math.ceil(width / cellWidth), rows = Math.ceil(height / cellHeight);
  const inverseDepth = new Float32Array(columns * rows);
  const u = new Float32Array(columns * rows), v = new Float32Array(columns * rows);
  let occupied = 0;
  for (const p of projections)
    for (let i = 0; i < p.count; i++) {
      const cell = Math.floor(p.v[i] / cellHeight) * columns + Math.floor(p.u[i] / cellWidth);
      const w = 1 / p.depth[i];
      if (w <= inverseDepth[cell]) continue;
      if (inverseDepth[cell] === 0) occupied++;
      inverseDepth[cell] = w;
      u[cell] = p.u[i];
      v[cell] = p.v[i];
    }
  return { columns, rows, cellWidth, cellHeight, inverseDepth, u, v, occupied };
}

/** The pieces of surface that a grid's points stand for: rectangles of the picture, each with a plane's depth. */
export interface SurfacePieces {
  readonly count: number;
  /** The point. */
  readonly u: Float32Array;
  readonly v: Float32Array;
  readonly inverseDepth: Float32Array;
  /** Change of 1 / depth per pixel to the right and downwards. */
  readonly slopeU: Float32Array;
  readonly slopeV: Float32Array;
  /** How far it goes from its point, in pixels. */
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly up: Float32Array;
  readonly down: Float32Array;
}

/** Takes the slope from the neighbours on the same surface to the left, to the right, above and below, as far as there are any. */
export function surfacePieces(grid: CellGrid, spacing: Spacing): SurfacePieces {
  const { columns, rows, cellWidth, cellHeight, inverseDepth: ws, u: us, v: vs } = grid;
  const array = (): Float32Array => new Float32Array(grid.occupied);
  const out = {
    count: grid.occupied, u: array(), v: array(), inverseDepth: array(),
    slopeU: array(), slopeV: array(), left: array(), right: array(), up: array(), down: array(),
  };
  let piece = 0;
  for (let row = 0, k = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, k++) {
      if (ws[k] === 0) continue;
      const u = us[k], v = vs[k];
      const tile = tileAt(spacing, u, v);
      const gapU = Math.max(spacing.horizontal[tile], 1), gapV = Math.max(spacing.vertical[tile], 1);
      const across = Math.min(MAX_CELLS, Math.ceil((REACH * gapU) / cellWidth)), along = Math.min(MAX_CELLS, Math.ceil((REACH * gapV) / cellHeight));
      const above = row > 0 ? -columns : 0, below = row + 1 < rows ? columns : 0;
      const before = column > 0 ? -1 : 0, behind = column + 1 < columns ? 1 : 0;
      const l = neighbour(ws, k, -1, Math.min(across, column), above, below);
      const r = neighbour(ws, k, 1, Math.min(across, columns - 1 - column), above, below);
      const a = neighbour(ws, k, -columns, Math.min(along, row), before, behind);
      const b = neighbour(ws, k, columns, Math.min(along, rows - 1 - row), before, behind);

      // The plane through the neighbours; level in a direction in which there is none.
      let hu = us[r] - us[l], hv = vs[r] - vs[l], hw = ws[r] - ws[l];
      let du = us[b] - us[a], dv = vs[b] - vs[a], dw = ws[b] - ws[a];
      if (l === r) { hu = 1; hv = 0; hw = 0; }
      if (a === b) { du = 0; dv = 1; dw = 0; }
      const det = hu * dv - hv * du;
      if (det * det > MIN_SINE * MIN_SINE * (hu * hu + hv * hv) * (du * du + dv * dv)) {
        out.slopeU[piece] = (hw * dv - dw * hv) / det;
        out.slopeV[piece] = (hu * dw - du * hw) / det;
      }
      out.u[piece] = u;
      out.v[piece] = v;
      out.inverseDepth[piece] = ws[k];
      const beyond = BEYOND[Math.min(3, Number(l !== k) + Number(r !== k) + Number(a !== k) + Number(b !== k))];
      const toLeft = u - us[l], toRight = us[r] - u, toAbove = v - vs[a], toBelow = vs[b] - v;
      out.left[piece] = extent(l !== k, toLeft, toRight, gapU, beyond);
      out.right[piece] = extent(r !== k, toRight, toLeft, gapU, beyond);
      out.up[piece] = extent(a !== k, toAbove, toBelow, gapV, beyond);
      out.down[piece] = extent(b !== k, toBelow, toAbove, gapV, beyond);
      piece++;
    }
  return out;
}

/** How far a piece goes to one side, in pixels; `opposite` is the distance to the neighbour on the other side, 0 where there is none. */
function extent(hasNeighbour: boolean, toNeighbour: number, opposite: number, gap: number, beyond: number): number {
  if (hasNeighbour) return Math.max(TOWARDS * toNeighbour, INNER * gap);
  return beyond * (opposite > 0 ? Math.min(MOST_OWN * gap, Math.max(LEAST_OWN * gap, opposite)) : gap);
}

/**
 * The first cell from k, `step` by `step`, that holds a point of the same surface, or one of the two cells beside it (at
 * `side` and `otherSide` from it); k itself where there is none within `steps`.
 */
function neighbour(ws: Float32Array, k: number, step: number, steps: number, side: number, otherSide: number): number {
  const near = within(SAME_SURFACE * ws[k], ws, k, step, steps, side, otherSide);
  return near !== k ? near : within(SAME_GRAZED_SURFACE * ws[k], ws, k, step, steps, side, otherSide);
}

function within(most: number, ws: Float32Array, k: number, step: number, steps: number, side: number, otherSide: number): number {
  const w = ws[k];
  for (let n = 1, cell = k + step; n <= steps; n++, cell += step) {
    let best = k, least = most;
    let difference = Math.abs(ws[cell] - w);
    if (difference < least) { best = cell; least = difference; }
    difference = Math.abs(ws[cell + side] - w);
    if (difference < least) { best = cell + side; least = difference; }
    difference = Math.abs(ws[cell + otherSide] - w);
    if (difference < least) { best = cell + otherSide; }
    if (best !== k) return best;
  }
  return k;
}
