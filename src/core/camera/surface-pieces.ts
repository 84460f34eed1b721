import type { BeamGrid } from './beam-grid.ts';
import type { Projection } from './projection.ts';
import { tileAt } from './spacing.ts';

/** How far, in beam spacings, to look for a neighbour: beyond 1, since beams get lost, in windows many at once. */
const REACH = 6;
/** The same where the beams are not known: what they missed, and what they passed by, is then the same. */
const BLIND_REACH = 2;
/** How much the ranges of two neighbours on one surface differ at most: as a share, and metres. */
const SAME_SURFACE = 0.05;
const ROUGHNESS = 0.1;
/** Along a surface that beams graze they differ by up to this share, and go on as they went on the other side: their steps by at least that ratio. */
const GRAZED = 0.6;
const STRAIGHT = 0.4;
/** How far a surface goes beyond a beam that met it towards one that did not, as a share of the way: nobody knows, and half is right as often as wrong. */
export const BEYOND = 0.5;
/**
 * And where no beam came back beside it, in spacings, by the number of sides on which it has neighbours: what has none on several sides
 * is a leaf, a wire or a picket, and covers little.
 */
const BEYOND_ALONE = [0.25, 0.35, 0.6, 0.7];
/** The last beam to meet a surface is at most so many spacings from the first that did not: more were lost. */
const MOST_APART = 1.5;
/** Where the next beam met the same surface it goes on: this share of the way to it. */
const TOWARDS = 0.75;
/** And never less than this share of a spacing: neighbours do not lie straight beside, above and below. */
const INNER = 0.6;
/** Two neighbours that lie on one line with the point (sine below this) give no plane. */
const MIN_SINE = 0.2;
/** Bounds the work per point where the spacing varies wildly over a view. */
const MAX_CELLS = 40;

/** The pieces of surface that a sweep's points stand for: rectangles of the picture, each with a plane's depth. */
export interface SurfacePieces {
  readonly count: number;
  /** Entry of the projection. */
  readonly entry: Uint32Array;
  /** The point. */
  readonly u: Float32Array;
  readonly v: Float32Array;
  /** 1 / depth, per metre: over a picture it is linear on a plane, whatever its slope. */
  readonly inverseDepth: Float32Array;
  /** Its change per pixel to the right and downwards. */
  readonly slopeU: Float32Array;
  readonly slopeV: Float32Array;
  /** How far it goes from its point, in pixels. */
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly up: Float32Array;
  readonly down: Float32Array;
}

/** What a search in one direction met first: nothing, the same surface, that surface perhaps at a grazing angle, a farther or a nearer one. */
const NOTHING = 0, SAME = 1, GRAZING = 2, FARTHER = 3, NEARER = 4;

/**
 * Each point of the grid as a piece of surface: sloped as its neighbours on the same surface say, to the left and right, above and below,
 * and reaching towards them; cut off part of the way (`beyond`) to beams that passed by.
 */
