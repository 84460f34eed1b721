import fc from 'fast-check';
import { PerspectiveCamera, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { frontmost, pickPoint } from '#src/core/select/pick.ts';
import type { SweepFrame } from '#src/core/select/region.ts';
import type { View } from '#src/core/select/regions/lasso.ts';
import { toPixels } from '#src/viewer/eye/projecting.ts';

const WIDTH = 640;
const HEIGHT = 480;
const frame = { origin: [0, 0, 0] as const, worldFromSweep: { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] as const } };

/** Points without an index, standing as `frame` says. */
const at = (positions: Float32Array, where: SweepFrame = frame) => ({ ...where, count: positions.length / 3, positions, index: null });

/** Ten metres behind the zero, looking along +x. */
function camera(): PerspectiveCamera {
  const made = new PerspectiveCamera(60, WIDTH / HEIGHT, 0.1, 1000);
  made.up.set(0, 0, 1);
  made.position.set(-10, 0, 0);
  made.lookAt(0, 0, 0);
  made.updateMatrixWorld();
  return made;
}

function viewOf(eye: PerspectiveCamera): View {
  const { elements } = eye.projectionMatrix.clone().multiply(eye.matrixWorldInverse).transpose();
  return { clipFromWorld: elements, width: WIDTH, height: HEIGHT };
}

const coordinate = fc.oneof({ weight: 12, arbitrary: fc.float({ min: -12, max: 12, noNaN: true }) }, { weight: 1, arbitrary: fc.constant(NaN) });

describe('pickPoint', () => {
  it('finds a point within the radius exactly where three says that one is', () => {
    const eye = camera();
    fc.assert(
      fc.property(fc.array(coordinate, { minLength: 30, maxLength: 300 }), fc.nat(WIDTH), fc.nat(HEIGHT), (values, x, y) => {
        const positions = Float32Array.from(values.slice(0, values.length - (values.length % 3)));
        const under: { index: number; distance: number; depth: number }[] = [];
        for (let i = 0; i < positions.length / 3; i++) {
          const p = new Vector3().fromArray(positions, 3 * i);
          const depth = p.x + 10;
          const ndc = p.clone().project(eye);
          const distance = Math.hypot(((ndc.x + 1) * WIDTH) / 2 - x, ((1 - ndc.y) * HEIGHT) / 2 - y);
          if (depth > 0 && distance <= 40) under.push({ index: i, distance, depth });
        }
        const picked = pickPoint(at(positions), viewOf(eye), x, y, 40);
        if (under.length === 0) return picked === null;
        const front = Math.min(...under.map((u) => u.depth));
        const found = under.find((u) => u.index === picked?.index);
        // One of the front surface, and none of the front point's own depth is nearer to the cursor.
        return (
          found !== undefined &&
          found.depth <= front + Math.max(0.26, 0.0101 * front) &&
          under.every((u) => u.depth > front + 1e-4 || u.distance >= found.distance - 1e-3)
        );
      }),
    );
  });

  it('takes what is in front, also where something behind is nearer to the cursor', () => {
    const view = viewOf(camera());
    const positions = Float32Array.from([20, 0, 0, 0, 0.05, 0]);
    expect(pickPoint(at(positions), view, WIDTH / 2, HEIGHT / 2, 8)?.index).toBe(1);
    expect(pickPoint(at(positions), view, WIDTH / 2, HEIGHT / 2, 1)?.index).toBe(0);
  });

  it('looks through what is not shown', () => {
    const view = viewOf(camera());
    const positions = Float32Array.from([20, 0, 0, 0, 0.05, 0]);
    expect(pickPoint(at(positions), view, WIDTH / 2, HEIGHT / 2, 8, (i) => i !== 1)?.index).toBe(0);
    expect(pickPoint(at(positions), view, WIDTH / 2, HEIGHT / 2, 8, () => false)).toBeNull();
  });

  it('takes the nearest to the cursor on one surface', () => {
    const positions = Float32Array.from([0, 0.06, 0, 0.1, 0, 0]);
    expect(pickPoint(at(positions), viewOf(camera()), WIDTH / 2, HEIGHT / 2, 8)?.index).toBe(1);
  });

  it('finds nothing behind the eye, among NaN, or in an empty cloud', () => {
    const view = viewOf(camera());
    for (const positions of [[-20, 0, 0], [NaN, 0, 0], [0, NaN, 0], [Infinity, 0, 0], []])
      expect(pickPoint(at(Float32Array.from(positions)), view, WIDTH / 2, HEIGHT / 2, 1e4)).toBeNull();
  });

  it('uses the pose and the origin of the sweep in Float64: UTM coordinates lose nothing', () => {
    const eye = camera();
    const [east, north] = [689_001.37, 5_338_002.81];
    const local = viewOf(eye).clipFromWorld;
    const clipFromWorld = local.map((v, k) => (k % 4 === 3 ? v - local[k - 3] * east - local[k - 2] * north : v));
    const view = { clipFromWorld, width: WIDTH, height: HEIGHT };
    const utm = { origin: [689_000, 5_338_000, 0] as const, worldFromSweep: frame.worldFromSweep };
    const positions = Float32Array.from([1.37, 2.81, 0, 1.37, 2.9, 0]);
    expect(toPixels(view, [east, north, 0])?.[0]).toBeCloseTo(WIDTH / 2, 3);
    expect(pickPoint(at(positions, utm), view, WIDTH / 2, HEIGHT / 2, 0.01)?.index).toBe(0);
  });
});

describe('frontmost', () => {
  it('prefers the front sweep, and the cursor on one surface', () => {
    const near = { index: 1, depth: 10, distance: 6 }, far = { index: 2, depth: 30, distance: 0 }, beside = { index: 3, depth: 10.1, distance: 2 };
    expect(frontmost([far, near])).toBe(near);
    expect(frontmost([far, near, beside])).toBe(beside);
    expect(frontmost([])).toBeNull();
  });
});
