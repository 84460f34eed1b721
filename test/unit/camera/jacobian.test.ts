import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCamera } from '#src/core/camera/index.ts';
import { LENSES, between, specOf } from './lenses.ts';

const pixel = new Float64Array(2), out = new Float64Array(6);

describe.each(LENSES.map((lens) => [lens.title, lens] as const))('jacobian of %s', (_title, lens) => {
  const camera = createCamera(specOf(lens));
  const angle = between(0, lens.halfAngle), turn = between(0, 6.28);
  const range = between(0.3, 80);

  it('is the slope of project, by differences', () => {
    fc.assert(
      fc.property(angle, turn, range, (t, s, r) => {
        const point = [r * Math.sin(t) * Math.cos(s), r * Math.sin(t) * Math.sin(s), r * Math.cos(t)] as [number, number, number];
        fc.pre(camera.project(...point, pixel));
        const numeric: number[] = [], h = 1e-5 * r;
        for (const axis of [0, 1, 2]) {
          // A difference of the fourth order: exact to about 1e-9 of the derivative.
          const at = (n: number): readonly [number, number] | null => {
            const moved = [...point] as [number, number, number];
            moved[axis] += n * h;
            return camera.project(...moved, pixel) ? [pixel[0], pixel[1]] : null;
          };
          const [a, b, c, d] = [at(-2), at(-1), at(1), at(2)];
          fc.pre(a !== null && b !== null && c !== null && d !== null);
          const slopes = [0, 1].map((k) => (a![k] - 8 * b![k] + 8 * c![k] - d![k]) / (12 * h));
          [numeric[axis], numeric[3 + axis]] = slopes;
        }
        // Across the seam of a panorama pixels leap by its width.
        fc.pre(numeric.every((value) => Math.abs(value) * h < camera.spec.width / 100));
        expect(camera.jacobian(...point, out)).toBe(true);
        const size = Math.max(...numeric.map(Math.abs));
        numeric.forEach((value, k) => expect(Math.abs(out[k] - value) / size).toBeLessThan(2e-5));
      }),
      { numRuns: 300 },
    );
  });

  it('is there where project is, and leaves the output alone where not', () => {
    // Down to a nanometre: of smaller things, derivatives overflow.
    const coordinate = fc.oneof(fc.double({ min: -20, max: 20 }).filter((x) => !(Math.abs(x) < 1e-9)), fc.constantFrom(0, NaN, Infinity, -Infinity));
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, (x, y, z) => {
        out.fill(7);
        const projects = camera.project(x, y, z, pixel);
        expect(camera.jacobian(x, y, z, out)).toBe(projects);
        if (projects) expect([...out].every(Number.isFinite)).toBe(true);
        else expect([...out]).toEqual([7, 7, 7, 7, 7, 7]);
      }),
      { numRuns: 500 },
    );
  });

  it('does not change along the ray', () => {
    fc.assert(
      fc.property(angle, turn, range, (t, s, r) => {
        const point = [r * Math.sin(t) * Math.cos(s), r * Math.sin(t) * Math.sin(s), r * Math.cos(t)] as [number, number, number];
        fc.pre(camera.jacobian(...point, out));
        for (const row of [0, 3])
          expect(Math.abs(out[row] * point[0] + out[row + 1] * point[1] + out[row + 2] * point[2])).toBeLessThan(1e-8 * (1 + r * Math.max(...out.map(Math.abs))));
      }),
    );
  });
});
