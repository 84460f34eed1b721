import type { Shape } from './shape.ts';

/** A closed round frustum along z: radius at the bottom, at the top, half height. Cones, tapering trunks and masts are made of it. */
export const frustum: Shape = {
  enter(ox, oy, oz, dx, dy, dz, s, k) {
    const half = s[k + 2], lean = (s[k + 1] - s[k]) / (2 * half), middle = (s[k] + s[k + 1]) / 2;
    let begin = -Infinity, end = Infinity;
    if (dz !== 0) {
      const p = (-half - oz) / dz, q = (half - oz) / dz;
      begin = p < q ? p : q;
      end = p < q ? q : p;
    } else if (oz < -half || oz > half) return Infinity;
    if (end <= 0) return Infinity;
    // Inside where f(t) = x² + y² - r(z)² = a t² + 2 b t + c <= 0; with the slab that is one stretch, for the solid is convex.
    const r = middle + lean * oz, dr = lean * dz;
    const a = dx * dx + dy * dy - dr * dr, b = ox * dx + oy * dy - r * dr, c = ox * ox + oy * oy - r * r;
    if (begin > -Infinity && begin * (a * begin + 2 * b) + c <= 0) return begin > 0 ? begin : Infinity;
    let near: number;
    if (Math.abs(a) < 1e-14) {
      if (b >= 0) return Infinity;
      near = -c / (2 * b);
    } else {
      const q = b * b - a * c;
      if (q < 0) return Infinity;
      const root = Math.sqrt(q);
      const first = (-b - root) / a, second = (-b + root) / a;
      // Where the cone opens along the ray faster than the ray moves (a < 0), the inside begins at the later root.
      near = a > 0 === first < second ? first : second;
    }
    return near >= begin && near <= end && near > 0 ? near : Infinity;
  },

  normal(x, y, z, s, k, out) {
    const half = s[k + 2], lean = (s[k + 1] - s[k]) / (2 * half);
    const radius = (s[k] + s[k + 1]) / 2 + lean * z;
    const r = Math.sqrt(x * x + y * y);
    if (Math.abs(z) - half > (r - radius) - 1e-9 || r === 0) {
      out[0] = out[1] = 0;
      out[2] = z < 0 ? -1 : 1;
      return;
    }
    const n = Math.sqrt(1 + lean * lean);
    out[0] = x / (r * n);
    out[1] = y / (r * n);
    out[2] = -lean / n;
  },

  halfExtents: (size) => [Math.max(size[0], size[1]), Math.max(size[0], size[1]), size[2]],
};
