import type { Projection } from '../camera/projection.ts';
import { beamSpacing, tileAt } from '../camera/spacing.ts';
import type { Pixels } from '../geometry/units.ts';

/** How far around a point, in beam spacings, nearer things may reach unseen between the beams: one each way, and some for lost beams. */
export const NEARBY = 2;
/** What is nearer by less than this, metres or a share of the depth, may be the point's own surface, seen at a grazing angle. */
const APART = 0.5;
const APART_SHARE = 0.15;
/** Pixels of a cell of the index. */
const CELL = 16;

type Pixel = Pick<Projection, 'count' | 'u' | 'v' | 'depth'>;

/**
 * Answers whether some point that is near to entry k in the picture, less than NEARBY beam spacings in both directions, lies on another
 * surface nearer to the camera, and is accepted. The index is built once, in time that grows with the number of points.
 */
export function nearerPoints(
  projection: Pixel, image: { readonly width: Pixels; readonly height: Pixels },
): (k: number, accepts: (entry: number) => boolean) => boolean {
  const { count, u, v, depth } = projection;
  const spacing = beamSpacing([projection], image.width, image.height);
  const columns = Math.ceil(image.width / CELL), rows = Math.ceil(image.height / CELL);
  const starts = new Uint32Array(columns * rows + 1);
  const cellOf = (k: number): number => Math.floor(v[k] / CELL) * columns + Math.floor(u[k] / CELL);
  for (let k = 0; k < count; k++) starts[cellOf(k) + 1]++;
  for (let cell = 0; cell < columns * rows; cell++) starts[cell + 1] += starts[cell];
  const at = starts.slice(), entries = new Uint32Array(count);
  for (let k = 0; k < count; k++) entries[at[cellOf(k)]++] = k;

  return (k, accepts) => {
    const tile = tileAt(spacing, u[k], v[k]);
    const reachU = NEARBY * spacing.horizontal[tile], reachV = NEARBY * spacing.vertical[tile], limit = depth[k] - Math.max(APART, APART_SHARE * depth[k]);
    const c0 = Math.max(0, Math.floor((u[k] - reachU) / CELL)), c1 = Math.min(columns - 1, Math.floor((u[k] + reachU) / CELL));
    const r0 = Math.max(0, Math.floor((v[k] - reachV) / CELL)), r1 = Math.min(rows - 1, Math.floor((v[k] + reachV) / CELL));
    for (let row = r0; row <= r1; row++)
      for (let n = starts[row * columns + c0], end = starts[row * columns + c1 + 1]; n < end; n++) {
        const other = entries[n];
        if (depth[other] < limit && Math.abs(u[other] - u[k]) < reachU && Math.abs(v[other] - v[k]) < reachV && accepts(other)) return true;
      }
    return false;
  };
}
