import type { Shape } from './shape.ts';

/** How far a patch of ground reaches down below its surface, metres. */
export const PATCH_DEPTH = 2;

/**
 * A piece of ground over a rectangle: half length, half width, and the surface z = b x + c x² + d y, solid down to z = -PATCH_DEPTH.
 * Roads that rise and fall, cross falls and embankments are made of it; curbs are where one patch ends higher than the next.
 */
export const patch: Shape = {
  enter(ox, oy, oz, dx, dy, dz, s, k) {
    const hx = s[k], hy = s[k + 1], b = s[k + 2], c = s[k + 3], d = s[k + 4];
    let begin = 0, end = Infinity;
    if (dx !== 0) {
      const p = (-hx - ox) / dx, q = (hx - ox) / dx;
      const lo = p < q ? p : q, hi = p < q ? q : p;
      if (lo > begin) begin = lo;
      if (hi < end) end = hi;
    } else if (ox < -hx || ox > hx) return Infinity;
    if (dy !== 0) {
      const p = (-hy - oy) / dy, q = (hy - oy) / dy;
      const lo = p < q ? p : q, hi = p < q ? q : p;
      if (lo > begin) begin = lo;
      if (hi < end) end = hi;
    } else if (oy < -hy || oy > hy) return Infinity;
    if (begin > end) return Infinity;
    // Height above the surface along the ray: g(t) = c2 t² + c1 t + c0.
    const c0 = oz - b * ox - c * ox * ox - d * oy, c1 = dz - b * dx - 2 * c * ox * dx - d * dy, c2 = -c * dx * dx;
    const above = begin * (c2 * begin + c1) + c0;
    if (above <= 0) return begin > 0 && oz + begin * dz >= -PATCH_DEPTH ? begin : Infinity;
    let t: number;
    if (Math.abs(c2) < 1e-14) {
      if (c1 >= 0) return Infinity;
      t = -c0 / c1;
    } else {
      const q = c1 * c1 - 4 * c2 * c0;
      if (q < 0) return Infinity;
      // Both roots without cancellation (Press et al., Numerical Recipes, 5.6).
      const half = -0.5 * (c1 + (c1 < 0 ? -1 : 1) * Math.sqrt(q));
      const first = half / c2, second = half === 0 ? first : c0 / half;
      const low = first < second ? first : second, high = first < second ? second : first;
      t = low >= begin ? low : high;
    }
    return t >= begin && t <= end && t > 0 ? t : Infinity;
  },

  normal(x, y, z, s, k, out) {
    const b = s[k + 2], c = s[k + 3], d = s[k + 4];
    const up = z - b * x - c * x * x - d * y;
    const gx = Math.abs(x) - s[k], gy = Math.abs(y) - s[k + 1];
    out[0] = out[1] = out[2] = 0;
    if (up > -1e-7 || (gx < -1e-7 && gy < -1e-7)) {
      const sx = b + 2 * c * x, n = Math.sqrt(sx * sx + d * d + 1);
      out[0] = -sx / n;
      out[1] = -d / n;
      out[2] = 1 / n;
    } else if (gx > gy) out[0] = x < 0 ? -1 : 1;
    else out[1] = y < 0 ? -1 : 1;
  },

  halfExtents: ([hx, hy, b, c, d]) => [hx, hy, Math.max(PATCH_DEPTH, Math.abs(b) * hx + Math.abs(c) * hx * hx + Math.abs(d) * hy)],
};
