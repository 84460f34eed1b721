import type { Projection } from './projection.ts';
import { beamSpacing } from './spacing.ts';
import { nearestPerCell, surfacePieces } from './surface-pieces.ts';

/** How much nearer a surface must be to hide a point: metres, and a share of the depth, whichever is more. */
const MARGIN = 0.2;
const MARGIN_SHARE = 0.03;
/** Size of a cell of the depth buffer in typical beam spacings, and at least in pixels: below that it only takes time. */
const FINE = 0.3;
const MIN_FINE = 1.5;

/**
 * Which of the points inside a picture the camera sees: 1 seen, 0 hidden behind a nearer surface; one array per
 * projection, in its order. The projections are those of all sweeps that are shown together: each may hide each other.
 *
 * A LiDAR gives points with gaps between them, and a depth buffer of one pixel per point hides next to nothing. So each point
 * stands for a piece of its surface, as wide as the beams are apart there and sloped as its neighbours say
 * (`surfacePieces`); the pieces are drawn into a depth buffer, and a point is hidden where the piece in front of it, taken
 * at the point's own pixel, is nearer by more than a margin.
 */
export function visiblePoints(projections: readonly Projection[], width: number, height: number): Uint8Array[] {
  const spacing = beamSpacing(projections, width, height);
  const pieces = surfacePieces(nearestPerCell(projections, spacing, width, height), spacing);
  const { u: us, v: vs, inverseDepth, slopeU, slopeV, left, right, up, down } = pieces;
  const cellWidth = Math.max(MIN_FINE, spacing.typicalHorizontal * FINE), cellHeight = Math.max(MIN_FINE, spacing.typicalVertical * FINE);
  const columns = Math.ceil(width / cellWidth), rows = Math.ceil(height / cellHeight);
  const buffer = new Float32Array(columns * rows);
  /** Which piece a cell shows; 0 for none, so that a fresh array is an empty one. */
  const pieceOf = new Uint32Array(columns * rows);

  for (let k = 0; k < pieces.count; k++) {
    const w = inverseDepth[k], u = us[k], v = vs[k], gu = slopeU[k], gv = slopeV[k];
    // Cells whose centre lies on the piece.
    const x0 = Math.max(0, Math.ceil((u - left[k]) / cellWidth - 0.5)), x1 = Math.min(columns - 1, Math.floor((u + right[k]) / cellWidth - 0.5));
    const y0 = Math.max(0, Math.ceil((v - up[k]) / cellHeight - 0.5)), y1 = Math.min(rows - 1, Math.floor((v + down[k]) / cellHeight - 0.5));
    const step = gu * cellWidth;
    for (let y = y0; y <= y1; y++) {
      let here = w + gu * ((x0 + 0.5) * cellWidth - u) + gv * ((y + 0.5) * cellHeight - v);
      for (let cell = y * columns + x0, end = cell + x1 - x0; cell <= end; cell++, here += step)
        if (here > buffer[cell]) {
          buffer[cell] = here;
          pieceOf[cell] = k + 1;
        }
    }
  }

  return projections.map((p) => {
    const visible = new Uint8Array(p.count);
    for (let i = 0; i < p.count; i++) {
      const u = p.u[i], v = p.v[i], z = p.depth[i];
      const k = pieceOf[Math.floor(v / cellHeight) * columns + Math.floor(u / cellWidth)] - 1;
      const limit = z - Math.max(MARGIN, MARGIN_SHARE * z);
      visible[i] = k >= 0 && inverseDepth[k] * limit > 1
        && (inverseDepth[k] + slopeU[k] * (u - us[k]) + slopeV[k] * (v - vs[k])) * limit > 1 ? 0 : 1;
    }
    return visible;
  });
}
