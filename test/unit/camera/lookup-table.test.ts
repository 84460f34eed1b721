import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CameraSpec, RayTable } from '#src/core/camera/camera.ts';
import { createCamera } from '#src/core/camera/index.ts';
import { MAX_NODES } from '#src/core/camera/lookup-table.ts';
import { between, tableOf } from './lenses.ts';

const base = { width: 641, height: 481, fx: 200, fy: 200, cx: 320, cy: 240 };
const pixel = new Float64Array(2), out = new Float64Array(3);

function raysOf(spec: CameraSpec): (u: number, v: number) => readonly number[] | null {
  const camera = createCamera(spec);
  return (u, v) => (camera.ray(u, v, out) ? [...out] : null);
}

function withTable(table: RayTable): CameraSpec {
  return { model: 'lookup-table', ...base, coefficients: [], table };
}

const fisheye: CameraSpec = { model: 'opencv-fisheye', ...base, coefficients: [0.05, -0.01, 0.002, -0.0003] };
const panorama: CameraSpec = { model: 'equirectangular', ...base, fx: 641 / (2 * Math.PI), fy: 200, coefficients: [] };
const TABLES: readonly (readonly [string, CameraSpec, number, number])[] = [
  ['a fisheye to 115 degrees', fisheye, 81, 61], ['a panorama', panorama, 161, 61], ['a pinhole', { model: 'pinhole', ...base, coefficients: [] }, 129, 97],
];

describe.each(TABLES)('a table of %s', (_title, spec, columns, rows) => {
  const table = tableOf(raysOf(spec), spec, columns, rows);
  const camera = createCamera(withTable(table)), lens = createCamera(spec);

  it('is that lens, to within a tenth of a pixel', () => {
    let compared = 0;
    fc.assert(
      fc.property(between(10, 630), between(10, 470), (u, v) => {
        fc.pre(lens.ray(u, v, out));
        const [x, y, z] = out;
        expect(camera.project(7 * x, 7 * y, 7 * z, pixel)).toBe(true);
        // Beside the seam of a panorama the table may have the point at the other end.
        expect(Math.hypot(pixel[0] - u, pixel[1] - v)).toBeLessThan(0.1);
        compared++;
      }),
      { numRuns: 1000 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  it('goes there and back exactly, and says no to what is outside', () => {
    fc.assert(
      fc.property(between(-5, 650), between(-5, 490), (u, v) => {
        const has = camera.ray(u, v, out);
        if (u < -1e-9 || v < -1e-9 || u > 640 + 1e-9 || v > 480 + 1e-9) expect(has).toBe(false);
        if (!has) return;
        expect(Math.hypot(out[0], out[1], out[2])).toBeCloseTo(1, 12);
        expect(camera.project(out[0], out[1], out[2], pixel)).toBe(true);
        const apart = Math.abs(pixel[0] - u);
        expect(spec === panorama ? Math.min(apart, 641 - apart) : apart).toBeLessThan(spec === panorama ? 2 : 1e-6);
        expect(pixel[1]).toBeCloseTo(v, 6);
      }),
      { numRuns: 1000 },
    );
  });

  it('has the slope of its triangles', () => {
    const slope = new Float64Array(6);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: columns - 2 }), fc.integer({ min: 0, max: rows - 2 }), fc.boolean(), (column, row, upper) => {
        const part = upper ? 0.3 : 0.7, stepU = 640 / (columns - 1), stepV = 480 / (rows - 1);
        fc.pre(camera.ray((column + part) * stepU, (row + part) * stepV, out));
        const point = [...out].map((c) => 4 * c) as [number, number, number];
        expect(camera.jacobian(...point, slope)).toBe(true);
        const h = 1e-6;
        for (const axis of [0, 1, 2]) {
          const at = (n: number): number[] => {
            const moved = [...point] as [number, number, number];
            moved[axis] += n * h;
            expect(camera.project(...moved, pixel)).toBe(true);
            return [...pixel];
          };
          const [a, b] = [at(-1), at(1)];
          for (const k of [0, 1]) expect(Math.abs((b[k] - a[k]) / (2 * h) - slope[3 * k + axis])).toBeLessThan(1e-3 * Math.max(1, Math.abs(slope[3 * k + axis])));
        }
      }),
    );
  });
});

describe('what a table does not see', () => {
  it('has no image: holes, what lies beyond the grid, and behind', () => {
    const rayOf = raysOf({ model: 'pinhole', ...base, coefficients: [] });
    const hole = (u: number, v: number): boolean => Math.abs(u - 320) < 30 && Math.abs(v - 240) < 30;
    const camera = createCamera(withTable(tableOf((u, v) => (hole(u, v) ? null : rayOf(u, v)), withTable({ columns: 2, rows: 2, rays: new Float32Array(0) }), 65, 49)));
    expect(camera.project(0, 0, 1, pixel)).toBe(false);
    expect(camera.ray(320, 240, out)).toBe(false);
    expect(camera.project(0.5, 0, 1, pixel)).toBe(true);
    for (const [x, y, z] of [[0.5, 0, -1], [1.61, 0, 1], [0, -1.21, 1]]) expect(camera.project(x, y, z, pixel)).toBe(false);
  });
});

describe('a table that is none', () => {
  const rays = (columns: number, rows: number): Float32Array => tableOf(raysOf(fisheye), fisheye, columns, rows).rays;
  it.each([
    [undefined, /bad table.*a table of rays.*none/],
    [{ columns: 1, rows: 9, rays: new Float32Array(27) }, /from 2 to the pixels.*9 x 1/],
    [{ columns: 65, rows: 49, rays: rays(64, 49) }, /9555 numbers.*9408/],
    [{ columns: 9, rows: 7, rays: rays(9, 7) }, /within 20 degrees.*row \d+, column \d+/],
    [{ columns: 65, rows: 49, rays: new Float32Array(3 * 65 * 49) }, /turn as the pixels do/],
    [{ columns: 65, rows: 49, rays: rays(65, 49).map((value, k) => (k % 3 === 0 ? -value : value)) }, /turn as the pixels do/],
  ])('%#: is refused', (table, message) => {
    expect(() => createCamera({ ...withTable(table!), table })).toThrow(message);
  });

  it('too many rays are refused before they are looked at', () => {
    const big = { ...withTable({ columns: 1000, rows: 600, rays: new Float32Array(0) }), width: 1920, height: 1080 };
    expect(() => createCamera(big)).toThrow(new RegExp(`at most ${MAX_NODES}`));
  });
});
