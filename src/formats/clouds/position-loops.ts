import type { Bounds } from '#src/core/geometry/box.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { Records } from './strided.ts';

// The loops that every point of every file goes through. Each looks at a coordinate once: it is stored, counted where it is not
// finite, and held against the bounds while it is in a register. Locals, because fields in a loop cost as much as its arithmetic.

/** What the finite points span so far, and how many were not finite. */
export class Extent {
  invalid = 0;
  readonly low: [number, number, number] = [Infinity, Infinity, Infinity];
  readonly high: [number, number, number] = [-Infinity, -Infinity, -Infinity];

  bounds(): Bounds | null {
    return this.low[0] <= this.high[0] ? { min: [...this.low], max: [...this.high] } : null;
  }

  /** Takes a slice's extent in; corners of an empty one leave it as it is. */
  include(low: Vec3, high: Vec3, invalid: number): void {
    for (let k = 0; k < 3; k++) {
      this.low[k] = Math.min(this.low[k], low[k]);
      this.high[k] = Math.max(this.high[k], high[k]);
    }
    this.invalid += invalid;
  }

  /** Points that are stored already, three values each, origin zero. */
  addFloat32(p: Float32Array): void {
    let l0 = Infinity, l1 = Infinity, l2 = Infinity, h0 = -Infinity, h1 = -Infinity, h2 = -Infinity, invalid = 0;
    for (let i = 0; i < p.length; i += 3) {
      const x = p[i], y = p[i + 1], z = p[i + 2];
      // NaN and infinities, and only they, differ from themselves after x - x.
      if (x - x + (y - y) + (z - z) !== 0) {
        invalid++;
        continue;
      }
      if (x < l0) l0 = x;
      if (x > h0) h0 = x;
      if (y < l1) l1 = y;
      if (y > h1) h1 = y;
      if (z < l2) l2 = z;
      if (z > h2) h2 = z;
    }
    this.include([l0, l1, l2], [h0, h1, h2], invalid);
  }

  /** `n` points of `xyz`, source coordinates, stored minus the origin in `out` from point `first` on. */
  storeFloat64(xyz: Float64Array, n: number, [o0, o1, o2]: Vec3, out: Float32Array, first: number): void {
    let l0 = Infinity, l1 = Infinity, l2 = Infinity, h0 = -Infinity, h1 = -Infinity, h2 = -Infinity, invalid = 0;
    for (let i = 0, j = 3 * first; i < 3 * n; i += 3, j += 3) {
      const x = xyz[i], y = xyz[i + 1], z = xyz[i + 2];
      const a = Math.fround(x - o0), b = Math.fround(y - o1), c = Math.fround(z - o2);
      out[j] = a;
      out[j + 1] = b;
      out[j + 2] = c;
      // Asked of what was stored: a coordinate that Float32 cannot hold cannot be drawn or selected either.
      if (a - a + (b - b) + (c - c) !== 0) {
        invalid++;
        continue;
      }
      if (x < l0) l0 = x;
      if (x > h0) h0 = x;
      if (y < l1) l1 = y;
      if (y > h1) h1 = y;
      if (z < l2) l2 = z;
      if (z > h2) h2 = z;
    }
    this.include([l0, l1, l2], [h0, h1, h2], invalid);
  }
}

/** Float32 coordinates at bytes `at` of the records, stored as they are. */
export function gatherFloats(records: Records, at: Vec3, out: Float32Array, first: number, extent: Extent): void {
  const { bytes, stride } = records;
  const begin = bytes.byteOffset;
  if (begin % 4 === 0 && stride % 4 === 0 && at.every((byte) => byte % 4 === 0))
    gatherAligned(new Float32Array(bytes.buffer, begin, bytes.byteLength >> 2), records.count, stride / 4, at[0] / 4, at[1] / 4, at[2] / 4, out, first, extent);
  else gatherUnaligned(records, at, out, first, extent);
}

function gatherAligned(
  words: Float32Array, count: number, step: number, wx: number, wy: number, wz: number, out: Float32Array, first: number, extent: Extent,
): void {
  let l0 = Infinity, l1 = Infinity, l2 = Infinity, h0 = -Infinity, h1 = -Infinity, h2 = -Infinity, invalid = 0;
  for (let i = 0, w = 0, o = 3 * first; i < count; i++, w += step, o += 3) {
    const x = words[w + wx], y = words[w + wy], z = words[w + wz];
    out[o] = x;
    out[o + 1] = y;
    out[o + 2] = z;
    if (x - x + (y - y) + (z - z) !== 0) {
      invalid++;
      continue;
    }
    if (x < l0) l0 = x;
    if (x > h0) h0 = x;
    if (y < l1) l1 = y;
    if (y > h1) h1 = y;
    if (z < l2) l2 = z;
    if (z > h2) h2 = z;
  }
  extent.include([l0, l1, l2], [h0, h1, h2], invalid);
}

