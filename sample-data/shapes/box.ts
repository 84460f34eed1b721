import type { Shape } from './shape.ts';

/** A cuboid: half length, half width, half height. Slab method (Kay and Kajiya 1986). */
export const box: Shape = {
  enter(ox, oy, oz, dx, dy, dz, s, k) {
    const hx = s[k], hy = s[k + 1], hz = s[k + 2];
    let near = -Infinity, far = Infinity;
    if (dx !== 0) {
      const a = (-hx - ox) / dx, b = (hx - ox) / dx;
      near = a < b ? a : b;
      far = a < b ? b : a;
    } else if (ox < -hx || ox > hx) return Infinity;
    if (dy !== 0) {
      const a = (-hy - oy) / dy, b = (hy - oy) / dy;
      const lo = a < b ? a : b, hi = a < b ? b : a;
      if (lo > near) near = lo;
      if (hi < far) far = hi;
    } else if (oy < -hy || oy > hy) return Infinity;
    if (dz !== 0) {
      const a = (-hz - oz) / dz, b = (hz - oz) / dz;
      const lo = a < b ? a : b, hi = a < b ? b : a;
      if (lo > near) near = lo;
      if (hi < far) far = hi;
    } else if (oz < -hz || oz > hz) return Infinity;
    return near <= far && near > 0 ? near : Infinity;
  },

  normal(x, y, z, s, k, out) {
    const gx = Math.abs(x) - s[k], gy = Math.abs(y) - s[k + 1], gz = Math.abs(z) - s[k + 2];
    out[0] = out[1] = out[2] = 0;
    if (gx >= gy && gx >= gz) out[0] = x < 0 ? -1 : 1;
    else if (gy >= gz) out[1] = y < 0 ? -1 : 1;
    else out[2] = z < 0 ? -1 : 1;
  },

  halfExtents: (size) => [size[0], size[1], size[2]],
};
