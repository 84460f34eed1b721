import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WindowSweep } from '#src/core/cloud/window.ts';
import { Window } from '#src/core/cloud/window.ts';
import { boundsOf } from '#src/core/geometry/box.ts';
import { fromQuaternion } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { packIndices } from '#src/core/select/packed-points.ts';

const metres = fc.double({ min: -200, max: 200, noNaN: true });
const point = fc.tuple(metres, metres, metres);

/** A sweep far from the world's zero, as UTM data is, with some points that have no place. */
const sweep = fc
  .record({
    points: fc.array(fc.option(point, { nil: [Number.NaN, 0, 0] as [number, number, number] }), { minLength: 1, maxLength: 40 }),
    origin: fc.tuple(fc.constantFrom(0, 500_000), fc.constantFrom(0, 4_500_000), fc.constant(0)),
    yaw: fc.double({ min: -3, max: 3, noNaN: true }),
    shift: point,
  })
  .map(({ points, origin, yaw, shift }): WindowSweep => {
    const positions = Float32Array.from(points.flat());
    const finite = points.flatMap((p, i) => (Number.isNaN(p[0]) ? [] : [[positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]] as Vec3]));
    return {
      id: 's', count: points.length, positions, origin, bounds: finite.length === 0 ? null : boundsOf(finite), index: null,
      worldFromSweep: fromQuaternion([Math.cos(yaw / 2), 0, 0, Math.sin(yaw / 2)], shift),
    };
  });

describe('Window', () => {
  it('bounds of points are exactly around them, and within the bounds of all', () => {
    fc.assert(
      fc.property(sweep, fc.array(fc.nat(), { maxLength: 20 }), (s, picks) => {
        const window = new Window([s]);
        const chosen = [...new Set(picks.map((k) => k % s.count))];
        const finite = chosen.map((index) => window.worldPoint({ sweep: 's', index })!).filter((p) => Number.isFinite(p[0]));
        const around = window.boundsOf(new Map([['s', packIndices(s.count, chosen)]]));
        expect(around).toEqual(finite.length === 0 ? null : boundsOf(finite));
        const all = window.worldBounds();
        if (around !== null) for (let k = 0; k < 3; k++) {
          expect(all!.min[k]).toBeLessThanOrEqual(around.min[k] + 1e-6);
          expect(all!.max[k]).toBeGreaterThanOrEqual(around.max[k] - 1e-6);
        }
      }),
    );
  });

  it('knows its points by sweep and index in the file', () => {
    const at = (id: string, x: number): WindowSweep => ({
      id, count: 1, positions: Float32Array.of(x, 0, 0), origin: [1000, 0, 0], bounds: null, index: null, worldFromSweep: fromQuaternion([1, 0, 0, 0], [0, 5, 0]),
    });
    const window = new Window([at('a', 1), at('b', 2)]);
    expect(window.count).toBe(2);
    expect(window.worldPoint({ sweep: 'b', index: 0 })).toEqual([1002, 5, 0]);
    expect(window.worldPoint({ sweep: 'b', index: 1 })).toBeNull();
    expect(window.worldPoint({ sweep: 'c', index: 0 })).toBeNull();
    expect(window.worldBounds()).toBeNull();
  });
});
