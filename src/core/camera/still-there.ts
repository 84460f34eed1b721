import type { BeamGrid } from './beam-grid.ts';
import type { BeamView } from './beams.ts';
import type { SurfacePieces } from './surface-pieces.ts';

/** Cells around a place in which beams are asked whether they passed through it. */
const AROUND = 2;
/** A beam that went farther than the place by this, metres, or a share of the range, has passed through it. */
const THROUGH = 0.15;
const THROUGH_SHARE = 0.01;

/**
 * The pieces of a sweep without those through which most beams of another sweep pass: they lie on things that have moved away since, or come
 * later. Where the other sweep has no beams, nothing is known, and pieces stay. `view` is that in which the pieces were made.
 */
export function stillThere(pieces: SurfacePieces, view: BeamView, other: BeamGrid): SurfacePieces {
  if (!view.known || !other.view.known) return pieces;
  const { columns, rows, cellWidth, cellHeight, entry, view: { range, place } } = other;
  const at = new Float64Array(3), keep = new Uint32Array(pieces.count);
  let kept = 0;
  for (let piece = 0; piece < pieces.count; piece++) {
    view.point(pieces.entry[piece], at);
    place(at[0], at[1], at[2], at);
    const column = Math.floor(at[0] / cellWidth), row = Math.floor(at[1] / cellHeight), limit = at[2] + Math.max(THROUGH, THROUGH_SHARE * at[2]);
    let through = 0, stopped = 0;
    for (let r = Math.max(0, row - AROUND); r <= Math.min(rows - 1, row + AROUND); r++)
      for (let c = Math.max(0, column - AROUND); c <= Math.min(columns - 1, column + AROUND); c++) {
        const k = entry[r * columns + c];
        if (k < 0) continue;
        if (range[k] > limit) through++;
        else stopped++;
      }
    if (through === 0 || stopped > through) keep[kept++] = piece;
  }
  return chosen(pieces, keep.subarray(0, kept));
}

function chosen(pieces: SurfacePieces, keep: Uint32Array): SurfacePieces {
  const floats = (from: Float32Array): Float32Array => Float32Array.from(keep, (piece) => from[piece]);
  const { entry, u, v, inverseDepth, slopeU, slopeV, left, right, up, down } = pieces;
  return {
    count: keep.length, entry: Uint32Array.from(keep, (piece) => entry[piece]), u: floats(u), v: floats(v), inverseDepth: floats(inverseDepth),
    slopeU: floats(slopeU), slopeV: floats(slopeV), left: floats(left), right: floats(right), up: floats(up), down: floats(down),
  };
}
