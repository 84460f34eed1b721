import fc from 'fast-check';
import { expect, it } from 'vitest';
import { convexHull, dilatedHull } from '#src/core/crosscheck/decisions/outline.ts';
import { pointInPolygon } from '#src/core/geometry/polygon.ts';

const pixels = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 40 })), { minLength: 1, maxLength: 40 });

it('holds every pixel and a circle of the margin around it, and little more than the margin around their box', () => {
  fc.assert(fc.property(pixels, (points) => {
    const outline = dilatedHull(points.flat(), 8);
    for (const [u, v] of points)
      for (let k = 0; k < 12; k++) expect(pointInPolygon(outline.flat(), u + 7.8 * Math.cos(k), v + 7.8 * Math.sin(k))).toBe(true);
    const us = points.map(([u]) => u), vs = points.map(([, v]) => v);
    for (const [u, v] of outline) {
      expect(u).toBeGreaterThan(Math.min(...us) - 8.2);
      expect(u).toBeLessThan(Math.max(...us) + 8.2);
      expect(v).toBeGreaterThan(Math.min(...vs) - 8.2);
      expect(v).toBeLessThan(Math.max(...vs) + 8.2);
    }
  }));
});

it('a hull has corners of the points only, turns one way, and holds all', () => {
  fc.assert(fc.property(pixels, (points) => {
    const hull = convexHull(points), at = (k: number) => hull[k % hull.length];
    for (const corner of hull) expect(points).toContainEqual(corner);
    if (hull.length < 3) return;
    for (let k = 0; k < hull.length; k++) {
      const [a, b] = [at(k), at(k + 1)];
      for (const p of points) expect((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])).toBeGreaterThanOrEqual(0);
    }
  }));
});

it('no pixels have no outline', () => expect(dilatedHull([], 8)).toEqual([]));
