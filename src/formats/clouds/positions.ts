import { allocate } from '#src/core/cloud/columns.ts';
import type { Bounds } from '#src/core/geometry/box.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { Extent } from './extent.ts';
import { gatherFloats, spanFloats, storeFloat64, storeScaled } from './position-loops.ts';
import type { ScaledInts } from './position-loops.ts';
import type { Records } from './strided.ts';

/** Where positions go, where that is not for the builder to decide. */
export interface PositionsPlace {
  /** Into new shared memory. */
  readonly shared?: boolean;
  /** Into this array, three values per point. */
  readonly into?: Float32Array;
  /** Relative to this origin. */
  readonly origin?: Vec3;
}

/**
 * Builds a cloud's positions from Float64 or Float32 source coordinates that arrive in slices.
 *
 * The origin of Float64 coordinates is the rounded middle of what is known when the first slice arrives: the centre that the
 * header states, where the first slice's points lie within what it states, else their median. A median, because sensors write
 * (0, 0, 0) for "no return", and one such point must not cost UTM coordinates their centimetres. Each axis gets its origin
 * when its first finite value arrives.
 */
export class PositionsBuilder {
  readonly positions: Float32Array;
  private readonly extent = new Extent();
  private readonly origin: (number | null)[];
  private xyz = new Float64Array(0);

  /** `stated` are the bounds in the file's header. */
  constructor(count: number, private readonly stated: Bounds | null = null, { shared = false, into, origin }: PositionsPlace = {}) {
    this.positions = into ?? (allocate('float32', 3 * count, shared) as Float32Array);
    this.origin = origin === undefined ? [null, null, null] : [...origin];
  }

  /** Points that were written into `positions` directly, [first, end): their own numbers are Float32, the origin is zero. */
  addStored(first: number, end: number): void {
    spanFloats(this.positions.subarray(3 * first, 3 * end), this.extent);
  }

  /** Little-endian float32 coordinates at these bytes of the records, stored as they are from point `first` on; the origin is zero. */
  addFloats(records: Records, at: Vec3, first: number): void {
    gatherFloats(records, at, this.positions, first, this.extent);
  }

  /** Records that begin with three little-endian int32, stored from point `first` on. */
  addScaledInts(records: Records, steps: ScaledInts, first: number): void {
    this.chooseOriginOf(records, steps);
    storeScaled(records, steps, this.chosenOrigin(), this.positions, first, this.extent);
  }

  /** Room for the source coordinates of `count` points, the same at every call. */
  scratch(count: number): Float64Array {
    if (this.xyz.length < 3 * count) this.xyz = new Float64Array(3 * count);
    return this.xyz;
  }

  /** `n` points from `xyz` (3 per point, source coordinates), stored from point `first` on. */
  addFloat64(xyz: Float64Array, n: number, first: number): void {
    this.chooseOrigin(xyz, n);
    storeFloat64(xyz, n, this.chosenOrigin(), this.positions, first, this.extent);
  }

  finish(): { positions: Float32Array; origin: Vec3; invalid: number; bounds: Bounds | null } {
    return { positions: this.positions, origin: this.chosenOrigin(), invalid: this.extent.invalid, bounds: this.extent.bounds() };
  }

  private chosenOrigin(): Vec3 {
    const [x, y, z] = this.origin;
    return [x ?? 0, y ?? 0, z ?? 0];
  }

  private chooseOriginOf({ bytes, stride, count }: Records, { scale, offset }: ScaledInts): void {
    if (this.origin.every((o) => o !== null)) return;
    const xyz = this.scratch(count);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < count; i++) for (let k = 0; k < 3; k++) xyz[3 * i + k] = view.getInt32(i * stride + 4 * k, true) * scale[k] + offset[k];
    this.chooseOrigin(xyz, count);
  }

  private chooseOrigin(xyz: Float64Array, n: number): void {
    for (let k = 0; k < 3; k++) {
      if (this.origin[k] !== null) continue;
      const median = medianOfSample(xyz, n, k);
      if (median === null) continue;
      const low = this.stated?.min[k] ?? NaN, high = this.stated?.max[k] ?? NaN;
      const middle = low <= median && median <= high ? low + (high - low) / 2 : median;
      // + 0 turns -0 into 0.
      this.origin[k] = Math.round(middle) + 0;
    }
  }
}

/** Median of the finite values among about a thousand evenly spaced ones (among all, where those hold none). */
function medianOfSample(xyz: Float64Array, n: number, axis: number): number | null {
  for (const step of [Math.ceil(n / 1000), 1]) {
    const sample: number[] = [];
    for (let i = 0; i < n && sample.length < 2000; i += Math.max(1, step)) {
      const v = xyz[3 * i + axis];
      if (Number.isFinite(v)) sample.push(v);
    }
    if (sample.length > 0) return sample.sort((a, b) => a - b)[sample.length >> 1];
  }
  return null;
}
