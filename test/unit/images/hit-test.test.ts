import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { farToNear } from '#src/engine/jobs/project-sweep.handler.ts';
import type { ImageProjection } from '#src/engine/jobs/project-sweep.request.ts';
import { entryOf, pointAtPixel, sweepOfEntry } from '#src/images/hit-test.ts';

/** [sweep, index, u, v, depth, visible], in order. */
type Row = readonly [number, number, number, number, number, 0 | 1];

function projection(rows: readonly Row[], sweeps = 1): ImageProjection {
  const depth = Float32Array.from(rows, (r) => r[4]), visible = Uint8Array.from(rows, (r) => r[5]);
  return {
    starts: Uint32Array.from({ length: sweeps + 1 }, (_, s) => rows.filter((r) => r[0] < s).length),
    index: Uint32Array.from(rows, (r) => r[1]),
    u: Float32Array.from(rows, (r) => r[2]),
    v: Float32Array.from(rows, (r) => r[3]),
    depth,
    visible,
    farToNear: farToNear(depth, visible),
  };
}

describe('the point under a pixel', () => {
  const some = projection([
    [0, 4, 10, 10, 30, 1],
    [0, 7, 14, 10, 20, 1],
    [0, 9, 12, 10, 40, 0],
    [0, 12, 50, 50, 10, 1],
  ]);

  it('is the nearest visible one', () => {
    expect(pointAtPixel(some, 11.5, 10, 6)).toBe(0);
    expect(pointAtPixel(some, 12.5, 10, 6)).toBe(1);
  });

  it('is none beyond the radius, and one on it', () => {
    expect(pointAtPixel(some, 50, 57, 6)).toBeNull();
    expect(pointAtPixel(some, 50, 56, 6)).toBe(3);
  });

  it('is the nearer to the camera of two equals', () => {
    expect(pointAtPixel(some, 12, 10, 6)).toBe(1);
    expect(pointAtPixel(projection([[0, 0, 5, 5, 3, 1], [0, 1, 5, 5, 9, 1]]), 5, 5, 6)).toBe(0);
  });

  it('is none in an empty projection', () => {
    expect(pointAtPixel(projection([]), 5, 5, 6)).toBeNull();
  });
});

describe('entries and points', () => {
  const two = projection(
    [
      [0, 3, 1, 1, 5, 1],
      [0, 8, 2, 2, 5, 1],
      [2, 3, 3, 3, 5, 0],
    ],
    3,
  );

  it('tells which sweep an entry is of, past sweeps without any', () => {
    expect([0, 1, 2].map((entry) => sweepOfEntry(two, entry))).toEqual([0, 0, 2]);
  });

  it('finds the entry of a point of a sweep', () => {
    expect(entryOf(two, 0, 3)).toBe(0);
    expect(entryOf(two, 0, 8)).toBe(1);
    expect(entryOf(two, 2, 3)).toBe(2);
    expect(entryOf(two, 0, 9)).toBeNull();
    expect(entryOf(two, 1, 3)).toBeNull();
    expect(entryOf(two, 2, 2)).toBeNull();
  });
});

describe('drawing order', () => {
  it('is the visible entries by falling depth, in file order where equal', () => {
    const depth = fc.float({ min: Math.fround(1e-30), max: Math.fround(3e38), noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(depth, fc.boolean())), (points) => {
        const depths = Float32Array.from(points, (p) => p[0]);
        const order = farToNear(depths, Uint8Array.from(points, (p) => Number(p[1])));
        const expected = points.flatMap((p, i) => (p[1] ? [i] : [])).sort((a, b) => depths[b] - depths[a] || a - b);
        expect([...order]).toEqual(expected);
      }),
    );
  });
});
