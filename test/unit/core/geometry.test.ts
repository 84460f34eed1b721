import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Polygon } from '#src/core/geometry/polygon.ts';
import type { PixelMask } from '#src/core/geometry/pixel-mask.ts';
import { pixelsInside } from '#src/core/geometry/pixel-mask.ts';
import { pointInPolygon, polygonArea, rasterize } from '#src/core/geometry/polygon.ts';
import { rasterizeStroke } from '#src/core/geometry/stroke.ts';
import { apply, compose, fromMatrix, fromQuaternion, invert, rotate, toMatrix, toQuaternion } from '#src/core/geometry/rigid.ts';
import { between, polygon, quaternion, vector } from './random-shapes.ts';

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

/** Whether a pixel of the picture is in a mask: 0 or 1. */
function pixel({ x, y, width, height, inside }: PixelMask, column: number, row: number): number {
  return column >= x && column < x + width && row >= y && row < y + height ? inside[(row - y) * width + column - x] : 0;
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
        for (let y = 0; y < 40; y++) for (let x = 0; x < 60; x++) if (pixel(mask, x, y) !== Number(pointInPolygon(shape, x + 0.5, y + 0.5))) expect([x, y]).toBe('the same');
      }),
      { numRuns: 300 },
    );
  });

  it('say of rectangles of pixels only what holds for each of them, and say it of those that are plainly so', () => {
    const said = [0, 0, 0];
    const span = (n: number) => fc.tuple(fc.integer({ min: -9, max: n + 9 }), fc.nat(12), between(0, 0.999), between(0, 0.999));
    fc.assert(
      fc.property(polygon(60, 40), span(60), span(40), (shape, [x0, across, x, toX], [y0, down, y, toY]) => {
        const mask = rasterize(shape, 60, 40);
        const verdict = pixelsInside(mask, x0 + x, y0 + y, x0 + across + toX, y0 + down + toY);
        let hits = 0;
        for (let row = y0; row <= y0 + down; row++) for (let column = x0; column <= x0 + across; column++) hits += pixel(mask, column, row);
        if (verdict === 0) expect(hits).toBe(0);
        if (verdict === 2) expect(hits).toBe((across + 1) * (down + 1));
        said[verdict]++;
      }),
      { numRuns: 1000 },
    );
    for (const times of said) expect(times).toBeGreaterThan(5);
    const all = rasterize([-9, -9, 99, -9, 99, 99, -9, 99], 64, 40);
    expect([pixelsInside(all, 0, 0, 63.9, 39.9), pixelsInside(all, -0.1, 0, 9, 9), pixelsInside(all, 64, 0, 70, 9), pixelsInside(all, 5, 5, 5, 5)]).toEqual([2, 1, 0, 2]);
  });

  it('share each border pixel with exactly one neighbour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.double({ min: 0, max: 20, noNaN: true }), (a, b) => {
        const left = rasterize([0, 0, a, 0, b, 20, 0, 20], 20, 20);
        const right = rasterize([a, 0, 20, 0, 20, 20, b, 20], 20, 20);
        for (let i = 0; i < 400; i++) expect(pixel(left, i % 20, Math.floor(i / 20)) + pixel(right, i % 20, Math.floor(i / 20))).toBe(1);
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

/** From a place to the nearest place of a path, by projecting onto each segment. */
function distanceToPath(path: readonly number[], x: number, y: number): number {
  let least = path.length >= 2 ? Math.hypot(x - path[0], y - path[1]) : Infinity;
  for (let i = 0; i + 3 < path.length; i += 2) {
    const [ax, ay, bx, by] = path.slice(i, i + 4);
    const squared = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = squared === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / squared));
    least = Math.min(least, Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)));
  }
  return least;
}

describe('strokes', () => {
  it('cover exactly the pixels whose centres are within the radius of the path', () => {
    let hits = 0;
    fc.assert(
      fc.property(polygon(60, 40), between(0, 25), (path, radius) => {
        const mask = rasterizeStroke(path, radius, 60, 40);
        for (let row = 0; row < 40; row++)
          for (let column = 0; column < 60; column++) {
            const beyond = distanceToPath(path, column + 0.5, row + 0.5) - radius;
            // Within rounding of the edge either is right.
            if (Math.abs(beyond) < 1e-7) continue;
            if (pixel(mask, column, row) !== Number(beyond < 0)) expect({ column, row, beyond, found: pixel(mask, column, row) }).toBe('the same');
            hits += Number(beyond < 0);
          }
      }),
      { numRuns: 300 },
    );
    expect(hits).toBeGreaterThan(1000);
  });

  it('cover nothing without a path, and a disc at one place', () => {
    expect(rasterizeStroke([], 10, 60, 40).width).toBe(0);
    const disc = rasterizeStroke([30, 20], 10, 60, 40);
    expect([pixel(disc, 30, 20), pixel(disc, 39, 20), pixel(disc, 40, 20), pixel(disc, 37, 27)]).toEqual([1, 1, 0, 0]);
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
