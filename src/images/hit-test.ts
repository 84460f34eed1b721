import type { Pixels } from '#src/core/geometry/units.ts';
import type { ImageProjection } from '#src/engine/jobs/project-sweep.request.ts';

/** The visible entry nearest to a place in the picture, within `radius` of it; the nearer to the camera of two equals. Null where there is none. */
export function pointAtPixel(projection: ImageProjection, u: Pixels, v: Pixels, radius: Pixels): number | null {
  const { u: us, v: vs, farToNear } = projection;
  let best: number | null = null;
  let least = radius * radius;
  for (let k = 0; k < farToNear.length; k++) {
    const entry = farToNear[k];
    const du = us[entry] - u, dv = vs[entry] - v;
    const d2 = du * du + dv * dv;
    if (d2 > least) continue;
    least = d2;
    best = entry;
  }
  return best;
}

/** Which sweep an entry belongs to, by its place among the sweeps that were projected. */
export function sweepOfEntry({ starts }: ImageProjection, entry: number): number {
  let s = 0;
  while (entry >= starts[s + 1]) s++;
  return s;
}

/** The entry of a sweep's point, or null where it is not inside the picture. */
export function entryOf({ starts, index }: ImageProjection, sweep: number, point: number): number | null {
  let low = starts[sweep], high = starts[sweep + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (index[middle] < point) low = middle + 1;
    else high = middle;
  }
  return low < starts[sweep + 1] && index[low] === point ? low : null;
}
