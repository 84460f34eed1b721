import fc from 'fast-check';
import { fromQuaternion } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { SweepFrame } from '#src/core/select/region.ts';
import type { View } from '#src/core/select/view.ts';
import { random } from './random-points.ts';
import { between, pose, quaternion, vector } from './random-shapes.ts';

/** Of the pictures that `view` makes. */
export const WIDTH = 64, HEIGHT = 48;

/** Sweeps near zero and sweeps in UTM coordinates, moved back near the origin of the world by their pose. */
export const sweep: fc.Arbitrary<SweepFrame> = fc
  .tuple(pose, fc.constantFrom<Vec3>([0, 0, 0], [10, -20, 3], [500_000, 5_400_000, 300]))
  .map(([worldFromSweep, origin]) => {
    const moved = times(worldFromSweep.r, origin);
    const t = worldFromSweep.t.map((x, k) => x - moved[k]) as unknown as Vec3;
    return { origin, worldFromSweep: { r: worldFromSweep.r, t } };
  });

/** A row-major 3x3 times a vector. */
export function times(r: readonly number[], p: readonly number[]): number[] {
  return [0, 1, 2].map((i) => r[3 * i] * p[0] + r[3 * i + 1] * p[1] + r[3 * i + 2] * p[2]);
}

/** Looks from `eye` along a random direction: OpenGL clip space, perspective or orthographic. */
export const view: fc.Arbitrary<View> = fc.tuple(quaternion, vector(20), fc.boolean(), between(0.3, 2.5)).map(([q, eye, perspective, opening]) => {
  const { r } = fromQuaternion<'camera', 'world'>(q, [0, 0, 0]);
  const back = times(r, eye).map((x) => -x);
  const camera = [...r.slice(0, 3), back[0], ...r.slice(3, 6), back[1], ...r.slice(6, 9), back[2], 0, 0, 0, 1];
  const f = 1 / Math.tan(opening / 2);
  const clip = perspective ? [f * (HEIGHT / WIDTH), 0, 0, 0, 0, f, 0, 0, 0, 0, -1, -0.2, 0, 0, -1, 0] : [0.05 * f, 0, 0, 0, 0, 0.05 * f, 0, 0, 0, 0, -0.01, 0, 0, 0, 0, 1];
  return { clipFromWorld: product(clip, camera), width: WIDTH, height: HEIGHT };
});

function product(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: 16 }, (_, n) => [0, 1, 2, 3].reduce((sum, k) => sum + a[4 * (n >> 2) + k] * b[4 * k + (n & 3)], 0));
}

/** Crowds and stretches as scans have them, stray points, whatever a float can be, and points without a place. */
export function crowded(seed: number): Float32Array {
  const next = random(seed);
  const count = 1 + Math.floor(next() * 3000);
  const out = new Float32Array(3 * count);
  const at = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    if (next() < 0.02) for (let k = 0; k < 3; k++) at[k] = (next() - 0.5) * 80;
    for (let k = 0; k < 3; k++) out[3 * i + k] = at[k] += (next() - 0.5) * 0.3;
    if (next() < 0.01) out[3 * i + Math.floor(next() * 3)] = [NaN, Infinity, -Infinity, 3e38, -1e-40, 0][Math.floor(next() * 6)];
  }
  return out;
}

