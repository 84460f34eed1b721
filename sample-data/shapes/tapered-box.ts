import type { Shape } from './shape.ts';

/**
 * A cuboid whose top face is smaller than its bottom: half length, half width, half height, and how far the top is set in at
 * the front (+x), at the back (-x) and at both sides (y), in metres. Car cabins and hipped roofs are made of it.
 */
export const taperedBox: Shape = {
  enter(ox, oy, oz, dx, dy, dz, s, k) {
    let near = -Infinity, far = Infinity;
    for (let face = 0; face < 6; face++) {
      const level = faceLevel(face, ox, oy, oz, s, k);
      const slope = faceLevel(face, ox + dx, oy + dy, oz + dz, s, k) - level;
      if (slope === 0) {
        if (level > 0) return Infinity;
        continue;
      }
      const t = -level / slope;
      if (slope < 0) {
        if (t > near) near = t;
      } else if (t < far) far = t;
      if (near > far) return Infinity;
    }
    return near > 0 ? near : Infinity;
  },

  normal(x, y, z, s, k, out) {
    let best = -Infinity;
    for (let face = 0; face < 6; face++) {
      const slope = faceSlope(face, s, k);
      const length = Math.sqrt(1 + slope * slope);
      const level = faceLevel(face, x, y, z, s, k) / length;
      if (level <= best) continue;
      best = level;
      out[0] = face === 0 ? 1 / length : face === 1 ? -1 / length : 0;
      out[1] = face === 2 ? 1 / length : face === 3 ? -1 / length : 0;
      out[2] = face === 4 ? 1 : face === 5 ? -1 : slope / length;
    }
  },

  halfExtents: (size) => [size[0], size[1], size[2]],
};

/** How far the face leans in per metre of height. Faces: front, back, left, right, top, bottom. */
function faceSlope(face: number, s: Float64Array, k: number): number {
  if (face > 3) return 0;
  return (face === 0 ? s[k + 3] : face === 1 ? s[k + 4] : s[k + 5]) / (2 * s[k + 2]);
}

/** Linear in the point, negative inside, 0 on the face. */
function faceLevel(face: number, x: number, y: number, z: number, s: Float64Array, k: number): number {
  const hz = s[k + 2];
  if (face === 4) return z - hz;
  if (face === 5) return -z - hz;
  const lean = faceSlope(face, s, k) * (z + hz);
  if (face === 0) return x - s[k] + lean;
  if (face === 1) return -x - s[k] + lean;
  return (face === 2 ? y : -y) - s[k + 1] + lean;
}
