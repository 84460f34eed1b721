import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCamera } from '#src/core/camera/index.ts';
import { LENSES, between, specOf } from './lenses.ts';

const pixel = new Float64Array(2), ray = new Float64Array(3);

describe.each(LENSES.map((lens) => [lens.title, lens] as const))('%s', (_title, lens) => {
  const spec = specOf(lens), camera = createCamera(spec);
  const angle = between(0, lens.halfAngle), turn = between(0, 6.28);

  it('takes every point that projects back to its ray', () => {
    fc.assert(
      fc.property(angle, turn, between(0.1, 200), (t, s, range) => {
        const direction = [Math.sin(t) * Math.cos(s), Math.sin(t) * Math.sin(s), Math.cos(t)] as const;
        fc.pre(camera.project(range * direction[0], range * direction[1], range * direction[2], pixel));
        expect(camera.ray(pixel[0], pixel[1], ray)).toBe(true);
        expect(Math.hypot(ray[0], ray[1], ray[2])).toBeCloseTo(1, 12);
        // Near a fold an error in the pixel is a large one in the ray, and none in the picture.
        const [u, v] = pixel;
        expect(camera.project(ray[0], ray[1], ray[2], pixel)).toBe(true);
        expect(Math.hypot(pixel[0] - u, pixel[1] - v)).toBeLessThan(1e-9 * (1000 + Math.hypot(u, v)));
        expect(Math.hypot(ray[0] - direction[0], ray[1] - direction[1], ray[2] - direction[2])).toBeLessThan(1e-4);
      }),
      { numRuns: 500 },
    );
  });

  it('takes every ray of a pixel back to it', () => {
    let rays = 0;
    fc.assert(
      fc.property(between(0, spec.width), between(0, spec.height), (u, v) => {
        if (!camera.ray(u, v, ray)) return;
        rays++;
        expect(camera.project(5 * ray[0], 5 * ray[1], 5 * ray[2], pixel)).toBe(true);
        // A panorama's two edges are one place.
        expect(Math.min(Math.abs(pixel[0] - u), Math.abs(Math.abs(pixel[0] - u) - spec.width))).toBeLessThan(1e-5);
        expect(pixel[1]).toBeCloseTo(v, 4);
      }),
      { numRuns: 500 },
    );
    expect(rays).toBeGreaterThan(100);
  });

  it('gives no image and no ray to what is no place', () => {
    pixel.fill(7);
    ray.fill(7);
    for (const [x, y, z] of [[0, 0, 0], [NaN, 0, 1], [0, NaN, 1], [0, 0, NaN], [Infinity, 0, 1], [0, -Infinity, 1], [0, 0, Infinity], [Infinity, Infinity, Infinity]])
      if (!(lens.model === 'pinhole' || lens.model === 'opencv-radtan') || z !== Infinity) expect(camera.project(x, y, z, pixel)).toBe(false);
    for (const [u, v] of [[NaN, 0], [0, NaN], [Infinity, 0], [0, -Infinity]]) expect(camera.ray(u, v, ray)).toBe(false);
    expect([...pixel, ...ray]).toEqual([7, 7, 7, 7, 7]);
  });
});
