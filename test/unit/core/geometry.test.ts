import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Polygon } from '#src/core/geometry/polygon.ts';
import { countInside, pointInPolygon, polygonArea, rasterize } from '#src/core/geometry/polygon.ts';
import { apply, compose, fromMatrix, fromQuaternion, invert, rotate, toMatrix, toQuaternion } from '#src/core/geometry/rigid.ts';
import { polygon, quaternion, vector } from './random-shapes.ts';

/**
 * Crossing number from above (O'Rourke, Computational Geometry in C, 7.4, in its textbook form), exact on the small
 * integers that it is asked with here: an oracle that shares no code with the formula under test.
 */
function insideByCrossings(shape: Polygon, x: number, y: number): boolean {
  let crossings = 0;
  for (let i = 0; i < shape.length; i += 2) {
    const [ax, ay] = [shape[i], shape[i + 1]];
    const [bx, by] = [shape[(i + 2) % shape.length], shape[(i + 3) % shape.length]];
    if (ay > y === by > y) continue;
    // The crossing lies right of x where this determinant has the sign of the edge's direction.
    const side = (ax - x) * (by - y) - (bx - x) * (ay - y);
    if (side > 0 === by > ay) crossings++;
  }
  return crossings % 2 === 1;
}

describe('polygons', () => {
  it('contain what the crossing number says', () => {
    const vertex = fc.integer({ min: -8, max: 40 });
    fc.assert(
      fc.property(fc.array(fc.tuple(vertex, vertex), { minLength: 3, maxLength: 12 }), (vertices) => {
        const shape = vertices.flat();
        // Halves never lie on an edge's end, and integers make the determinant exact.
        for (let y = 0; y < 32; y += 3)
          for (let x = 0; x < 32; x += 3) {
            const px = x + 0.5, py = y + 0.5;
            if (onEdge(shape, px, py)) continue;
            expect(pointInPolygon(shape, px, py)).toBe(insideByCrossings(shape, px, py));
          }
      }),
      { numRuns: 300 },
    );
  });

  it('rasterize to exactly the pixels whose centres they contain, wherever they lie', () => {
    fc.assert(
      fc.property(polygon(60, 40), (shape) => {
        const mask = rasterize(shape, 60, 40);
        for (let y = 0; y < 40; y++) for (let x = 0; x < 60; x++) if (mask.inside[60 * y + x] !== Number(pointInPolygon(shape, x + 0.5, y + 0.5))) expect([x, y]).toBe('the same');
      }),
      { numRuns: 300 },
    );
  });

  it('count the pixels of any rectangle', () => {
    const span = (n: number) => fc.tuple(fc.nat(n), fc.nat(n)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
    fc.assert(
      fc.property(polygon(30, 20), span(30), span(20), (shape, [x0, x1], [y0, y1]) => {
        const mask = rasterize(shape, 30, 20);
        let n = 0;
        for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) n += mask.inside[30 * y + x];
        expect(countInside(mask, x0, y0, x1, y1)).toBe(n);
      }),
    );
  });

  it('share each border pixel with exactly one neighbour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.double({ min: 0, max: 20, noNaN: true }), (a, b) => {
        const left = rasterize([0, 0, a, 0, b, 20, 0, 20], 20, 20);
        const right = rasterize([a, 0, 20, 0, 20, 20, b, 20], 20, 20);
        for (let i = 0; i < 400; i++) expect(left.inside[i] + right.inside[i]).toBe(1);
      }),
      { examples: [[4, 5.551115123125784e-17]] },
    );
  });

  it('have the area of a rectangle, both ways round', () => {
    expect(polygonArea([1, 1, 5, 1, 5, 4, 1, 4])).toBe(12);
    expect(polygonArea([1, 4, 5, 4, 5, 1, 1, 1])).toBe(12);
    expect(polygonArea([])).toBe(0);
  });
});

function onEdge(shape: Polygon, x: number, y: number): boolean {
  for (let i = 0; i < shape.length; i += 2) {
    const [ax, ay] = [shape[i], shape[i + 1]];
    const [bx, by] = [shape[(i + 2) % shape.length], shape[(i + 3) % shape.length]];
    const flat = (ax - x) * (by - y) === (bx - x) * (ay - y);
    if (flat && Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by)) return true;
  }
  return false;
}

describe('rigid transforms', () => {
  const transform = fc.tuple(quaternion, vector(1e4)).map(([q, t]) => fromQuaternion<'world', 'sweep'>(q, t));
  const close = (a: readonly number[], b: readonly number[], slack = 1e-9) => a.forEach((x, i) => expect(Math.abs(x - b[i])).toBeLessThanOrEqual(slack * (1 + Math.abs(b[i]))));

  it('rotate as the quaternion does (q p q*)', () => {
    fc.assert(
      fc.property(quaternion, vector(100), (q, p) => {
        const conjugate = [q[0], -q[1], -q[2], -q[3]] as const;
        const [, x, y, z] = hamilton(hamilton(q, [0, ...p]), conjugate);
        close(rotate(fromQuaternion(q, [1, 2, 3]), p), [x, y, z]);
      }),
    );
  });

  it('keep lengths and handedness', () => {
    fc.assert(
      fc.property(transform, vector(100), (a, p) => {
        expect(Math.abs(Math.hypot(...rotate(a, p)) - Math.hypot(...p))).toBeLessThan(1e-9);
        const [x, y, z] = [rotate(a, [1, 0, 0]), rotate(a, [0, 1, 0]), rotate(a, [0, 0, 1])];
        close([x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]], z);
      }),
    );
  });

  it('go there and back', () => {
    fc.assert(
      fc.property(transform, vector(1e4), (a, p) => {
        close(apply(invert(a), apply(a, p)), p, 1e-8);
        close(toMatrix(compose(a, invert(a))), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], 1e-8);
        expect(fromMatrix(toMatrix(a))).toEqual(a);
      }),
    );
  });

  it('compose as they apply', () => {
    fc.assert(
      fc.property(transform, transform, vector(100), (a, b, p) => {
        const inner = { r: b.r, t: b.t };
        close(apply(compose(a, inner), p), apply(a, apply(inner, p)), 1e-8);
      }),
    );
  });

  it('give their quaternion back, w >= 0, half turns too', () => {
    const halfTurns = fc.constantFrom<readonly [number, number, number, number]>([0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [1e-9, 1, 0, 0], [0, 0.6, 0.8, 0], [0, 0.5, 0.5, -0.70710678]);
    fc.assert(
      fc.property(fc.oneof(quaternion, halfTurns), (q) => {
        const back = toQuaternion(fromQuaternion(q, [0, 0, 0]));
        const n = Math.hypot(...q);
        const dot = q.reduce((sum, x, i) => sum + (x / n) * back[i], 0);
        expect(back[0]).toBeGreaterThanOrEqual(0);
        // q and -q are one rotation.
        expect(Math.abs(dot)).toBeGreaterThan(1 - 1e-9);
        expect(Math.abs(Math.hypot(...back) - 1)).toBeLessThan(1e-9);
      }),
    );
  });
});

function hamilton(a: readonly number[], b: readonly number[]): [number, number, number, number] {
  return [
    a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3],
    a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
    a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
    a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0],
  ];
}
