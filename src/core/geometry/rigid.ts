import type { FrameName, Quaternion, Vec3 } from './units.ts';

declare const from: unique symbol;
declare const to: unique symbol;

/**
 * A rigid transform from frame `From` to frame `To`. Variables are named the same way: `worldFromSweep` is a
 * `Rigid<'world', 'sweep'>` and takes sweep coordinates to world coordinates, so that composition reads like
 * cancelling: worldFromSweep * sweepFromCamera.
 */
export interface Rigid<To extends FrameName, From extends FrameName> {
  /** Rotation, row-major 3x3, float64. */
  readonly r: readonly number[];
  /** Translation in metres, in frame `To`. */
  readonly t: Vec3;
  readonly [to]?: To;
  readonly [from]?: From;
}

export function rigid<To extends FrameName, From extends FrameName>(r: readonly number[], t: Vec3): Rigid<To, From> {
  return { r, t };
}

export function identity<To extends FrameName, From extends FrameName>(): Rigid<To, From> {
  return { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] };
}

/** From a quaternion (w, x, y, z; normalised here) and a translation in metres. */
export function fromQuaternion<To extends FrameName, From extends FrameName>(q: Quaternion, t: Vec3): Rigid<To, From> {
  const n = Math.hypot(q[0], q[1], q[2], q[3]);
  const w = q[0] / n, x = q[1] / n, y = q[2] / n, z = q[3] / n;
  return {
    r: [
      1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
      2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
      2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y),
    ],
    t,
  };
}

/** From the top three rows of a row-major 4x4 (12 or 16 numbers). */
export function fromMatrix<To extends FrameName, From extends FrameName>(m: ArrayLike<number>): Rigid<To, From> {
  return { r: [m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]], t: [m[3], m[7], m[11]] };
}

/** Row-major 4x4. */
export function toMatrix(a: Rigid<FrameName, FrameName>): number[] {
  const { r, t } = a;
  return [r[0], r[1], r[2], t[0], r[3], r[4], r[5], t[1], r[6], r[7], r[8], t[2], 0, 0, 0, 1];
}

/** Unit quaternion w, x, y, z with w >= 0 (Shepperd's method). */
export function toQuaternion(a: Rigid<FrameName, FrameName>): Quaternion {
  const [a00, a01, a02, a10, a11, a12, a20, a21, a22] = a.r;
  const trace = a00 + a11 + a22;
  let q: [number, number, number, number];
  if (trace > 0) {
    const s = Math.sqrt(trace + 1) * 2;
    q = [s / 4, (a21 - a12) / s, (a02 - a20) / s, (a10 - a01) / s];
  } else if (a00 > a11 && a00 > a22) {
    const s = Math.sqrt(1 + a00 - a11 - a22) * 2;
    q = [(a21 - a12) / s, s / 4, (a01 + a10) / s, (a02 + a20) / s];
  } else if (a11 > a22) {
    const s = Math.sqrt(1 + a11 - a00 - a22) * 2;
    q = [(a02 - a20) / s, (a01 + a10) / s, s / 4, (a12 + a21) / s];
  } else {
    const s = Math.sqrt(1 + a22 - a00 - a11) * 2;
    q = [(a10 - a01) / s, (a02 + a20) / s, (a12 + a21) / s, s / 4];
  }
  return q[0] < 0 ? [-q[0], -q[1], -q[2], -q[3]] : q;
}

/** a after b: aFromB * bFromC. */
export function compose<A extends FrameName, B extends FrameName, C extends FrameName>(a: Rigid<A, B>, b: Rigid<B, C>): Rigid<A, C> {
  const r = new Array<number>(9);
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++)
      r[3 * i + j] = a.r[3 * i] * b.r[j] + a.r[3 * i + 1] * b.r[3 + j] + a.r[3 * i + 2] * b.r[6 + j];
  return { r, t: apply(a, b.t) };
}

export function invert<To extends FrameName, From extends FrameName>(a: Rigid<To, From>): Rigid<From, To> {
  const { r, t } = a;
  return {
    r: [r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]],
    t: [
      -(r[0] * t[0] + r[3] * t[1] + r[6] * t[2]),
      -(r[1] * t[0] + r[4] * t[1] + r[7] * t[2]),
      -(r[2] * t[0] + r[5] * t[1] + r[8] * t[2]),
    ],
  };
}

export function apply(a: Rigid<FrameName, FrameName>, p: Vec3): Vec3 {
  const { r, t } = a;
  return [
    r[0] * p[0] + r[1] * p[1] + r[2] * p[2] + t[0],
    r[3] * p[0] + r[4] * p[1] + r[5] * p[2] + t[1],
    r[6] * p[0] + r[7] * p[1] + r[8] * p[2] + t[2],
  ];
}

/** Rotation only: for directions. */
export function rotate(a: Rigid<FrameName, FrameName>, v: Vec3): Vec3 {
  return apply({ r: a.r, t: [0, 0, 0] }, v);
}
