import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrientedBox } from '#src/core/geometry/box.ts';
import { uprightBox, yawOf } from '#src/core/geometry/box.ts';
import { pointInPolygon } from '#src/core/geometry/polygon.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { buildSweepIndex } from '#src/core/cloud/sweep-index.ts';
import type { Region, RegionTester, SweepFrame } from '#src/core/select/region.ts';
import { IN, MIXED, OUT } from '#src/core/select/region.ts';
import { brushRegion, createRegion, cuboidRegion, lassoRegion, sphereRegion } from '#src/core/select/regions/index.ts';
import { markPoints } from '#src/core/select/traverse.ts';
import type { View } from '#src/core/select/view.ts';
import { random } from './random-points.ts';
import { crowded, HEIGHT, sweep, times, view, WIDTH } from './random-scene.ts';
import { between, polygon, pose, vector } from './random-shapes.ts';

const N = 400;

/** Points about the sweep's origin, some of them NaN. */
function points(seed: number, spread: number): Float32Array {
  const next = random(seed);
  const out = new Float32Array(3 * N);
  for (let k = 0; k < out.length; k++) out[k] = next() < 0.01 ? NaN : (next() - 0.5) * 2 * spread;
  return out;
}

/** World coordinates by the definition, in Float64. */
function worldOf(frame: SweepFrame, positions: Float32Array, i: number): number[] {
  const inSweep = frame.origin.map((o, k) => o + positions[3 * i + k]);
  return times(frame.worldFromSweep.r, inSweep).map((x, k) => x + frame.worldFromSweep.t[k]);
}

/** One byte per point, tested one by one: the plain loop that everything faster is held against. */
function test(tester: RegionTester, positions: Float32Array): Uint8Array {
  const count = positions.length / 3;
  const bits = new Uint32Array(Math.ceil(count / 32)).fill(0xffffffff);
  bits[bits.length - 1] >>>= 31 - ((count - 1) % 32);
  tester.keepInside(positions, bits);
  // Points whose bit is clear are not looked at, and do not matter to the others.
  const some = Uint32Array.from(bits, (_, word) => Math.imul(word + 7, 0x9e3779b1));
  const expected = some.map((word, k) => word & bits[k]);
  tester.keepInside(positions, some);
  expect([...some]).toEqual([...expected]);
  return bytes(bits, count);
}

function bytes(bits: Uint32Array, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => (bits[i >>> 5] >>> (i & 31)) & 1);
}

/** Boxes of some of the points: what `classifyBox` says of one must hold for each point in it. */
function checkBoxes(tester: RegionTester, positions: Float32Array, found: Uint8Array, seed: number): number {
  const next = random(seed);
  let said = 0;
  for (let k = 0; k < 30; k++) {
    const reach = 40 * next() ** 3;
    const centre = Math.floor(next() * N);
    const near = (i: number) => [0, 1, 2].every((a) => Math.abs(positions[3 * i + a] - positions[3 * centre + a]) <= reach);
    const members = Array.from({ length: N }, (_, i) => i).filter(near);
    if (members.length === 0) continue;
    const along = (a: number) => members.map((i) => positions[3 * i + a]);
    // Not the first of its list, as most boxes are not.
    const boxes = Float32Array.of(NaN, ...[0, 1, 2].map((a) => Math.min(...along(a))), ...[0, 1, 2].map((a) => Math.max(...along(a))));
    const verdict = tester.classifyBox(boxes, 1);
    if (verdict === MIXED) continue;
    said++;
    for (const i of members) expect(found[i]).toBe(verdict === IN ? 1 : 0);
  }
  return said;
}

/** Asks a region through the index, and without one. */
function checkTraversal(region: Region, frame: SweepFrame, positions: Float32Array): void {
  const count = positions.length / 3;
  const expected = test(region.through(frame), positions);
  for (const index of [null, buildSweepIndex(positions)]) {
    const bits = new Uint32Array(Math.ceil(count / 32));
    markPoints(region.through(frame), { count, positions, index }, bits);
    const found = bytes(bits, count);
    for (let i = 0; i < count; i++) if (found[i] !== expected[i]) expect({ i, indexed: index !== null, found: found[i], place: [...positions.subarray(3 * i, 3 * i + 3)] }).toBe(expected[i]);
  }
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
        said += checkBoxes(tester, positions, found, seed + 1);
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
        said += checkBoxes(tester, positions, found, seed + 1);
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
    expect([...test(cuboidRegion(box).through(frame), positions)]).toEqual([1, 1, 0, 1, 0, 0, 0, 0]);
  });

  it('says in and out for boxes that are plainly so', () => {
    const identity: Rigid<'world', 'sweep'> = { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] };
    const tester = cuboidRegion(uprightBox([0, 0, 0], [10, 10, 10], 0.3)).through({ origin: [0, 0, 0], worldFromSweep: identity });
    expect(tester.classifyBox(Float32Array.of(-1, -1, -1, 1, 1, 1), 0)).toBe(IN);
    expect(tester.classifyBox(Float32Array.of(20, 20, 20, 21, 21, 21), 0)).toBe(OUT);
    expect(tester.classifyBox(Float32Array.of(-100, -100, -100, 100, 100, 100), 0)).toBe(MIXED);
  });
});

