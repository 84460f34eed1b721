import type { Rigid } from './rigid.ts';
import { compose, invert } from './rigid.ts';
import type { FrameName, Vec3 } from './units.ts';

/**
 * The pose a share `s` of the way from `a` to `b`: the origin goes straight at a constant speed, the rotation about one axis at a constant
 * rate (slerp). s < 0 and s > 1 go on at the same rates.
 */
export function interpolate<To extends FrameName, From extends FrameName>(a: Rigid<To, From>, b: Rigid<To, From>, s: number): Rigid<To, From> {
  const turned = rotationVector(between(a, b));
  const r = compose<To, From, From>({ r: a.r, t: [0, 0, 0] }, { r: rotationOf([s * turned[0], s * turned[1], s * turned[2]]), t: [0, 0, 0] }).r;
  const [x, y, z] = a.t, [u, v, w] = b.t;
  return { r, t: [x + s * (u - x), y + s * (v - y), z + s * (w - z)] };
}

/** The rotation from `a` to `b`, in the frame of `a`. */
function between(a: Rigid<FrameName, FrameName>, b: Rigid<FrameName, FrameName>): readonly number[] {
  return compose<FrameName, FrameName, FrameName>(invert(a), b).r;
}

/** Below this angle the sine's quotient is its series to the last bit. Radians. */
const TINY = 1e-4;

/** The rotation about `vector` by its length in radians, row-major (Rodrigues). */
export function rotationOf([x, y, z]: Vec3): number[] {
  const square = x * x + y * y + z * z, angle = Math.sqrt(square);
  const sine = angle < TINY ? 1 - square / 6 : Math.sin(angle) / angle;
  const half = angle < TINY ? 0.5 - square / 24 : (1 - Math.cos(angle)) / square;
  return [
    1 - half * (y * y + z * z), half * x * y - sine * z, half * x * z + sine * y,
    half * x * y + sine * z, 1 - half * (x * x + z * z), half * y * z - sine * x,
    half * x * z - sine * y, half * y * z + sine * x, 1 - half * (x * x + y * y),
  ];
}

/** The way back: the axis times the angle, which is at most pi. `r` is row-major. */
export function rotationVector(r: readonly number[]): Vec3 {
  const x = r[7] - r[5], y = r[2] - r[6], z = r[3] - r[1];
  // Twice the sine of the angle, and twice its cosine: good for small angles, where the arc cosine is not.
  const sine = Math.hypot(x, y, z), cosine = r[0] + r[4] + r[8] - 1;
  const angle = Math.atan2(sine, cosine);
  if (sine > 1e-6) return [(angle * x) / sine, (angle * y) / sine, (angle * z) / sine];
  if (cosine > 0) return [x / 2, y / 2, z / 2];
  // Half a turn: r = 2 a a' - 1, and the greatest diagonal entry gives the axis up to its sign, which means nothing.
  const k = [0, 4, 8].reduce((best, i) => (r[i] > r[best] ? i : best), 0) / 4;
  const along = Math.sqrt((r[4 * k] + 1) / 2);
  const axis = [0, 1, 2].map((i) => (i === k ? along : (r[3 * k + i] + r[3 * i + k]) / (4 * along)));
  return [angle * axis[0], angle * axis[1], angle * axis[2]];
}
