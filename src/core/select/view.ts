import { toMatrix } from '../geometry/rigid.ts';
import type { SweepFrame } from './region.ts';

/** How a view turns world coordinates into its pixels. */
export interface View {
  /** Row-major 4x4, world metres to clip space (OpenGL: x, y in [-w, w] on screen, y up). */
  readonly clipFromWorld: readonly number[];
  readonly width: number;
  readonly height: number;
}

/** Rows u, v and w of the 4x4 that takes a sweep's stored positions to pixels: 12 numbers, (u * w, v * w, w) from the top left. */
export function pixelsFromSweep(view: View, sweep: SweepFrame): Float64Array {
  const c = view.clipFromWorld;
  const { r, t } = sweep.worldFromSweep;
  const o = sweep.origin;
  // The origin goes into the translation in Float64, so that the loop stays near zero.
  const world = toMatrix({
    r,
    t: [
      r[0] * o[0] + r[1] * o[1] + r[2] * o[2] + t[0],
      r[3] * o[0] + r[4] * o[1] + r[5] * o[2] + t[1],
      r[6] * o[0] + r[7] * o[1] + r[8] * o[2] + t[2],
    ],
  });
  const clip = new Float64Array(16);
  for (let i = 0; i < 4; i++)
    for (let j = 0; j < 4; j++) for (let k = 0; k < 4; k++) clip[4 * i + j] += c[4 * i + k] * world[4 * k + j];
  const out = new Float64Array(12);
  for (let j = 0; j < 4; j++) {
    out[j] = ((clip[j] + clip[12 + j]) * view.width) / 2;
    out[4 + j] = ((clip[12 + j] - clip[4 + j]) * view.height) / 2;
    out[8 + j] = clip[12 + j];
  }
  return out;
}
