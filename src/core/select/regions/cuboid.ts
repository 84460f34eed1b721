import type { OrientedBox } from '../../geometry/box.ts';
import { apply, compose, invert } from '../../geometry/rigid.ts';
import type { Vec3 } from '../../geometry/units.ts';
import type { BoxVerdict, Region, RegionTester } from '../region.ts';
import { IN, MIXED, OUT } from '../region.ts';

/** A cuboid as plain data. */
export interface CuboidSpec {
  readonly kind: 'cuboid';
  readonly box: OrientedBox<'world'>;
}

/** All points in a cuboid, its faces included (the nuScenes rule: an inclusive half-space test in the box's frame). */
export function cuboidRegion(box: OrientedBox<'world'>): Region {
  const boxFromWorld = invert(box.pose);
  return {
    kind: 'cuboid',
    through: (sweep) => {
      const boxFromSweep = compose(boxFromWorld, sweep.worldFromSweep);
      return new CuboidTester(boxFromSweep.r, apply(boxFromSweep, sweep.origin), box.size);
    },
  };
}

class CuboidTester implements RegionTester {
  /** Per axis of the cuboid: three factors and a constant that take a position to its coordinate, and half the cuboid's size. */
  private readonly axes: Float64Array;

  constructor(r: readonly number[], t: Vec3, size: Vec3) {
    this.axes = Float64Array.from([0, 1, 2].flatMap((k) => [r[3 * k], r[3 * k + 1], r[3 * k + 2], t[k], size[k] / 2]));
  }

  keepInside(positions: Float32Array, bits: Uint32Array): void {
    const { axes } = this;
    const r0 = axes[0], r1 = axes[1], r2 = axes[2], tx = axes[3], hx = axes[4];
    const r3 = axes[5], r4 = axes[6], r5 = axes[7], ty = axes[8], hy = axes[9];
    const r6 = axes[10], r7 = axes[11], r8 = axes[12], tz = axes[13], hz = axes[14];
    for (let word = 0; word < bits.length; word++) {
      let kept = 0;
      for (let rest = bits[word] | 0; rest !== 0; rest &= rest - 1) {
        const bit = 31 - Math.clz32(rest & -rest);
        const k = 3 * (32 * word + bit);
        const x = positions[k], y = positions[k + 1], z = positions[k + 2];
        const bx = r0 * x + r1 * y + r2 * z + tx;
        const by = r3 * x + r4 * y + r5 * z + ty;
        const bz = r6 * x + r7 * y + r8 * z + tz;
        if (bx >= -hx && bx <= hx && by >= -hy && by <= hy && bz >= -hz && bz <= hz) kept |= 1 << bit;
      }
      bits[word] = kept;
    }
  }

  /**
   * No slack is needed: rounding is monotone, so that in the points' own order of operations the two extreme corners along
   * an axis bound what is computed of any point of the box.
   */
  classifyBox(boxes: Float32Array, at: number): BoxVerdict {
    const x0 = boxes[at], y0 = boxes[at + 1], z0 = boxes[at + 2], x1 = boxes[at + 3], y1 = boxes[at + 4], z1 = boxes[at + 5];
    const axes = this.axes;
    let verdict: BoxVerdict = IN;
    for (let k = 0; k < 15; k += 5) {
      const a = axes[k], b = axes[k + 1], c = axes[k + 2], d = axes[k + 3], half = axes[k + 4];
      const low = a * (a > 0 ? x0 : x1) + b * (b > 0 ? y0 : y1) + c * (c > 0 ? z0 : z1) + d;
      const high = a * (a > 0 ? x1 : x0) + b * (b > 0 ? y1 : y0) + c * (c > 0 ? z1 : z0) + d;
      if (low > half || high < -half) return OUT;
      if (!(low >= -half && high <= half)) verdict = MIXED;
    }
    return verdict;
  }
}
