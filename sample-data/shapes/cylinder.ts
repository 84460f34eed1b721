import type { Shape } from './shape.ts';

/** A closed cylinder along z: radius, (unused), half height. */
export const cylinder: Shape = {
  enter(ox, oy, oz, dx, dy, dz, s, k) {
    const radius = s[k], half = s[k + 2];
    const a = dx * dx + dy * dy;
    const c = ox * ox + oy * oy - radius * radius;
    let near = -Infinity, far = Infinity;
    if (a > 0) {
      const b = ox * dx + oy * dy;
      const q = b * b - a * c;
      if (q < 0) return Infinity;
      const root = Math.sqrt(q);
      near = (-b - root) / a;
      far = (-b + root) / a;
    } else if (c > 0) return Infinity;
    if (dz !== 0) {
      const p = (-half - oz) / dz, q = (half - oz) / dz;
      const lo = p < q ? p : q, hi = p < q ? q : p;
      if (lo > near) near = lo;
      if (hi < far) far = hi;
    } else if (oz < -half || oz > half) return Infinity;
    return near <= far && near > 0 ? near : Infinity;
  },

  normal(x, y, z, s, k, out) {
    const r = Math.sqrt(x * x + y * y);
    if (Math.abs(z) - s[k + 2] > r - s[k]) {
      out[0] = out[1] = 0;
      out[2] = z < 0 ? -1 : 1;
    } else {
      out[0] = x / r;
      out[1] = y / r;
      out[2] = 0;
    }
  },

  halfExtents: (size) => [size[0], size[0], size[2]],
};
