import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '#src/core/labels/change.ts';
import { makeDelta } from '#src/core/labels/change.ts';
import { LabelSet } from '#src/core/labels/label-set.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { historyOfPoint } from '#src/core/labels/provenance.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { packIndices } from '#src/core/select/packed-points.ts';

const [SWEEP, OTHER] = ['a', 'b'].map((frame) => sweepId('s', frame, 'l'));
/** More than two blocks of packed points. */
const POINTS = 140_000;

describe('the history of a point', () => {
  it('is every value that it had, newest first, with who gave it', () => {
    // Dense and scattered points, at block borders too: every way in which a set may be packed.
    const watched = [0, 1, 2, 65_535, 65_536, 131_072, POINTS - 1];
    const stroke = fc.record({
      begin: fc.constantFrom(0, 1, 65_530, 65_536, 100_000, 131_070, POINTS - 5),
      length: fc.constantFrom(1, 3, 70_000),
      step: fc.constantFrom(1, 2, 5),
      classId: fc.integer({ min: 1, max: 9 }),
      draft: fc.boolean(),
      sweep: fc.constantFrom(SWEEP, SWEEP, OTHER),
    });
    fc.assert(
      fc.property(fc.array(stroke, { maxLength: 8 }), (strokes) => {
        const set = new LabelSet('work');
        for (const sweep of [SWEEP, OTHER]) set.load(sweep, new Uint32Array(POINTS));
        const expected = watched.map(() => [] as unknown[]);
        const changes = strokes.map(({ begin, length, step, classId, draft, sweep }, k): Change => {
          const points: number[] = [];
          for (let i = begin; i < Math.min(POINTS, begin + length); i += step) points.push(i);
          const now = set.get(sweep)!;
          // Neighbours differ, so that the values are in many runs.
          const next = (i: number) => ({ label: packLabel(classId, i % 3), draft });
          const provenance = { tool: `tool ${k}`, author: `author ${k % 2}`, timeMs: 1000 - k };
          const change: Change = {
            id: `c${k}`, clientId: 'x', baseRevision: k, title: `step ${k}`, place: null,
            sweeps: [makeDelta(sweep, packIndices(POINTS, points), now, next)], records: [], provenance,
          };
          if (sweep === SWEEP)
            watched.forEach((i, w) => {
              if (!points.includes(i)) return;
              const before = { label: now.labels[i], draft: now.isDraft(i) };
              expected[w].unshift({ changeId: `c${k}`, title: `step ${k}`, ...provenance, before, after: next(i) });
            });
          set.apply(change);
          return change;
        });
        for (const [w, i] of watched.entries()) expect(historyOfPoint(changes, SWEEP, i)).toEqual(expected[w]);
        expect(historyOfPoint(changes, SWEEP, POINTS + 5)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('says what took a Change back, and what brought it again', () => {
    const set = new LabelSet('work');
    const labels = set.load(SWEEP, new Uint32Array(4));
    const delta = makeDelta(SWEEP, packIndices(4, [2]), labels, () => ({ label: 7, draft: false }));
    const change = (id: string, extra: object): Change => ({
      id, clientId: 'x', baseRevision: 0, title: id, place: null, sweeps: [delta], records: [], provenance: { tool: 'lasso', author: 'Ada', timeMs: 5, ...extra },
    });
    const steps = historyOfPoint([change('a', {}), change('b', { undoes: 'a' }), change('c', { redoes: 'a' })], SWEEP, 2);
    expect(steps.map(({ changeId, undoes, redoes }) => ({ changeId, undoes, redoes }))).toEqual([
      { changeId: 'c', redoes: 'a' }, { changeId: 'b', undoes: 'a' }, { changeId: 'a' },
    ]);
  });
});
