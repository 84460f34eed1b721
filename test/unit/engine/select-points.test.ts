import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { buildSweepIndex } from '#src/core/cloud/sweep-index.ts';
import { uprightBox } from '#src/core/geometry/box.ts';
import type { Selection, SelectorSpec, SweepView } from '#src/core/select/selector.ts';
import { createSelector, select, selectedCount, selectSweep } from '#src/core/select/selector.ts';
import { toIndices } from '#src/core/select/packed-points.ts';
import { isRegionSpec } from '#src/core/select/regions/index.ts';
import type { View } from '#src/core/select/view.ts';
import { nodeEngine } from '#src/engine/node-host.ts';
import { forgetSweep, selectInSlices, selectInWorkers, selectPoints } from '#src/engine/select-points.ts';
import { isShared, sharedCopy } from '#src/engine/shared.ts';
import { partsOf, selectPart } from '#src/engine/sweep-parts.ts';
import { random } from '#test/unit/core/random-points.ts';
import { between, polygon, pose, vector } from '#test/unit/core/random-shapes.ts';

const WIDTH = 64, HEIGHT = 48;
const engine = nodeEngine(2);
afterAll(() => engine.dispose());

/** Points about the middle, some without a place, with a few labels. */
function cloud(seed: number, count: number): Pick<SweepView, 'positions' | 'labels'> {
  const next = random(seed);
  const positions = Float32Array.from({ length: 3 * count }, () => (next() < 0.01 ? NaN : (next() - 0.5) * 60));
  return { positions, labels: Uint32Array.from({ length: count }, () => Math.floor(next() * 4)) };
}

const sweeps: fc.Arbitrary<SweepView[]> = fc
  .array(fc.record({ seed: fc.nat(), count: fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 2, max: 3000 })), worldFromSweep: pose, indexed: fc.boolean() }), { maxLength: 12 })
  .map((all) => all.map(({ seed, count, worldFromSweep, indexed }, s) => {
    const { positions, labels } = cloud(seed, count);
    const bounds = count === 0 ? null : ({ min: [-30, -30, -30], max: [30, 30, 30] } as const);
    return {
      id: `sequence/${s}/top`, count, origin: [0, 0, 0] as const, bounds, worldFromSweep,
      positions: sharedCopy(positions), labels: sharedCopy(labels), index: indexed ? buildSweepIndex(positions, true) : null,
    };
  }));

/** A camera that stands back and looks at the middle. */
const view: View = { width: WIDTH, height: HEIGHT, clipFromWorld: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 40, 0, 0, 1, 80] };

const specs: fc.Arbitrary<SelectorSpec> = fc.oneof(
  polygon(WIDTH, HEIGHT).map((vertices) => ({ kind: 'lasso' as const, polygon: vertices, view })),
  fc.array(between(0, WIDTH), { minLength: 2, maxLength: 6 }).map((path) => ({ kind: 'brush' as const, path: path.slice(0, path.length & ~1), radius: 5, view })),
  fc.tuple(vector(30), between(-3, 3)).map(([at, yaw]) => ({ kind: 'cuboid' as const, box: uprightBox<'world'>(at, [20, 15, 30], yaw) })),
  fc.tuple(vector(30), between(0, 40)).map(([centre, radius]) => ({ kind: 'sphere' as const, centre, radius })),
  fc.nat(4).map((label) => ({ kind: 'label' as const, label })),
);

function indices(selection: Selection): [string, number[]][] {
  return [...selection].map(([id, points]) => [id, [...toIndices(points)]]);
}

