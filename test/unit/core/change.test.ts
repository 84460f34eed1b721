import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '#src/core/labels/change.ts';
import { applyDelta, applyDeltaSteps, invertChange, invertDelta, makeDelta } from '#src/core/labels/change.ts';
import { changeBytes } from '#src/core/labels/change-bytes.ts';
import { bitsAre, fillBits } from '#src/core/labels/draft-bits.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { LabelTally } from '#src/core/labels/label-tally.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { noPoints, packMask, toIndices } from '#src/core/select/packed-points.ts';
import type { Steps } from '#src/core/steps.ts';
import { inSlices } from '#src/core/steps.ts';
import { expectCounts, expectSame, plain, randomLabels, strokeChange, stroke } from './label-model.ts';
import { fill, packedBytes, pattern, random, size } from './random-points.ts';

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

  it('is as it was where an exchange over many blocks is abandoned, drafts too', () => {
    const count = 40 * 65_536 + 7;
    const labels = randomLabels(count, 5);
    const before = plain(labels);
    const delta = makeDelta('s', packMask(fill(count, 'half', 1)), labels, { label: packLabel(7, 3), draft: true });
    for (const pauses of [1, 2]) {
      const steps = applyDeltaSteps(delta, labels);
      for (let n = 0; n < pauses; n++) expect(steps.next().done).toBe(false);
      expect(plain(labels).labels).not.toEqual(before.labels);
      steps.return();
      expectSame(labels, before);
    }
    applyDelta(delta, labels);
    expect(labels.draftsPerClass.get(7)).toBe(delta.points.count);
    applyDelta(invertDelta(delta), labels);
    expectSame(labels, before);
  });

  it('may look at shared memory', () => {
    const shared = new Uint32Array(new SharedArrayBuffer(4 * 70_000));
    const labels = new SweepLabels(shared);
    applyDelta(makeDelta('s', packMask(fill(70_000, 'runs', 1)), labels, { label: 5, draft: false }), labels);
    expect(shared.filter((label) => label === 5).length).toBe(labels.perClass.get(5));
    expectCounts(labels);
    expect(labels.draftBytes()).toBeNull();
  });

  it('takes one value for all as it takes the same for each', () => {
    fc.assert(
      fc.property(size, fc.integer(), pattern, fc.boolean(), (count, seed, how, draft) => {
        const labels = randomLabels(count, seed);
        const points = packMask(fill(count, how, seed));
        const value = { label: packLabel(3, 1), draft };
        expect(makeDelta('s', points, labels, value)).toEqual(makeDelta('s', points, labels, () => value));
      }),
      { numRuns: 30 },
    );
  });
});

describe('the parts of it', () => {
  it('draft bits are asked and set by ranges as they are one by one', () => {
    const bytes = 6;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: bytes, maxLength: bytes }), fc.nat(8 * bytes), fc.nat(8 * bytes), fc.boolean(), (bits, a, b, value) => {
        const [begin, end] = a < b ? [a, b] : [b, a];
        const is = (i: number): boolean => ((bits[i >> 3] >> (i & 7)) & 1) === 1;
        const all = Array.from({ length: 8 * bytes }, (_, i) => is(i));
        expect(bitsAre(bits, begin, end, value)).toBe(all.slice(begin, end).every((bit) => bit === value));
        fillBits(bits, begin, end, value);
        expect(all.map((_, i) => is(i))).toEqual(all.map((bit, i) => (i >= begin && i < end ? value : bit)));
        expect(bitsAre(bits, begin, end, value)).toBe(true);
      }),
    );
  });

  it('a tally sums as a map does, of however many labels', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(1, 30, 31, 32, 33, 5000), (seed, many) => {
        const next = random(seed);
        const tally = new LabelTally();
        const map = new Map<number, number>();
        for (let k = 0; k < 3 * many; k++) {
          const label = (Math.floor(next() * many) * 0x10001) >>> 0, n = Math.floor(next() * 5) - 2;
          tally.add(label, n);
          map.set(label, (map.get(label) ?? 0) + n);
        }
        const found = new Map<number, number>();
        tally.forEach((label, sum) => found.set(label, sum));
        expect([...found].sort(([a], [b]) => a - b)).toEqual([...map].filter(([, n]) => n !== 0).sort(([a], [b]) => a - b));
      }),
    );
  });

  it('a Change weighs what its arrays take, whole buffers and provenance too', () => {
    const labels = randomLabels(200_000, 1);
    const { change } = strokeChange('c', { sweep: 0, how: 'half', seed: 1, classes: 3 }, labels);
    const [{ points, before, after }] = change.sweeps;
    const arrays = [before, after].flatMap((runs) => [runs.lengths, runs.labels, runs.drafts]).reduce((n, a) => n + a.buffer.byteLength, 0);
    const bytes = changeBytes(change);
    expect(bytes).toBeGreaterThan(arrays + packedBytes(points) - 100);
    expect(bytes).toBeLessThan(arrays + packedBytes(points) + 5000);
    const region = { lasso: Array.from({ length: 1000 }, (_, i) => [i, i]) };
    expect(changeBytes({ ...change, provenance: { ...change.provenance, region } })).toBeGreaterThan(bytes + 16_000);
    const view = new Uint32Array(new ArrayBuffer(1_000_000), 0, after.labels.length);
    expect(changeBytes({ ...change, sweeps: [{ ...change.sweeps[0], after: { ...after, labels: view } }] })).toBeGreaterThan(bytes + 900_000 - after.labels.byteLength);
  });

  it('steps are done in slices, and taken back where the signal says stop', async () => {
    let taken = 0, returned = 0;
    function* work(): Steps<string> {
      try {
        for (; taken < 10; taken++) yield;
        return 'done';
      } finally {
        returned++;
      }
    }
    let pauses = 0;
    const pause = async () => void pauses++;
    expect(await inSlices(work(), pause, undefined, 0)).toBe('done');
    expect([taken, returned, pauses]).toEqual([10, 1, 10]);
    taken = 0;
    const abort = new AbortController();
    const stopping = async () => (taken === 3 ? abort.abort(new Error('stop')) : undefined);
    await expect(inSlices(work(), stopping, abort.signal, 0)).rejects.toThrow('stop');
    expect([taken, returned]).toEqual([3, 2]);
  });
});
