import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bounds, OrientedBox } from '#src/core/geometry/box.ts';
import { uprightBox, yawOf } from '#src/core/geometry/box.ts';
import { pointInPolygon } from '#src/core/geometry/polygon.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { fromQuaternion } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { RegionTester, SweepFrame } from '#src/core/select/region.ts';
import type { View } from '#src/core/select/regions/lasso.ts';
import { cuboidRegion, lassoRegion } from '#src/core/select/regions/index.ts';
import { random } from './random-points.ts';
import { between, polygon, pose, quaternion, vector } from './random-shapes.ts';

const WIDTH = 64, HEIGHT = 48;
const N = 400;

/** Sweeps near zero and sweeps in UTM coordinates, moved back near the origin of the world by their pose. */
const sweep: fc.Arbitrary<SweepFrame> = fc
  .tuple(pose, fc.constantFrom<Vec3>([0, 0, 0], [10, -20, 3], [500_000, 5_400_000, 300]))
  .map(([worldFromSweep, origin]) => {
    const moved = times(worldFromSweep.r, origin);
    const t = worldFromSweep.t.map((x, k) => x - moved[k]) as unknown as Vec3;
    return { origin, worldFromSweep: { r: worldFromSweep.r, t } };
  });

/** Points about the sweep's origin, some of them NaN. */
function points(seed: number, spread: number): Float32Array {
  const next = random(seed);
  const out = new Float32Array(3 * N);
  for (let k = 0; k < out.length; k++) out[k] = next() < 0.01 ? NaN : (next() - 0.5) * 2 * spread;
  return out;
}

function times(r: readonly number[], p: readonly number[]): number[] {
  return [0, 1, 2].map((i) => r[3 * i] * p[0] + r[3 * i + 1] * p[1] + r[3 * i + 2] * p[2]);
}

/** World coordinates by the definition, in Float64. */
function worldOf(frame: SweepFrame, positions: Float32Array, i: number): number[] {
  const inSweep = frame.origin.map((o, k) => o + positions[3 * i + k]);
  return times(frame.worldFromSweep.r, inSweep).map((x, k) => x + frame.worldFromSweep.t[k]);
}

function test(tester: RegionTester, positions: Float32Array): Uint8Array {
  const out = new Uint8Array(N).fill(7);
  tester.testRange(positions, 0, N, out);
  // A range in the middle gives the same answers, written from the start.
  const part = new Uint8Array(10);
  tester.testRange(positions, 100, 110, part);
  expect([...part]).toEqual([...out.subarray(100, 110)]);
  return out;
}

/** Boxes of some of the points: what `classifyBox` says of one must hold for each point in it. */
function checkBoxes(tester: RegionTester, positions: Float32Array, found: Uint8Array, seed: number): { in: number; out: number } {
  const next = random(seed);
  const said = { in: 0, out: 0 };
  for (let k = 0; k < 30; k++) {
    const reach = 40 * next() ** 3;
    const centre = Math.floor(next() * N);
    const near = (i: number) => [0, 1, 2].every((a) => Math.abs(positions[3 * i + a] - positions[3 * centre + a]) <= reach);
    const members = Array.from({ length: N }, (_, i) => i).filter(near);
    if (members.length === 0) continue;
    const along = (a: number) => members.map((i) => positions[3 * i + a]);
    const box: Bounds = { min: [0, 1, 2].map((a) => Math.min(...along(a))) as unknown as Vec3, max: [0, 1, 2].map((a) => Math.max(...along(a))) as unknown as Vec3 };
    const verdict = tester.classifyBox(box);
    if (verdict === 'mixed') continue;
    said[verdict]++;
    for (const i of members) expect(found[i]).toBe(verdict === 'in' ? 1 : 0);
  }
  return said;
}

