import type { BeamView } from './beams.ts';
import type { Spacing } from './spacing.ts';
import { beamSpacing } from './spacing.ts';

/** Size of a cell in beam spacings: two neighbours seldom share one, and then the nearer stands for both. */
const CELL = 0.5;
/** Points that share a cell lie on two surfaces where their ranges differ by more than this share. */
const APART = 0.1;

/** Of the grid, in each direction. */
const MOST_CELLS = 3000;

/** A view's points by place: the nearest one of each cell of a grid, row by row. */
export interface BeamGrid {
  readonly view: BeamView;
  readonly spacing: Spacing;
  readonly columns: number;
  readonly rows: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Entry of the view, or -1 where a cell is empty. */
  readonly entry: Int32Array;
  /** Cells that are not empty. */
  readonly occupied: number;
  /** Points that share their cell with one of another surface: from where the beams came there are next to none. */
  readonly overlaid: number;
}

export function beamGrid(view: BeamView): BeamGrid {
  const { count, a, b, range, width, height } = view;
  const spacing = beamSpacing([{ count, u: a, v: b, depth: range }], width, height);
  // Beams that come from elsewhere may seem to lie on top of each other: their spacing would take more cells than there is memory.
  const cellWidth = Math.max(spacing.typicalHorizontal * CELL, width / MOST_CELLS), cellHeight = Math.max(spacing.typicalVertical * CELL, height / MOST_CELLS);
  const columns = Math.ceil(width / cellWidth), rows = Math.ceil(height / cellHeight);
  const entry = new Int32Array(columns * rows).fill(-1);
  let occupied = 0, overlaid = 0;
  for (let k = 0; k < count; k++) {
    const cell = Math.floor(b[k] / cellHeight) * columns + Math.floor(a[k] / cellWidth), other = entry[cell];
    if (other < 0) {
      entry[cell] = k;
      occupied++;
      continue;
    }
    if (Math.abs(range[k] - range[other]) > APART * Math.min(range[k], range[other])) overlaid++;
    if (range[k] < range[other]) entry[cell] = k;
  }
  return { view, spacing, columns, rows, cellWidth, cellHeight, entry, occupied, overlaid };
}
