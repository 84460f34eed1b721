import type { Pixels } from '../geometry/units.ts';
import type { SurfacePieces } from './surface-pieces.ts';

/** How much nearer a surface must be to hide a point: metres, and a share of the depth, whichever is more. */
const MARGIN = 0.15;
const MARGIN_SHARE = 0.02;
/** And this share of what the piece's own slope comes to between its point and the pixel: the steeper, the less is known of where it is. */
const SLOPE_SHARE = 0.7;
/** Size of a cell of the depth buffer in typical sizes of pieces, and at least in pixels: below that it only takes time. */
const FINE = 0.2;
const MIN_FINE: Pixels = 1.5;
/** Pieces whose sizes are looked at to find the typical one. */
const SAMPLE = 255;

/** The pieces drawn into a depth buffer, each cell with the nearest. */
export class DepthSurface {
  private readonly cellWidth: Pixels;
  private readonly cellHeight: Pixels;
  private readonly columns: number;
  /** Which piece a cell shows, from 1; 0 for none, so that a fresh array is an empty one. */
  private readonly pieceOf: Uint32Array;

  constructor(private readonly pieces: SurfacePieces, width: Pixels, height: Pixels) {
    const { u: us, v: vs, inverseDepth, slopeU, slopeV, left, right, up, down } = pieces;
    const cellWidth = this.cellWidth = Math.max(MIN_FINE, FINE * typical(left, right));
    const cellHeight = this.cellHeight = Math.max(MIN_FINE, FINE * typical(up, down));
    const columns = this.columns = Math.ceil(width / cellWidth), rows = Math.ceil(height / cellHeight);
    const buffer = new Float32Array(columns * rows), pieceOf = this.pieceOf = new Uint32Array(columns * rows);
    for (let k = 0; k < pieces.count; k++) {
      const u = us[k], v = vs[k], gu = slopeU[k], gv = slopeV[k], step = gu * cellWidth;
      // Cells whose centre lies on the piece.
      const x0 = Math.max(0, Math.ceil((u - left[k]) / cellWidth - 0.5)), x1 = Math.min(columns - 1, Math.floor((u + right[k]) / cellWidth - 0.5));
      const y0 = Math.max(0, Math.ceil((v - up[k]) / cellHeight - 0.5)), y1 = Math.min(rows - 1, Math.floor((v + down[k]) / cellHeight - 0.5));
      for (let y = y0; y <= y1; y++) {
        let here = inverseDepth[k] + gu * ((x0 + 0.5) * cellWidth - u) + gv * ((y + 0.5) * cellHeight - v);
        for (let cell = y * columns + x0, end = cell + x1 - x0; cell <= end; cell++, here += step)
          if (here > buffer[cell]) {
            buffer[cell] = here;
            pieceOf[cell] = k + 1;
          }
      }
    }
  }

  /** Whether the piece at a pixel of the picture, taken at the very pixel, is nearer than a point there by more than the margin. */
  hides(u: Pixels, v: Pixels, depth: number): boolean {
    const k = this.pieceOf[Math.floor(v / this.cellHeight) * this.columns + Math.floor(u / this.cellWidth)] - 1;
    if (k < 0) return false;
    const { inverseDepth, slopeU, slopeV } = this.pieces, w = inverseDepth[k];
    let limit = depth - Math.max(MARGIN, MARGIN_SHARE * depth);
    if (w * limit <= 1) return false;
    const alongU = slopeU[k] * (u - this.pieces.u[k]), alongV = slopeV[k] * (v - this.pieces.v[k]);
    limit -= SLOPE_SHARE * depth * depth * (Math.abs(alongU) + Math.abs(alongV));
    return w * limit > 1 && (w + alongU + alongV) * limit > 1;
  }
}

/** The median of the sums, over a sample. */
function typical(one: Float32Array, other: Float32Array): number {
  if (one.length === 0) return 0;
  const step = Math.max(1, Math.floor(one.length / SAMPLE)), sums: number[] = [];
  for (let k = step >> 1; k < one.length; k += step) sums.push(one[k] + other[k]);
  return sums.sort((a, b) => a - b)[sums.length >> 1];
}
