import type { Vec3 } from '#src/core/geometry/units.ts';
import type { Extent } from './extent.ts';
import type { Records } from './strided.ts';

// The loops that every point of every file goes through. Each coordinate is read once: stored, and held against the extent while it is
// in a register. What is known of the extent is in locals, because fields in a loop cost more than its arithmetic.

/** NaN and infinities, and only they, differ from themselves after x - x. */
function allFinite(x: number, y: number, z: number): boolean {
  return x - x + (y - y) + (z - z) === 0;
}

/** Points that are stored already, three values each. */
export function spanFloats(p: Float32Array, extent: Extent): void {
  const { near } = extent;
  let c0 = near[0], r0 = near[1], c1 = near[2], r1 = near[3], c2 = near[4], r2 = near[5];
  for (let i = 0; i < p.length; i += 3) {
    const x = p[i], y = p[i + 1], z = p[i + 2];
    if (Math.abs(x - c0) <= r0 && Math.abs(y - c1) <= r1 && Math.abs(z - c2) <= r2) continue;
    extent.take(x, y, z, allFinite(x, y, z));
    c0 = near[0]; r0 = near[1]; c1 = near[2]; r1 = near[3]; c2 = near[4]; r2 = near[5];
  }
}

/** `n` points of `xyz`, source coordinates, stored minus the origin in `out` from point `first` on. */
export function storeFloat64(xyz: Float64Array, n: number, [o0, o1, o2]: Vec3, out: Float32Array, first: number, extent: Extent): void {
  const { near } = extent;
  let c0 = near[0], r0 = near[1], c1 = near[2], r1 = near[3], c2 = near[4], r2 = near[5];
  for (let i = 0, j = 3 * first; i < 3 * n; i += 3, j += 3) {
    const x = xyz[i], y = xyz[i + 1], z = xyz[i + 2];
    out[j] = x - o0;
    out[j + 1] = y - o1;
    out[j + 2] = z - o2;
    if (Math.abs(x - c0) <= r0 && Math.abs(y - c1) <= r1 && Math.abs(z - c2) <= r2) continue;
    // Asked of what was stored: a coordinate that Float32 cannot hold cannot be drawn or selected either.
    extent.take(x, y, z, allFinite(out[j], out[j + 1], out[j + 2]));
    c0 = near[0]; r0 = near[1]; c1 = near[2]; r1 = near[3]; c2 = near[4]; r2 = near[5];
  }
}

/** Float32 coordinates at bytes `at` of the records, stored as they are from point `first` on. */
export function gatherFloats(records: Records, at: Vec3, out: Float32Array, first: number, extent: Extent): void {
  const { bytes, stride, count } = records;
  const begin = bytes.byteOffset + at[0];
  const stored = out.subarray(3 * first, 3 * (first + count));
  if (begin % 4 === 0 && stride % 4 === 0 && at[1] === at[0] + 4 && at[2] === at[0] + 8)
    gatherNeighbours(new Float32Array(bytes.buffer, begin, (bytes.byteLength - at[0]) >> 2), stride / 4, stored, extent);
  else {
    gatherAnywhere(records, at, stored);
    spanFloats(stored, extent);
  }
}

/** x, y and z side by side, on whole words: as good as all files. */
function gatherNeighbours(words: Float32Array, step: number, out: Float32Array, extent: Extent): void {
  const { near } = extent;
  let c0 = near[0], r0 = near[1], c1 = near[2], r1 = near[3], c2 = near[4], r2 = near[5];
  for (let w = 0, o = 0; o < out.length; w += step, o += 3) {
    const x = words[w], y = words[w + 1], z = words[w + 2];
    out[o] = x;
    out[o + 1] = y;
    out[o + 2] = z;
    if (Math.abs(x - c0) <= r0 && Math.abs(y - c1) <= r1 && Math.abs(z - c2) <= r2) continue;
    extent.take(x, y, z, allFinite(x, y, z));
    c0 = near[0]; r0 = near[1]; c1 = near[2]; r1 = near[3]; c2 = near[4]; r2 = near[5];
  }
}

function gatherAnywhere({ bytes, stride }: Records, [bx, by, bz]: Vec3, out: Float32Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let b = 0, o = 0; o < out.length; b += stride, o += 3) {
    out[o] = view.getFloat32(b + bx, true);
    out[o + 1] = view.getFloat32(b + by, true);
    out[o + 2] = view.getFloat32(b + bz, true);
  }
}

/** A file's integers, and what they mean: a coordinate is `v * scale + offset`. */
export interface ScaledInts {
  readonly scale: Vec3;
  readonly offset: Vec3;
}

/** Records that begin with three int32 coordinates, stored minus the origin from point `first` on. */
export function storeScaled(records: Records, steps: ScaledInts, origin: Vec3, out: Float32Array, first: number, extent: Extent): void {
  const { bytes, stride, count } = records;
  const stored = out.subarray(3 * first, 3 * (first + count));
  if (bytes.byteOffset % 4 === 0 && stride % 4 === 0)
    storeAligned(new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2), stride / 4, steps, origin, stored, extent);
  else storeUnaligned(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), stride, steps, origin, stored, extent);
}

function storeAligned(
  ints: Int32Array, step: number, { scale: [s0, s1, s2], offset: [t0, t1, t2] }: ScaledInts, [o0, o1, o2]: Vec3, out: Float32Array, extent: Extent,
): void {
  const { near } = extent;
  let c0 = near[0], r0 = near[1], c1 = near[2], r1 = near[3], c2 = near[4], r2 = near[5];
  for (let w = 0, o = 0; o < out.length; w += step, o += 3) {
    const x = ints[w] * s0 + t0, y = ints[w + 1] * s1 + t1, z = ints[w + 2] * s2 + t2;
    out[o] = x - o0;
    out[o + 1] = y - o1;
    out[o + 2] = z - o2;
    if (Math.abs(x - c0) <= r0 && Math.abs(y - c1) <= r1 && Math.abs(z - c2) <= r2) continue;
    extent.take(x, y, z, allFinite(out[o], out[o + 1], out[o + 2]));
    c0 = near[0]; r0 = near[1]; c1 = near[2]; r1 = near[3]; c2 = near[4]; r2 = near[5];
  }
}

/** The same, for records whose size is no multiple of four bytes. */
function storeUnaligned(
  view: DataView, stride: number, { scale: [s0, s1, s2], offset: [t0, t1, t2] }: ScaledInts, [o0, o1, o2]: Vec3, out: Float32Array, extent: Extent,
): void {
  const { near } = extent;
  let c0 = near[0], r0 = near[1], c1 = near[2], r1 = near[3], c2 = near[4], r2 = near[5];
  for (let b = 0, o = 0; o < out.length; b += stride, o += 3) {
    const x = view.getInt32(b, true) * s0 + t0, y = view.getInt32(b + 4, true) * s1 + t1, z = view.getInt32(b + 8, true) * s2 + t2;
    out[o] = x - o0;
    out[o + 1] = y - o1;
    out[o + 2] = z - o2;
    if (Math.abs(x - c0) <= r0 && Math.abs(y - c1) <= r1 && Math.abs(z - c2) <= r2) continue;
    extent.take(x, y, z, allFinite(out[o], out[o + 1], out[o + 2]));
    c0 = near[0]; r0 = near[1]; c1 = near[2]; r1 = near[3]; c2 = near[4]; r2 = near[5];
  }
}
