import { boundsCorners } from '../../geometry/box.ts';
import type { Bounds } from '../../geometry/box.ts';
import type { PixelMask, Polygon } from '../../geometry/polygon.ts';
import { countInside, rasterize } from '../../geometry/polygon.ts';
import { toMatrix } from '../../geometry/rigid.ts';
import type { BoxVerdict, Region, RegionTester, SweepFrame } from '../region.ts';

/** How a view turns world coordinates into its pixels. */
export interface View {
  /** Row-major 4x4, world metres to clip space (OpenGL: x, y in [-w, w] on screen, y up). */
  readonly clipFromWorld: readonly number[];
  readonly width: number;
  readonly height: number;
}

/**
 * All points that a view shows within a polygon, however deep. A point belongs to the pixel that it falls on, and a
 * pixel to the polygon when its centre is inside; so the result does not depend on how the test is carried out.
 */
export function lassoRegion(polygon: Polygon, view: View): Region {
  const mask = rasterize(polygon, view.width, view.height);
  return { kind: 'lasso', through: (sweep) => new LassoTester(mask, pixelsFromSweep(view, sweep)) };
}

class LassoTester implements RegionTester {
  /** `m` takes positions to (u * w, v * w, -, w) with u, v in pixels from the top left. */
  constructor(private readonly mask: PixelMask, private readonly m: Float64Array) {}

  testRange(positions: Float32Array, begin: number, end: number, out: Uint8Array): void {
    const { width, height, inside } = this.mask;
    const [a0, a1, a2, a3, b0, b1, b2, b3, w0, w1, w2, w3] = this.m;
    for (let i = begin, k = 3 * begin, n = 0; i < end; i++, k += 3, n++) {
      const x = positions[k], y = positions[k + 1], z = positions[k + 2];
      const w = w0 * x + w1 * y + w2 * z + w3;
      let hit = 0;
      // NaN fails this comparison, and so do points behind the eye.
      if (w > 0) {
        const u = Math.floor((a0 * x + a1 * y + a2 * z + a3) / w);
        const v = Math.floor((b0 * x + b1 * y + b2 * z + b3) / w);
        if (u >= 0 && u < width && v >= 0 && v < height) hit = inside[v * width + u];
      }
      out[n] = hit;
    }
  }

  classifyBox(box: Bounds): BoxVerdict {
    const { width, height } = this.mask;
    const m = this.m;
    let u0 = Infinity, u1 = -Infinity, v0 = Infinity, v1 = -Infinity;
    for (const [x, y, z] of boundsCorners(box)) {
      const w = m[8] * x + m[9] * y + m[10] * z + m[11];
      // A box that reaches behind the eye has no bounded picture.
      if (!(w > 1e-6)) return 'mixed';
      const u = (m[0] * x + m[1] * y + m[2] * z + m[3]) / w;
      const v = (m[4] * x + m[5] * y + m[6] * z + m[7]) / w;
      u0 = Math.min(u0, u); u1 = Math.max(u1, u);
      v0 = Math.min(v0, v); v1 = Math.max(v1, v);
    }
    // One pixel of margin: a point's own rounding may differ from its box's.
    const x0 = Math.max(0, Math.floor(u0) - 1), x1 = Math.min(width, Math.floor(u1) + 2);
    const y0 = Math.max(0, Math.floor(v0) - 1), y1 = Math.min(height, Math.floor(v1) + 2);
    if (x0 >= x1 || y0 >= y1) return 'out';
    const hits = countInside(this.mask, x0, y0, x1, y1);
    if (hits === 0) return 'out';
    const onScreen = u0 >= 1 && v0 >= 1 && u1 < width - 1 && v1 < height - 1;
    return onScreen && hits === (x1 - x0) * (y1 - y0) ? 'in' : 'mixed';
  }
}

/** Rows u, v and w of the 4x4 that takes a sweep's stored positions to pixels: 12 numbers. */
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
