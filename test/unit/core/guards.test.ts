import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packLabel, UNLABELLED } from '#src/core/labels/label.ts';
import { impactOf, impactSteps } from '#src/core/select/guards.ts';
import { packMask, toIndices } from '#src/core/select/packed-points.ts';
import { randomLabels } from './label-model.ts';
import { compactPoints, fill, pattern, size } from './random-points.ts';

/** Point by point, as it is said: the oracle. */
function plainImpact(mask: Uint8Array, labels: Uint32Array, next: (i: number) => number, unlabelledOnly: boolean) {
  const points: number[] = [];
  const overwrites = new Map<number, number>();
  let guarded = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0 || labels[i] === next(i)) continue;
    if (labels[i] !== UNLABELLED && unlabelledOnly && next(i) !== UNLABELLED) guarded++;
    else {
      points.push(i);
      if (labels[i] !== UNLABELLED) overwrites.set(labels[i], (overwrites.get(labels[i]) ?? 0) + 1);
    }
  }
  return { points, overwrites, guarded };
}

describe('impactOf', () => {
  const label = fc.constantFrom(UNLABELLED, packLabel(1), packLabel(2, 1), packLabel(9, 9));

  it('says what the plain rules say, for one label and for one per point, at once and in steps', () => {
    fc.assert(
      fc.property(size, pattern, fc.integer(), label, fc.boolean(), fc.boolean(), (count, how, seed, one, unlabelledOnly, each) => {
        const mask = fill(count, how, seed);
        const { labels } = randomLabels(count, seed + 1);
        const next = (i: number) => (each && i % 7 < 3 ? labels[i] : one);
        const points = seed % 2 === 0 ? packMask(mask) : compactPoints(packMask(mask));
        const expected = plainImpact(mask, labels, next, unlabelledOnly);
        const found = impactOf(points, labels, each ? next : one, { unlabelledOnly });
        expect(found.points.count).toBe(expected.points.length);
        expect(toIndices(found.points).join() === expected.points.join()).toBe(true);
        expect([...found.overwrites].sort(([a], [b]) => a - b)).toEqual([...expected.overwrites].sort(([a], [b]) => a - b));
        expect(found.guarded).toBe(expected.guarded);
        const steps = impactSteps(points, labels, each ? next : one, { unlabelledOnly });
        let step = steps.next();
        while (step.done !== true) step = steps.next();
        expect(step.value.points.count).toBe(expected.points.length);
      }),
      { numRuns: 100 },
    );
  });

  it('is the packed set itself where nothing is left out', () => {
    const points = packMask(fill(70_000, 'runs', 1));
    expect(impactOf(points, new Uint32Array(70_000), 5, { unlabelledOnly: true }).points).toEqual(points);
  });

  it('pauses on the way through many blocks', () => {
    const points = packMask(new Uint8Array(65_536 * 40).fill(1));
    const steps = impactSteps(points, new Uint32Array(65_536 * 40), 5, { unlabelledOnly: false });
    let pauses = 0;
    while (steps.next().done !== true) pauses++;
    expect(pauses).toBe(5);
  });
});