describe('selecting points of many sweeps', () => {
  it('gives the same points by the workers, in slices, and at once', async () => {
    await fc.assert(
      fc.asyncProperty(sweeps, specs, async (views, spec) => {
        const expected = select(createSelector(spec), views);
        expect(await selectInWorkers(engine, spec, views)).toEqual(expected);
        expect(await selectInSlices(spec, views)).toEqual(expected);
        for (const { id } of views) forgetSweep(engine, id);
      }),
      { numRuns: 60 },
    );
  });

  it('sees labels as they are now, without being given them again', async () => {
    const labels = sharedCopy(new Uint32Array(1000));
    const sweep: SweepView = {
      id: 'live', count: 1000, origin: [0, 0, 0], bounds: null, index: null, worldFromSweep: { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] },
      positions: sharedCopy(new Float32Array(3000)), labels,
    };
    expect(selectedCount(await selectPoints(engine, { kind: 'label', label: 7 }, [sweep]))).toBe(0);
    labels.fill(7, 10, 20);
    expect(indices(await selectPoints(engine, { kind: 'label', label: 7 }, [sweep]))).toEqual([['live', [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]]]);
    // An array of this thread alone: the workers' copy would grow old.
    const own: SweepView = { ...sweep, labels: Uint32Array.from(labels) };
    await selectPoints(engine, { kind: 'label', label: 7 }, [own]);
    own.labels.fill(7);
    expect(selectedCount(await selectPoints(engine, { kind: 'label', label: 7 }, [own]))).toBe(1000);
    forgetSweep(engine, 'live');
  });

  it('drops a stroke for a newer one', async () => {
    const [sweep] = fc.sample(sweeps.filter((views) => views.length > 0 && views[0].count > 0), { numRuns: 1, seed: 1 })[0];
    const strokes = Array.from({ length: 20 }, (_, k) => ({ kind: 'sphere' as const, centre: [0, 0, 0] as const, radius: k }));
    let before = new AbortController();
    const results = strokes.map((stroke) => {
      before.abort();
      before = new AbortController();
      return selectPoints(engine, stroke, [sweep], before.signal);
    });
    const settled = await Promise.allSettled(results);
    expect(settled.map(({ status }) => status)).toEqual([...strokes.slice(1).map(() => 'rejected'), 'fulfilled']);
    expect(await results[19]).toEqual(select(createSelector(strokes[19]), [sweep]));
  });

  it('stops between slices', async () => {
    const [sweep] = fc.sample(sweeps.filter((views) => views.length > 0), { numRuns: 1, seed: 2 })[0];
    const abort = new AbortController();
    // Looked at sweep by sweep: it never comes to the end of these.
    const endless = Object.assign(Array<SweepView>(1), { *[Symbol.iterator]() { for (;;) yield sweep; } });
    const under = selectInSlices({ kind: 'label', label: 1 }, endless, abort.signal);
    setImmediate(() => abort.abort());
    await expect(under).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a part of a sweep', () => {
  it('holds its points and no others: all parts together give what the whole gives', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 6000 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 9 }), pose, specs, (seed, count, level, most, worldFromSweep, spec) => {
        fc.pre(isRegionSpec(spec));
        const { positions, labels } = cloud(seed, count);
        const index = buildSweepIndex(positions);
        const sweep: SweepView = { id: 's', count, origin: [0, 0, 0], bounds: null, worldFromSweep, positions, labels, index };
        const parts = partsOf(index, most, level);
        const whole = toIndices(selectSweep(createSelector(spec), sweep));
        const found = (parts ?? [null]).map((part) => selectPart(spec, sweep, part));
        expect(found.length).toBeLessThanOrEqual(most);
        expect(found.flatMap((points) => [...toIndices(points)]).sort((a, b) => a - b)).toEqual([...whole]);
      }),
      { numRuns: 300 },
    );
  });

  it('is what large sweeps are searched by', async () => {
    const count = 1_300_000;
    const { positions, labels } = cloud(5, count);
    const shared = sharedCopy(positions);
    const sweep: SweepView = {
      id: 'large', count, origin: [0, 0, 0], bounds: null, worldFromSweep: { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] },
      positions: shared, labels: sharedCopy(labels), index: buildSweepIndex(shared, true),
    };
    expect(partsOf(sweep.index!, 2)).toHaveLength(2);
    const spec: SelectorSpec = { kind: 'sphere', centre: [3, 2, 1], radius: 18 };
    expect(await selectPoints(engine, spec, [sweep])).toEqual(select(createSelector(spec), [sweep]));
    forgetSweep(engine, 'large');
  });
});

describe('sharedCopy', () => {
  it('holds the same values, once', () => {
    const values = Float64Array.of(1, NaN, -0).subarray(1);
    const copy = sharedCopy(values);
    expect(copy).toEqual(values);
    expect(isShared(copy)).toBe(true);
    expect(sharedCopy(copy)).toBe(copy);
    expect(isShared(values)).toBe(false);
  });
});
