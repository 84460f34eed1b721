import type { Bounds } from '../geometry/box.ts';
import type { Rigid } from '../geometry/rigid.ts';
import type { Vec3 } from '../geometry/units.ts';

export type BoxVerdict = 'in' | 'out' | 'mixed';

/** Where a sweep stands: all that a region needs to know of it. */
export interface SweepFrame {
  /** Zero of the sweep's positions, in sweep coordinates. */
  readonly origin: Vec3;
  readonly worldFromSweep: Rigid<'world', 'sweep'>;
}

/** A region seen from one sweep: it speaks of that sweep's positions, relative to its origin, in metres. */
export interface RegionTester {
  /** 'in' or 'out' only where that holds for every point of the box; 'mixed' is always a right answer. */
  classifyBox(box: Bounds): BoxVerdict;
  /** Sets out[i - begin] to 1 for each point i in [begin, end) inside, else 0. NaN points are never inside. */
  testRange(positions: Float32Array, begin: number, end: number, out: Uint8Array): void;
}

/** A shape that points are asked about. One file per kind in `regions/`, one line in its index. */
export interface Region {
  readonly kind: string;
  through(sweep: SweepFrame): RegionTester;
}
