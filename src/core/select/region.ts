import type { Rigid } from '../geometry/rigid.ts';
import type { Vec3 } from '../geometry/units.ts';

/** What a region says of a box: none of its points is inside, some may be, all are. Small integers: they are asked for by the million. */
export const OUT = 0;
export const MIXED = 1;
export const IN = 2;
export type BoxVerdict = typeof OUT | typeof MIXED | typeof IN;

/** Where a sweep stands: all that a region needs to know of it. */
export interface SweepFrame {
  /** Zero of the sweep's positions, in sweep coordinates. */
  readonly origin: Vec3;
  readonly worldFromSweep: Rigid<'world', 'sweep'>;
}

/** A region seen from one sweep: it speaks of that sweep's positions, relative to its origin, in metres. Neither method allocates. */
export interface RegionTester {
  /**
   * Of the box whose min x, y, z, max x, y, z are boxes[at], …, boxes[at + 5]. `IN` and `OUT` only where they hold for every
   * point of the box as `keepInside` computes it, rounding included; `MIXED` is always a right answer.
   */
  classifyBox(boxes: Float32Array, at: number): BoxVerdict;
  /**
   * Clears the bit of each point that is not inside: bit i % 32 of word i / 32 is point i. Points whose bit is clear already are
   * not looked at; those with a NaN or infinite coordinate are never inside.
   */
  keepInside(positions: Float32Array, bits: Uint32Array): void;
}

/** A shape that points are asked about. One file per kind in `regions/`, one line in its index. */
export interface Region {
  readonly kind: string;
  through(sweep: SweepFrame): RegionTester;
}