/** Looks from `eye` along a random direction: OpenGL clip space, perspective or orthographic. */
const view: fc.Arbitrary<View> = fc.tuple(quaternion, vector(20), fc.boolean(), between(0.3, 2.5)).map(([q, eye, perspective, opening]) => {
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

/** Pixel coordinates by the definition; null behind the eye. */
function pixelOf({ clipFromWorld: c }: View, [x, y, z]: readonly number[]): { u: number; v: number } | null {
  const row = (i: number) => c[4 * i] * x + c[4 * i + 1] * y + c[4 * i + 2] * z + c[4 * i + 3];
  const w = row(3);
  return w > 0 ? { u: ((row(0) / w + 1) / 2) * WIDTH, v: ((1 - row(1) / w) / 2) * HEIGHT } : null;
}

describe('lasso', () => {
  it('takes the points whose pixel has its centre in the polygon', () => {
    let hits = 0;
    let said = 0;
    fc.assert(
      fc.property(polygon(WIDTH, HEIGHT), view, sweep, fc.integer(), (shape, camera, frame, seed) => {
        const positions = points(seed, 30);
        const tester = lassoRegion(shape, camera).through(frame);
        const found = test(tester, positions);
        for (let i = 0; i < N; i++) {
          const pixel = pixelOf(camera, worldOf(frame, positions, i));
          const { u, v } = pixel ?? { u: NaN, v: NaN };
          // Within rounding of a pixel's border (UTM origins cost 1e-9 m) either neighbour is right.
          if (Math.min(u - Math.floor(u), Math.ceil(u) - u, v - Math.floor(v), Math.ceil(v) - v) < 1e-5) continue;
          const onScreen = u >= 0 && u < WIDTH && v >= 0 && v < HEIGHT;
          const expected = onScreen && pointInPolygon(shape, Math.floor(u) + 0.5, Math.floor(v) + 0.5) ? 1 : 0;
          if (found[i] !== expected) expect({ i, u, v, found: found[i] }).toBe(expected);
          hits += expected;
        }
        const boxes = checkBoxes(tester, positions, found, seed + 1);
        said += boxes.in + boxes.out;
      }),
      { numRuns: 200, endOnFailure: true },
    );
    // The property must have had something to be true of.
    expect(hits).toBeGreaterThan(100);
    expect(said).toBeGreaterThan(100);
  });

  it('takes nothing for a polygon without area, and everything on screen for one around the screen', () => {
    const camera: View = { clipFromWorld: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], width: WIDTH, height: HEIGHT };
    const frame: SweepFrame = { origin: [0, 0, 0], worldFromSweep: { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] } };
    const positions = points(5, 1.5);
    for (const shape of [[], [3, 3], [1, 1, 9, 9]]) expect(test(lassoRegion(shape, camera).through(frame), positions).some((x) => x !== 0)).toBe(false);
    const all = test(lassoRegion([-9, -9, 99, -9, 99, 99, -9, 99], camera).through(frame), positions);
    for (let i = 0; i < N; i++) {
      const [x, y, z] = positions.subarray(3 * i, 3 * i + 3);
      expect(all[i]).toBe(x >= -1 && x < 1 && y > -1 && y <= 1 && !Number.isNaN(z) ? 1 : 0);
    }
  });
});

const cuboid: fc.Arbitrary<OrientedBox<'world'>> = fc
  .tuple(pose, fc.tuple(...[0, 1, 2].map(() => between(0, 60))))
  .map(([{ r, t }, [l, w, h]]) => ({ pose: { r, t: [t[0] / 5, t[1] / 5, t[2] / 5] }, size: [l, w, h] }));

describe('cuboid', () => {
  it('takes the points whose box coordinates are within half its size', () => {
    let hits = 0;
    let said = 0;
    fc.assert(
      fc.property(cuboid, sweep, fc.integer(), (box, frame, seed) => {
        const positions = points(seed, 40);
        const tester = cuboidRegion(box).through(frame);
        const found = test(tester, positions);
        for (let i = 0; i < N; i++) {
          const fromCentre = worldOf(frame, positions, i).map((x, k) => x - box.pose.t[k]);
          // Along each of the box's axes: a column of its rotation.
          const depth = [0, 1, 2].map((k) => box.size[k] / 2 - Math.abs([0, 1, 2].reduce((sum, j) => sum + box.pose.r[3 * j + k] * fromCentre[j], 0)));
          const inside = Math.min(...depth);
          if (Math.abs(inside) < 1e-6) continue;
          if (found[i] !== Number(inside > 0)) expect({ i, inside, found: found[i] }).toBe('the same');
          hits += found[i];
        }
        const boxes = checkBoxes(tester, positions, found, seed + 1);
        said += boxes.in + boxes.out;
      }),
      { numRuns: 200, endOnFailure: true },
    );
    expect(hits).toBeGreaterThan(100);
    expect(said).toBeGreaterThan(100);
  });

  it('has its faces inside, and no NaN', () => {
    const box = uprightBox<'world'>([10, 0, 1], [4, 2, 2], Math.PI / 2);
    expect(yawOf(box)).toBe(Math.PI / 2);
    const frame: SweepFrame = { origin: [10, 0, 1], worldFromSweep: { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] } };
    const positions = Float32Array.of(0, 0, 1, 0, 0, -1, 0, 0, 1.001, 0.999, 1.999, 0, 1.001, 0, 0, 0, 2.001, 0, NaN, 0, 0, 0, 0, NaN);
    const out = new Uint8Array(8);
    cuboidRegion(box).through(frame).testRange(positions, 0, 8, out);
    expect([...out]).toEqual([1, 1, 0, 1, 0, 0, 0, 0]);
  });

  it('says in and out for boxes that are plainly so', () => {
    const identity: Rigid<'world', 'sweep'> = { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] };
    const tester = cuboidRegion(uprightBox([0, 0, 0], [10, 10, 10], 0.3)).through({ origin: [0, 0, 0], worldFromSweep: identity });
    expect(tester.classifyBox({ min: [-1, -1, -1], max: [1, 1, 1] })).toBe('in');
    expect(tester.classifyBox({ min: [20, 20, 20], max: [21, 21, 21] })).toBe('out');
    expect(tester.classifyBox({ min: [-100, -100, -100], max: [100, 100, 100] })).toBe('mixed');
  });
});