describe('sphere', () => {
  it('takes the points within its radius', () => {
    let hits = 0;
    let said = 0;
    fc.assert(
      fc.property(vector(20), between(0, 50), sweep, fc.integer(), (centre, radius, frame, seed) => {
        const positions = points(seed, 40);
        const tester = sphereRegion(centre, radius).through(frame);
        const found = test(tester, positions);
        for (let i = 0; i < N; i++) {
          const beyond = Math.hypot(...worldOf(frame, positions, i).map((x, k) => x - centre[k])) - radius;
          if (Math.abs(beyond) < 1e-6) continue;
          if (found[i] !== Number(beyond < 0)) expect({ i, beyond, found: found[i] }).toBe('the same');
          hits += found[i];
        }
        said += checkBoxes(tester, positions, found, seed + 1);
      }),
      { numRuns: 200, endOnFailure: true },
    );
    expect(hits).toBeGreaterThan(100);
    expect(said).toBeGreaterThan(100);
  });
});

const region: fc.Arbitrary<Region> = fc.oneof(
  fc.tuple(polygon(WIDTH, HEIGHT), view).map(([shape, camera]) => lassoRegion(shape, camera)),
  fc.tuple(polygon(WIDTH, HEIGHT), between(0, 30), view).map(([path, radius, camera]) => brushRegion(path, radius, camera)),
  cuboid.map(cuboidRegion),
  fc.tuple(vector(30), between(0, 60)).map(([centre, radius]) => sphereRegion(centre, radius)),
);

describe('the traversal', () => {
  it('finds the points of every region that the plain loop finds, with an index and without', () => {
    fc.assert(fc.property(region, sweep, fc.integer(), (shape, frame, seed) => checkTraversal(shape, frame, crowded(seed))), { numRuns: 600, endOnFailure: true });
  });

  it('does so where the eye stands among the points', () => {
    const looking = fc.tuple(polygon(WIDTH, HEIGHT), view, fc.integer()).map(([shape, camera, seed]) => ({ shape, camera, seed }));
    fc.assert(
      fc.property(looking, ({ shape, camera, seed }) => {
        const frame: SweepFrame = { origin: [0, 0, 0], worldFromSweep: { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] } };
        checkTraversal(lassoRegion(shape, camera), frame, crowded(seed).map((v) => v / 4));
      }),
      { numRuns: 200, endOnFailure: true },
    );
  });

  it('finds nothing in a sweep without points, or without points that have a place', () => {
    const frame: SweepFrame = { origin: [0, 0, 0], worldFromSweep: { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] } };
    for (const positions of [new Float32Array(0), Float32Array.of(NaN, 0, 0, 0, Infinity, 0)]) {
      const bits = new Uint32Array(1);
      markPoints(sphereRegion([0, 0, 0], 9).through(frame), { count: positions.length / 3, positions, index: buildSweepIndex(positions) }, bits);
      expect(bits[0]).toBe(0);
    }
  });
});

describe('createRegion', () => {
  it('makes from plain data what the functions make', () => {
    const camera: View = { clipFromWorld: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], width: WIDTH, height: HEIGHT };
    const frame: SweepFrame = { origin: [0, 0, 0], worldFromSweep: { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] } };
    const positions = points(3, 1.5);
    const box = uprightBox<'world'>([0, 0, 0], [2, 1, 1], 0.4);
    const pairs = [
      [createRegion({ kind: 'lasso', polygon: [5, 5, 50, 9, 20, 40], view: camera }), lassoRegion([5, 5, 50, 9, 20, 40], camera)],
      [createRegion({ kind: 'brush', path: [5, 5, 50, 9], radius: 8, view: camera }), brushRegion([5, 5, 50, 9], 8, camera)],
      [createRegion({ kind: 'cuboid', box }), cuboidRegion(box)],
      [createRegion({ kind: 'sphere', centre: [0, 1, 0], radius: 1 }), sphereRegion([0, 1, 0], 1)],
    ];
    for (const [made, same] of pairs) {
      expect(made.kind).toBe(same.kind);
      const found = test(made.through(frame), positions);
      expect(found).toEqual(test(same.through(frame), positions));
      expect(found.some((x) => x !== 0)).toBe(true);
    }
  });
});
