import type { Shape } from './shape.ts';

/** A flat ellipse in the plane z = 0, seen from both sides: two radii. Crowns and hedges are made of thousands. */
export const leaf: Shape = {
  enter(ox, oy, oz, dx, dy, dz, s, k) {
    if (dz === 0) return Infinity;
    const t = -oz / dz;
    if (!(t > 0)) return Infinity;
    const x = (ox + t * dx) / s[k], y = (oy + t * dy) / s[k + 1];
    return x * x + y * y <= 1 ? t : Infinity;
  },

  normal(_x, _y, _z, _s, _k, out) {
    out[0] = out[1] = 0;
    out[2] = 1;
  },

  halfExtents: (size) => [size[0], size[1], 1e-4],
};
