import type { Bounds, OrientedBox } from '../../geometry/box.ts';
import { boundsCorners, boundsOf } from '../../geometry/box.ts';
import { apply, compose, invert } from '../../geometry/rigid.ts';
import type { Vec3 } from '../../geometry/units.ts';
import type { BoxVerdict, Region, RegionTester, SweepFrame } from '../region.ts';

/** All points in a cuboid, its faces included (the nuScenes rule: an inclusive half-space test in the box's frame). */
export function cuboidRegion(box: OrientedBox<'world'>): Region {
  const boxFromWorld = invert(box.pose);
  return {
    kind: 'cuboid',
    through: (sweep: SweepFrame) => {
      const boxFromSweep = compose(boxFromWorld, sweep.worldFromSweep);
      return new CuboidTester(boxFromSweep.r, apply(boxFromSweep, sweep.origin), box.size);
    },
  };
}

class CuboidTester implements RegionTester {
  constructor(
    private readonly r: readonly number[],
    private readonly t: Vec3,
    private readonly size: Vec3,
  ) {}

  testRange(positions: Float32Array, begin: number, end: number, out: Uint8Array): void {
    const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = this.r;
    const [tx, ty, tz] = this.t;
    const hx = this.size[0] / 2, hy = this.size[1] / 2, hz = this.size[2] / 2;
    for (let i = begin, k = 3 * begin, n = 0; i < end; i++, k += 3, n++) {
      const x = positions[k], y = positions[k + 1], z = positions[k + 2];
      const bx = r0 * x + r1 * y + r2 * z + tx;
      const by = r3 * x + r4 * y + r5 * z + ty;
      const bz = r6 * x + r7 * y + r8 * z + tz;
      out[n] = bx >= -hx && bx <= hx && by >= -hy && by <= hy && bz >= -hz && bz <= hz ? 1 : 0;
    }
  }

  classifyBox(box: Bounds): BoxVerdict {
    const around = boundsOf(boundsCorners(box).map((p) => apply({ r: this.r, t: this.t }, p)));
    let inside = true;
    for (let k = 0; k < 3; k++) {
      const half = this.size[k] / 2;
      // Slack for rounding: 'in' and 'out' must hold for each point as testRange computes it.
      const slack = 1e-9 * (1 + Math.abs(around.min[k]) + Math.abs(around.max[k]));
      if (around.min[k] > half + slack || around.max[k] < -half - slack) return 'out';
      if (around.min[k] < -half + slack || around.max[k] > half - slack) inside = false;
    }
    return inside ? 'in' : 'mixed';
  }
}
