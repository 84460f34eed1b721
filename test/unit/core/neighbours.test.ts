import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forEachWithin, Nearest, nearestPoints, pointsWithin, searchNearest } from '#src/core/cloud/neighbours.ts';
import { buildSweepIndex } from '#src/core/cloud/sweep-index.ts';
import type { WindowSweep } from '#src/core/cloud/window.ts';
import { worldPoint } from '#src/core/cloud/window.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { crowded, sweep } from './random-scene.ts';
import { between, vector } from './random-shapes.ts';

interface Found {
  readonly index: number;
  readonly squared: number;
}

/** Every point that has a place, nearest first; stable, so that of equally near ones the lower index comes first. */
function allByDistance(positions: Float32Array, [x, y, z]: Vec3): Found[] {
  return Array.from({ length: positions.length / 3 }, (_, index) => {
    const dx = positions[3 * index] - x, dy = positions[3 * index + 1] - y, dz = positions[3 * index + 2] - z;
    return { index, squared: dx * dx + dy * dy + dz * dz };
  })
    .filter(({ squared }) => Number.isFinite(squared))
    .sort((a, b) => a.squared - b.squared);
}

/** Clouds in which some points share a place. */
const cloud = fc.tuple(fc.integer(), fc.boolean()).map(([seed, coarse]) => (coarse ? crowded(seed).map((v) => Math.round(v)) : crowded(seed)));
const place = vector(45);

describe('in one sweep', () => {
  it('the k nearest are those of a sort of all points, with an index and without, search after search', () => {
    fc.assert(
      fc.property(cloud, place, place, fc.integer({ min: 0, max: 40 }), (positions, first, second, k) => {
        for (const index of [null, buildSweepIndex(positions)]) {
          const nearest = new Nearest(k);
          for (const at of [first, second]) {
            nearest.clear();
            searchNearest({ count: positions.length / 3, positions, index }, ...at, nearest);
            const found = Array.from({ length: nearest.count }, (_, n) => ({ index: nearest.indices[n], squared: nearest.squared[n] }));
            expect(found).toEqual(allByDistance(positions, at).slice(0, k));
          }
        }
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });

  it('all within a radius are those of a look at all points, with an index and without', () => {
    let hits = 0;
    fc.assert(
      fc.property(cloud, place, between(0, 30), (positions, at, radius) => {
        const expected = allByDistance(positions, at).filter(({ squared }) => squared <= radius * radius);
        hits += expected.length;
        for (const index of [null, buildSweepIndex(positions)]) {
          const found: Found[] = [];
          forEachWithin({ count: positions.length / 3, positions, index }, ...at, radius, (i, squared) => found.push({ index: i, squared }));
          expect(found.sort((a, b) => a.squared - b.squared || a.index - b.index)).toEqual(expected);
        }
      }),
      { numRuns: 150, endOnFailure: true },
    );
    expect(hits).toBeGreaterThan(100);
  });

  it('takes nothing further than it was told', () => {
    const positions = Float32Array.of(1, 0, 0, 2, 0, 0, 3, 0, 0);
    const nearest = new Nearest(5);
    nearest.clear(2);
    searchNearest({ count: 3, positions, index: buildSweepIndex(positions) }, 0, 0, 0, nearest);
    expect([...nearest.indices.subarray(0, nearest.count)]).toEqual([0, 1]);
  });
});

describe('over a window', () => {
  const sweeps = fc.array(fc.tuple(sweep, fc.integer(), fc.boolean()), { minLength: 1, maxLength: 4 }).map((made) =>
    made.map(([frame, seed, indexed], n): WindowSweep => {
      const positions = crowded(seed);
      return { ...frame, id: `${n}`, count: positions.length / 3, positions, bounds: null, index: indexed ? buildSweepIndex(positions) : null };
    }));

  /** World distances by the definition; sweeps far from zero cost a nanometre. */
  function distances(window: readonly WindowSweep[], at: Vec3): number[] {
    return window
      .flatMap((one) => Array.from({ length: one.count }, (_, i) => Math.hypot(...worldPoint(one, i).map((v, k) => v - at[k]))))
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
  }

  const check = (window: readonly WindowSweep[], at: Vec3, found: ReturnType<typeof nearestPoints>, expected: readonly number[]) => {
    expect(found.length).toBe(expected.length);
    expect(new Set(found.map(({ sweep: id, index }) => `${id}/${index}`)).size).toBe(found.length);
    found.forEach(({ sweep: id, index, distance }, n) => {
      const own = Math.hypot(...worldPoint(window[Number(id)], index).map((v, k) => v - at[k]));
      // Points at 3e38 m differ by more than a nanometre, relative to their distance by nothing.
      const near = (v: number) => expect(Math.abs(distance - v)).toBeLessThanOrEqual(1e-7 + 1e-12 * v);
      near(own);
      near(expected[n]);
    });
  };

  it('the k nearest are as near as those of a sort of all world distances', () => {
    fc.assert(
      fc.property(sweeps, place, fc.integer({ min: 0, max: 30 }), (window, at, k) => check(window, at, nearestPoints(window, at, k), distances(window, at).slice(0, k))),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it('all within a radius are those whose world distance is', () => {
    fc.assert(
      fc.property(sweeps, place, between(0, 40), (window, at, radius) => {
        const all = distances(window, at);
        // Where a point lies on the border to rounding, either answer is right.
        fc.pre(all.every((d) => Math.abs(d - radius) > 1e-7));
        check(window, at, pointsWithin(window, at, radius), all.filter((d) => d < radius));
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });
});
