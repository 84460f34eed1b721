import type { Shape } from './shape.ts';

/** An ellipsoid: three radii. The ray is scaled to the unit sphere, which leaves its parameter as it is. */
export const ellipsoid: Shape = {
  enter(ox, oy, oz, dx, dy, dz, s, k) {
    const px = ox / s[k], py = oy / s[k + 1], pz = oz / s[k + 2];
    const vx = dx / s[k], vy = dy / s[k + 1], vz = dz / s[k + 2];
    const a = vx * vx + vy * vy + vz * vz;
    const b = px * vx + py * vy + pz * vz;
    const q = b * b - a * (px * px + py * py + pz * pz - 1);
    if (q < 0) return Infinity;
    const near = (-b - Math.sqrt(q)) / a;
    return near > 0 ? near : Infinity;
  },

  normal(x, y, z, s, k, out) {
    const gx = x / (s[k] * s[k]), gy = y / (s[k + 1] * s[k + 1]), gz = z / (s[k + 2] * s[k + 2]);
    const n = Math.sqrt(gx * gx + gy * gy + gz * gz);
    out[0] = gx / n;
    out[1] = gy / n;
    out[2] = gz / n;
  },

  halfExtents: (size) => [size[0], size[1], size[2]],
};
