import type { Projection } from './projection.ts';

/** Points in a picture, or in another view of a sweep, with their distance. */
type Places = Pick<Projection, 'count' | 'u' | 'v' | 'depth'>;

/** How far apart a sweep's beams fall in a picture, in pixels, by place: on a grid of tiles, row by row. */
export interface Spacing {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** Pixels between neighbours, per tile. */
  readonly horizontal: Float32Array;
  readonly vertical: Float32Array;
  /** What half of the points have at most, per direction. */
  readonly typicalHorizontal: number;
  readonly typicalVertical: number;
}

/** Index of the tile under a pixel. */
export function tileAt({ columns, rows, tileWidth, tileHeight }: Spacing, u: number, v: number): number {
  return Math.min(rows - 1, Math.floor(v / tileHeight)) * columns + Math.min(columns - 1, Math.floor(u / tileWidth));
}

const COLUMNS = 16;
const ROWS = 12;
const SAMPLES = 9;
const ENOUGH = 8;
/** How far neighbours on one surface differ in depth: the points of another surface behind would pass for denser beams. */
const SAME_SURFACE = 0.25;

/**
 * Estimates the beam spacing from the projected points themselves: of some points per tile, the distances to the nearest
 * other ones of similar depth to the left and right (within 45 degrees of level), above and below; then the median. Beams are
 * closer together along a scan line than across, and their spacing varies over the picture (many sensors crowd them at the
 * horizon), hence the two directions and the tiles.
 */
export function beamSpacing(projections: readonly Places[], width: number, height: number): Spacing {
  const tileWidth = width / COLUMNS, tileHeight = height / ROWS;
  const tiles = sortedIntoTiles(projections, tileWidth, tileHeight);
  const horizontal = new Float32Array(COLUMNS * ROWS).fill(NaN);
  const vertical = new Float32Array(COLUMNS * ROWS).fill(NaN);
  const beside: number[] = [], above: number[] = [];
  for (let tile = 0; tile < COLUMNS * ROWS; tile++) {
    const begin = tiles.starts[tile], end = tiles.starts[tile + 1];
    const step = Math.max(1, Math.floor((end - begin) / SAMPLES));
    beside.length = above.length = 0;
    for (let i = begin + (step >> 1); i < end; i += step) nearest(tiles, i, begin, end, beside, above);
    if (beside.length >= ENOUGH) horizontal[tile] = median(beside);
    if (above.length >= ENOUGH) vertical[tile] = median(above);
  }
  fillMissing(horizontal, tileWidth);
  fillMissing(vertical, tileHeight);
  const typicalHorizontal = medianByPoints(horizontal, tiles.starts), typicalVertical = medianByPoints(vertical, tiles.starts);
  return { columns: COLUMNS, rows: ROWS, tileWidth, tileHeight, horizontal, vertical, typicalHorizontal, typicalVertical };
}

interface Tiles {
  readonly u: Float32Array;
  readonly v: Float32Array;
  readonly depth: Float32Array;
  /** Where each tile's points begin, and the end. */
  readonly starts: Uint32Array;
}

/** A counting sort of all points into tiles. */
function sortedIntoTiles(projections: readonly Places[], tileWidth: number, tileHeight: number): Tiles {
  const total = projections.reduce((sum, p) => sum + p.count, 0);
  const starts = new Uint32Array(COLUMNS * ROWS + 1);
  const tileOf = (u: number, v: number): number =>
    Math.min(ROWS - 1, Math.floor(v / tileHeight)) * COLUMNS + Math.min(COLUMNS - 1, Math.floor(u / tileWidth));
  for (const p of projections) for (let i = 0; i < p.count; i++) starts[tileOf(p.u[i], p.v[i]) + 1]++;
  for (let tile = 0; tile < COLUMNS * ROWS; tile++) starts[tile + 1] += starts[tile];
  const at = starts.slice();
  const u = new Float32Array(total), v = new Float32Array(total), depth = new Float32Array(total);
  for (const p of projections)
    for (let i = 0; i < p.count; i++) {
      const k = at[tileOf(p.u[i], p.v[i])]++;
      u[k] = p.u[i];
      v[k] = p.v[i];
      depth[k] = p.depth[i];
    }
  return { u, v, depth, starts };
}

/** Of point i, the distances to its nearest neighbours on the same surface in all four directions, where there are any. */
function nearest({ u, v, depth }: Tiles, i: number, begin: number, end: number, beside: number[], above: number[]): void {
  let left = Infinity, right = Infinity, up = Infinity, down = Infinity;
  const u0 = u[i], v0 = v[i], least = depth[i] * (1 - SAME_SURFACE), most = depth[i] * (1 + SAME_SURFACE);
  for (let k = begin; k < end; k++) {
    if (depth[k] < least || depth[k] > most) continue;
    const du = u[k] - u0, dv = v[k] - v0;
    if (Math.abs(du) > Math.abs(dv)) {
      if (du > 0) right = Math.min(right, du);
      else left = Math.min(left, -du);
    } else if (dv > 0) down = Math.min(down, dv);
    else if (dv < 0) up = Math.min(up, -dv);
  }
  for (const gap of [left, right]) if (gap < Infinity) beside.push(gap);
  for (const gap of [up, down]) if (gap < Infinity) above.push(gap);
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1];
}

/** A tile without an estimate takes its row's, because elevation decides, or else the picture's, or else its own size. */
function fillMissing(gaps: Float32Array, otherwise: number): void {
  const everywhere = medianOfKnown(gaps) ?? otherwise;
  for (let row = 0; row < ROWS; row++) {
    const tiles = gaps.subarray(row * COLUMNS, (row + 1) * COLUMNS);
    const inRow = medianOfKnown(tiles) ?? everywhere;
    for (let k = 0; k < COLUMNS; k++) if (Number.isNaN(tiles[k])) tiles[k] = inRow;
  }
}

function medianOfKnown(gaps: Float32Array): number | null {
  const known = [...gaps].filter((gap) => !Number.isNaN(gap));
  return known.length > 0 ? median(known) : null;
}

/** The median over points, not over tiles: most points lie where beams are dense. */
function medianByPoints(gaps: Float32Array, starts: Uint32Array): number {
  const order = Array.from(gaps, (_, tile) => tile).sort((a, b) => gaps[a] - gaps[b]);
  const half = starts[starts.length - 1] / 2;
  let points = 0;
  for (const tile of order) {
    points += starts[tile + 1] - starts[tile];
    if (points >= half) return gaps[tile];
  }
  return gaps[order[0]];
}
