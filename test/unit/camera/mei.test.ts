import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCamera } from '#src/core/camera/index.ts';
import { DataError } from '#src/core/errors.ts';
import { between } from './lenses.ts';

const base = { model: 'mei', width: 1400, height: 1400, fx: 1336.322, fy: 1335.788, cx: 716.943, cy: 705.765 };
const pixel = new Float64Array(2), out = new Float64Array(3);

function mei(coefficients: readonly number[]) {
  return createCamera({ ...base, coefficients });
}

describe('the unified lens', () => {
  it('is the pinhole with xi = 0, and the stereographic projection with xi = 1', () => {
    expect(mei([0, 0, 0, 0, 0]).project(0.3, -0.2, 2, pixel)).toBe(true);
    expect([...pixel]).toEqual([base.fx * 0.15 + base.cx, base.fy * -0.1 + base.cy].map((value) => expect.closeTo(value, 9)));
    const stereographic = mei([1, 0, 0, 0, 0]);
    for (const angle of [0.1, 1, Math.PI / 2, 2.5, 3.1]) {
      expect(stereographic.project(Math.sin(angle), 0, Math.cos(angle), pixel)).toBe(true);
      expect((pixel[0] - base.cx) / base.fx).toBeCloseTo(Math.tan(angle / 2), 9);
    }
  });

  it('ends where the sphere turns away', () => {
    for (const xi of [0.3, 0.8, 1.5, 2.2134])
      for (let degrees = 0; degrees < 180; degrees += 0.25) {
        const angle = (degrees * Math.PI) / 180, edge = Math.acos(xi < 1 ? -xi : -1 / xi);
        expect(mei([xi, 0, 0, 0, 0]).project(Math.sin(angle), 0, Math.cos(angle), pixel)).toBe(angle < edge);
      }
  });

  it('no two directions of the field share a pixel, whatever the lens', () => {
    const small = (limit: number) => between(-limit, limit);
    const angles = fc.tuple(between(0.01, 3), between(0, 6.28));
    fc.assert(
      fc.property(fc.tuple(between(0, 2.5), small(0.5), small(0.3), small(0.03), small(0.03)), angles, (coefficients, [t, s]) => {
        const camera = mei(coefficients);
        // Two steps around the direction, at right angles to it and to each other: their images turn as they do.
        const at = (a: number, b: number): readonly [number, number] | null =>
          (camera.project(Math.sin(a) * Math.cos(b), Math.sin(a) * Math.sin(b), Math.cos(a), pixel) ? [pixel[0], pixel[1]] : null);
        const h = 1e-6, [farther, nearer, after, before] = [at(t + h, s), at(t - h, s), at(t, s + h), at(t, s - h)];
        fc.pre(farther !== null && nearer !== null && after !== null && before !== null);
        const det = (farther![0] - nearer![0]) * (after![1] - before![1]) - (after![0] - before![0]) * (farther![1] - nearer![1]);
        expect(det / (4 * h * h * base.fx * base.fy)).toBeGreaterThan(-2e-3);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a negative xi', () => {
    expect(() => mei([-0.1, 0, 0, 0, 0])).toThrow(DataError);
    expect(() => mei([-0.1, 0, 0, 0, 0])).toThrow(/bad xi.*0 or more.*-0\.1/);
  });

  it('has no rays beyond its field', () => {
    const camera = mei([2, 0, 0, 0, 0]), radius = 1 / Math.sqrt(3);
    out.fill(7);
    expect(camera.ray(base.cx + 1.001 * radius * base.fx, base.cy, out)).toBe(false);
    expect([...out]).toEqual([7, 7, 7]);
    expect(camera.ray(base.cx + 0.999 * radius * base.fx, base.cy, out)).toBe(true);
    expect(out[2]).toBeLessThan(0);
  });
});