export function surfacePieces(projection: Projection, grid: BeamGrid, beyond = BEYOND): SurfacePieces {
  const { view, spacing, columns, rows, cellWidth, cellHeight, entry, occupied } = grid, { a, b, range, known } = view;
  const { horizontal, vertical } = spacing, { count, u, v, depth } = projection;
  const reach = known ? REACH : BLIND_REACH, inverse = new Float64Array(count);
  for (let k = 0; k < count; k++) inverse[k] = 1 / depth[k];
  const entries = new Uint32Array(occupied), us = new Float32Array(occupied), vs = new Float32Array(occupied), inverseDepth = new Float32Array(occupied);
  const slopeU = new Float32Array(occupied), slopeV = new Float32Array(occupied);
  const left = new Float32Array(occupied), right = new Float32Array(occupied), up = new Float32Array(occupied), down = new Float32Array(occupied);
  const step = new Float64Array(2);
  let piece = 0;
  for (let row = 0, cell = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, cell++) {
      const k = entry[cell];
      if (k < 0) continue;
      const tile = tileAt(spacing, a[k], b[k]), gapA = horizontal[tile], gapB = vertical[tile];
      const across = Math.min(MAX_CELLS, Math.ceil((reach * gapA) / cellWidth)), along = Math.min(MAX_CELLS, Math.ceil((reach * gapB) / cellHeight));
      const above = row > 0 ? -columns : 0, below = row + 1 < rows ? columns : 0;
      const before = column > 0 ? -1 : 0, behind = column + 1 < columns ? 1 : 0;
      const toLeft = search(entry, range, known, cell, -1, Math.min(across, column), above, below), toRight = search(entry, range, known, cell, 1, Math.min(across, columns - 1 - column), above, below);
      const toAbove = search(entry, range, known, cell, -columns, Math.min(along, row), before, behind), toBelow = search(entry, range, known, cell, columns, Math.min(along, rows - 1 - row), before, behind);
      const l = toLeft >> KIND_BITS, r = toRight >> KIND_BITS, t = toAbove >> KIND_BITS, d = toBelow >> KIND_BITS;
      const kindL = settled(range, known, a, toLeft & KINDS, toRight & KINDS, k, l, r), kindR = settled(range, known, a, toRight & KINDS, toLeft & KINDS, k, r, l);
      const kindT = settled(range, known, b, toAbove & KINDS, toBelow & KINDS, k, t, d), kindD = settled(range, known, b, toBelow & KINDS, toAbove & KINDS, k, d, t);

      // The plane through the neighbours; level in a direction in which there is none.
      const hasL = kindL === SAME ? l : k, hasR = kindR === SAME ? r : k, hasT = kindT === SAME ? t : k, hasD = kindD === SAME ? d : k;
      let hu = u[hasR] - u[hasL], hv = v[hasR] - v[hasL], hw = inverse[hasR] - inverse[hasL];
      let du = u[hasD] - u[hasT], dv = v[hasD] - v[hasT], dw = inverse[hasD] - inverse[hasT];
      if (hasL === hasR) { hu = 1; hv = 0; hw = 0; }
      if (hasT === hasD) { du = 0; dv = 1; dw = 0; }
      const det = hu * dv - hv * du;
      if (det * det > MIN_SINE * MIN_SINE * (hu * hu + hv * hv) * (du * du + dv * dv)) {
        slopeU[piece] = (hw * dv - dw * hv) / det;
        slopeV[piece] = (hu * dw - du * hw) / det;
      }
      entries[piece] = k;
      us[piece] = u[k];
      vs[piece] = v[k];
      inverseDepth[piece] = inverse[k];
      const alone = BEYOND_ALONE[Math.min(3, Number(hasL !== k) + Number(hasR !== k) + Number(hasT !== k) + Number(hasD !== k))];
      view.pixels(k, gapA, gapB, step);
      const stepA = step[0], stepB = step[1];
      left[piece] = kindL === SAME ? Math.max(TOWARDS * (u[k] - u[l]), INNER * stepA) : stepA * steps(kindL, (a[k] - a[l]) / gapA, beyond, alone);
      right[piece] = kindR === SAME ? Math.max(TOWARDS * (u[r] - u[k]), INNER * stepA) : stepA * steps(kindR, (a[r] - a[k]) / gapA, beyond, alone);
      up[piece] = kindT === SAME ? Math.max(TOWARDS * (v[k] - v[t]), INNER * stepB) : stepB * steps(kindT, (b[k] - b[t]) / gapB, beyond, alone);
      down[piece] = kindD === SAME ? Math.max(TOWARDS * (v[d] - v[k]), INNER * stepB) : stepB * steps(kindD, (b[d] - b[k]) / gapB, beyond, alone);
      piece++;
    }
  return { count: occupied, entry: entries, u: us, v: vs, inverseDepth, slopeU, slopeV, left, right, up, down };
}

/** How far the surface goes to a side where it has no neighbour, in spacings; so is `distance`, to what was met instead. */
function steps(kind: number, distance: number, beyond: number, alone: number): number {
  if (kind === NOTHING) return alone;
  // Behind a nearer thing it goes on as if it had not been there.
  return kind === NEARER ? TOWARDS * distance : beyond * Math.min(distance, MOST_APART);
}

const KIND_BITS = 3, KINDS = 7;

/**
 * The first point from a cell on, `step` by `step`, or in one of the two cells beside each (at `side` and `otherSide`), the one of the same
 * surface first: its entry above the KIND_BITS that say what it is.
 */
function search(entry: Int32Array, range: Float32Array, known: boolean, from: number, step: number, cells: number, side: number, otherSide: number): number {
  const k = entry[from], here = range[k];
  for (let n = 1, cell = from + step; n <= cells; n++, cell += step) {
    let same = -1, least = Infinity, other = -1;
    for (let beside = 0; beside < 3; beside++) {
      const q = entry[beside === 0 ? cell : cell + (beside === 1 ? side : otherSide)];
      if (q < 0) continue;
      const there = range[q], difference = Math.abs(there - here);
      if (difference < Math.max(ROUGHNESS, SAME_SURFACE * Math.min(here, there))) {
        if (difference < least) {
          least = difference;
          same = q;
        }
      } else if (other < 0) other = q;
    }
    if (same >= 0) return (same << KIND_BITS) | SAME;
    if (other < 0) continue;
    const there = range[other];
    if (Math.abs(there - here) < GRAZED * Math.min(here, there)) return (other << KIND_BITS) | GRAZING;
    if (known) return (other << KIND_BITS) | (there > here ? FARTHER : NEARER);
  }
  return (k << KIND_BITS) | NOTHING;
}

/** Whether a surface at a grazing angle is one: where inverse ranges go on as on the other side, as they do along a plane. */
function settled(range: Float32Array, known: boolean, along: Float32Array, kind: number, opposite: number, k: number, q: number, o: number): number {
  if (kind !== GRAZING) return kind;
  if (opposite === SAME || opposite === GRAZING) {
    const w = 1 / range[k], one = (1 / range[q] - w) / (along[q] - along[k]), other = (1 / range[o] - w) / (along[o] - along[k]);
    // Steps to both sides of k have opposite signs, and so have the changes where the surface goes on.
    if (one * other > 0 && Math.min(Math.abs(one), Math.abs(other)) > STRAIGHT * Math.max(Math.abs(one), Math.abs(other))) return SAME;
  }
  if (!known) return NOTHING;
  return range[q] > range[k] ? FARTHER : NEARER;
}
