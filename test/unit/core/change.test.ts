import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '#src/core/labels/change.ts';
import { applyDelta, invertChange } from '#src/core/labels/change.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { noPoints, toIndices } from '#src/core/select/packed-points.ts';
import { expectCounts, expectSame, plain, randomLabels, strokeChange, stroke } from './label-model.ts';
import { size } from './random-points.ts';

function apply(change: Change, labels: SweepLabels): void {
  for (const delta of change.sweeps) applyDelta(delta, labels);
}

const by = (id: string) => ({ id, clientId: 'c', baseRevision: 1, provenance: { tool: 'undo', author: 'Ada', timeMs: 1 } });

describe('Change', () => {
  it('does what it says, and undo and redo restore every byte, drafts and counts too', () => {
    fc.assert(
      fc.property(size, fc.integer(), fc.array(stroke, { minLength: 1, maxLength: 5 }), (count, seed, strokes) => {
        const labels = randomLabels(count, seed);
        const states = [plain(labels)];
        const changes: Change[] = [];
        for (const [k, s] of strokes.entries()) {
          const { change, expected } = strokeChange(`c${k}`, s, labels);
          apply(change, labels);
          expectSame(labels, expected);
          changes.push(change);
          states.push(expected);
        }
        for (let k = changes.length - 1; k >= 0; k--) {
          apply(invertChange(changes[k], by(`u${k}`)), labels);
          expectSame(labels, states[k]);
        }
        for (const [k, change] of changes.entries()) {
          const redo = invertChange(invertChange(change, by('u')), by('r'));
          expect(redo.sweeps).toEqual(change.sweeps);
          apply(redo, labels);
          expectSame(labels, states[k + 1]);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('refuses labels that it was not made on, whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 3000 }), fc.integer(), stroke, fc.nat(), fc.boolean(), (count, seed, s, pick, draftOnly) => {
        const labels = randomLabels(count, seed);
        const { change } = strokeChange('c', s, labels);
        const touched = change.sweeps.reduce((n, delta) => n + delta.points.count, 0);
        fc.pre(touched > 0);
        // Another label, or only another draft bit, on one of the points that it touches.
        const { points } = change.sweeps[0];
        const i = toIndices(points)[pick % touched];
        labels.set(i, i + 1, draftOnly ? labels.labels[i] : (labels.labels[i] ^ 0x80000000) >>> 0, draftOnly ? !labels.isDraft(i) : labels.isDraft(i));
        const before = plain(labels);
        expect(() => apply(change, labels)).toThrow(RangeError);
        expectSame(labels, before);
      }),
    );
  });

  it('refuses a sweep of another number of points', () => {
    const { change } = strokeChange('c', { sweep: 0, how: 'none', seed: 1, classes: 1 }, SweepLabels.unlabelled(5));
    expect(() => apply(change, SweepLabels.unlabelled(6))).toThrow('5 points');
    expect(change.sweeps[0].points).toEqual(noPoints(5));
  });

  it('inverts records too, last first', () => {
    const records = [
      { table: 'instances', id: '1', before: null, after: { id: 1, classId: 2 } },
      { table: 'instances', id: '1', before: { id: 1, classId: 2 }, after: { id: 1, classId: 3 } },
    ] as const;
    const { change } = strokeChange('c', { sweep: 0, how: 'none', seed: 1, classes: 1 }, SweepLabels.unlabelled(5), records);
    expect(invertChange(change, by('u')).records).toEqual([
      { table: 'instances', id: '1', before: { id: 1, classId: 3 }, after: { id: 1, classId: 2 } },
      { table: 'instances', id: '1', before: { id: 1, classId: 2 }, after: null },
    ]);
  });
});

describe('SweepLabels', () => {
  it('keeps counts that agree with the labels, from the start and with draft bits', () => {
    fc.assert(
      fc.property(size, fc.integer(), (count, seed) => {
        const labels = randomLabels(count, seed);
        expectCounts(labels);
        const copy = new SweepLabels(labels.labels.slice(), labels.draftBytes());
        expectSame(copy, plain(labels));
      }),
      { numRuns: 50 },
    );
  });

  it('refuses draft bits of another number of points', () => {
    expect(() => new SweepLabels(new Uint32Array(9), new Uint8Array(1))).toThrow(RangeError);
  });

  it('holds labels above 2^31', () => {
    const labels = new SweepLabels(Uint32Array.of(0xffffffff, 0xffff0001));
    labels.set(0, 1, 0xfffe0003, false);
    expect([...labels.perObject]).toEqual([[0xffff0001, 1], [0xfffe0003, 1]]);
    expectCounts(labels);
  });
});
