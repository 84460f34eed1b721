import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildSweepIndex } from '#src/core/cloud/sweep-index.ts';
import type { SweepFrame } from '#src/core/select/region.ts';
import type { Picked } from '#src/core/select/pick.ts';
import { pickPoint } from '#src/core/select/pick.ts';
import type { View } from '#src/core/select/view.ts';
import { pixelsFromSweep } from '#src/core/select/view.ts';
import { crowded, HEIGHT, sweep, view, WIDTH } from './random-scene.ts';
import { between } from './random-shapes.ts';

/** The plain loop: all points under the circle, then the nearest of the front surface. */
function pickPlainly(positions: Float32Array, frame: SweepFrame, camera: View, x: number, y: number, radius: number): Picked | null {
  const m = pixelsFromSweep(camera, frame);
  const under: Picked[] = [];
  for (let i = 0; i < positions.length / 3; i++) {
    const [px, py, pz] = positions.subarray(3 * i, 3 * i + 3);
    const row = (k: number) => m[k] * px + m[k + 1] * py + m[k + 2] * pz + m[k + 3];
    const depth = row(8);
    const du = row(0) / depth - x, dv = row(4) / depth - y;
    const squared = du * du + dv * dv;
    if (depth > 0 && squared <= radius * radius) under.push({ index: i, depth, distance: Math.sqrt(squared) });
  }
  const front = Math.min(...under.map((p) => p.depth));
  const surface = under.filter((p) => p.depth <= front + Math.max(0.25, 0.01 * front));
  // Stable: of equally near ones the one with the lower index stays first.
  return surface.sort((a, b) => a.distance - b.distance)[0] ?? null;
}

describe('pickPoint', () => {
  it('finds the point that the plain loop finds, with an index and without', () => {
    let found = 0;
    fc.assert(
      fc.property(view, sweep, fc.integer(), between(-5, WIDTH + 5), between(-5, HEIGHT + 5), between(0, 30), fc.constantFrom(1, 4, 12), (camera, frame, seed, x, y, radius, smaller) => {
        // Small clouds have many points of about one depth under the circle, and boxes that reach behind the eye.
        const positions = crowded(seed).map((v) => v / smaller);
        const expected = pickPlainly(positions, frame, camera, x, y, radius);
        for (const index of [null, buildSweepIndex(positions)])
          expect(pickPoint({ ...frame, count: positions.length / 3, positions, index }, camera, x, y, radius)).toEqual(expected);
        if (expected !== null) found++;
      }),
      { numRuns: 1000, endOnFailure: true },
    );
    expect(found).toBeGreaterThan(50);
  });

  it('takes the lower index of two points at one place', () => {
    const camera: View = { clipFromWorld: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], width: WIDTH, height: HEIGHT };
    const frame: SweepFrame = { origin: [0, 0, 0], worldFromSweep: { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] } };
    const positions = Float32Array.from({ length: 300 }, (_, k) => (k < 150 ? 0.5 : 0));
    for (const index of [null, buildSweepIndex(positions)])
      expect(pickPoint({ ...frame, count: 100, positions, index }, camera, WIDTH / 2, HEIGHT / 2, 3)?.index).toBe(50);
  });
});
