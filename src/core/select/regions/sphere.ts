import { apply, invert } from '../../geometry/rigid.ts';
import type { Vec3 } from '../../geometry/units.ts';
import type { BoxVerdict, Region, RegionTester } from '../region.ts';
import { IN, MIXED, OUT } from '../region.ts';

/** A sphere as plain data: `centre` in the world, metres. */
export interface SphereSpec {
  readonly kind: 'sphere';
  readonly centre: Vec3;
  readonly radius: number;
}

/** All points at most `radius` metres from a place of the world. */
export function sphereRegion(centre: Vec3, radius: number): Region {
  return {
    kind: 'sphere',
    through: ({ origin, worldFromSweep }) => {
      const c = apply(invert(worldFromSweep), centre);
      return new SphereTester(c[0] - origin[0], c[1] - origin[1], c[2] - origin[2], radius);
    },
  };
}

class SphereTester implements RegionTester {
  constructor(
    private readonly x: number,
    private readonly y: number,
    private readonly z: number,
    private readonly radius: number,
  ) {}

  keepInside(positions: Float32Array, bits: Uint32Array): void {
    const { x, y, z, radius } = this;
    const limit = radius * radius;
    for (let word = 0; word < bits.length; word++) {
      let kept = 0;
      for (let rest = bits[word] | 0; rest !== 0; rest &= rest - 1) {
        const bit = 31 - Math.clz32(rest & -rest);
        const k = 3 * (32 * word + bit);
        const dx = positions[k] - x, dy = positions[k + 1] - y, dz = positions[k + 2] - z;
        if (dx * dx + dy * dy + dz * dz <= limit) kept |= 1 << bit;
      }
      bits[word] = kept;
    }
  }

  /** No slack is needed: rounding is monotone, so that the box's nearest and furthest places bound what is computed of its points. */
  classifyBox(boxes: Float32Array, at: number): BoxVerdict {
    const { radius } = this;
    const limit = radius * radius;
    const lowX = boxes[at] - this.x, highX = boxes[at + 3] - this.x;
    const lowY = boxes[at + 1] - this.y, highY = boxes[at + 4] - this.y;
    const lowZ = boxes[at + 2] - this.z, highZ = boxes[at + 5] - this.z;
    const nearX = Math.max(lowX, -highX, 0), nearY = Math.max(lowY, -highY, 0), nearZ = Math.max(lowZ, -highZ, 0);
    if (nearX * nearX + nearY * nearY + nearZ * nearZ > limit) return OUT;
    const farX = Math.max(-lowX, highX), farY = Math.max(-lowY, highY), farZ = Math.max(-lowZ, highZ);
    return farX * farX + farY * farY + farZ * farZ <= limit ? IN : MIXED;
  }
}