function gatherUnaligned({ bytes, stride, count }: Records, [bx, by, bz]: Vec3, out: Float32Array, first: number, extent: Extent): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0, b = 0, o = 3 * first; i < count; i++, b += stride, o += 3) {
    out[o] = view.getFloat32(b + bx, true);
    out[o + 1] = view.getFloat32(b + by, true);
    out[o + 2] = view.getFloat32(b + bz, true);
  }
  extent.addFloat32(out.subarray(3 * first, 3 * (first + count)));
}

const INT_LIMIT = 2 ** 31;

/**
 * Records that begin with three int32: each is stored as `v * scale + offset - origin`. Their extent is found in the file's integers.
 * False, and nothing done, where a coordinate could exceed Float32, which these loops do not look for.
 */
export function scaleInts(
  records: Records, scale: Vec3, offset: Vec3, origin: Vec3, out: Float32Array, first: number, extent: Extent,
): boolean {
  const { bytes, stride, count } = records;
  for (let k = 0; k < 3; k++)
    if (!Number.isFinite(Math.fround(Math.abs(scale[k]) * INT_LIMIT + Math.abs(offset[k]) + Math.abs(origin[k])))) return false;
  if (count === 0) return true;
  const aligned = bytes.byteOffset % 4 === 0 && stride % 4 === 0;
  const ends = aligned
    ? scaleAligned(new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2), count, stride / 4, scale, offset, origin, out, first)
    : scaleUnaligned(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), count, stride, scale, offset, origin, out, first);
  // Rounding keeps order, so that the extent of the integers, scaled, is that of the coordinates; a negative scale turns it round.
  const [a, b] = [ends.slice(0, 3), ends.slice(3)].map((corner) => corner.map((v, k) => v * scale[k] + offset[k]));
  const low = a.map((v, k) => Math.min(v, b[k])), high = a.map((v, k) => Math.max(v, b[k]));
  extent.include([low[0], low[1], low[2]], [high[0], high[1], high[2]], 0);
  return true;
}

/** Returns the lowest three integers, then the highest. */
function scaleAligned(
  ints: Int32Array, count: number, step: number, [s0, s1, s2]: Vec3, [t0, t1, t2]: Vec3, [o0, o1, o2]: Vec3, out: Float32Array, first: number,
): number[] {
  let l0 = ints[0], l1 = ints[1], l2 = ints[2], h0 = l0, h1 = l1, h2 = l2;
  for (let i = 0, w = 0, o = 3 * first; i < count; i++, w += step, o += 3) {
    const x = ints[w], y = ints[w + 1], z = ints[w + 2];
    out[o] = x * s0 + t0 - o0;
    out[o + 1] = y * s1 + t1 - o1;
    out[o + 2] = z * s2 + t2 - o2;
    if (x < l0) l0 = x;
    if (x > h0) h0 = x;
    if (y < l1) l1 = y;
    if (y > h1) h1 = y;
    if (z < l2) l2 = z;
    if (z > h2) h2 = z;
  }
  return [l0, l1, l2, h0, h1, h2];
}

/** The same, for records whose size is no multiple of four bytes. */
function scaleUnaligned(
  view: DataView, count: number, stride: number, [s0, s1, s2]: Vec3, [t0, t1, t2]: Vec3, [o0, o1, o2]: Vec3, out: Float32Array, first: number,
): number[] {
  let l0 = view.getInt32(0, true), l1 = view.getInt32(4, true), l2 = view.getInt32(8, true), h0 = l0, h1 = l1, h2 = l2;
  for (let i = 0, b = 0, o = 3 * first; i < count; i++, b += stride, o += 3) {
    const x = view.getInt32(b, true), y = view.getInt32(b + 4, true), z = view.getInt32(b + 8, true);
    out[o] = x * s0 + t0 - o0;
    out[o + 1] = y * s1 + t1 - o1;
    out[o + 2] = z * s2 + t2 - o2;
    if (x < l0) l0 = x;
    if (x > h0) h0 = x;
    if (y < l1) l1 = y;
    if (y > h1) h1 = y;
    if (z < l2) l2 = z;
    if (z > h2) h2 = z;
  }
  return [l0, l1, l2, h0, h1, h2];
}
