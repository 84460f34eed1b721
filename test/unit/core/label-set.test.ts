import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '#src/core/labels/change.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { LabelSet } from '#src/core/labels/label-set.ts';
import type { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { Stroke } from './label-model.ts';
import { expectSame, plain, randomLabels, stroke, strokeChange } from './label-model.ts';

const COUNTS = [50, 3000, 66_000];
const ids = COUNTS.map((_, k) => `s/${k}/l`);
const source = (k: number, seed: number): Uint32Array => randomLabels(COUNTS[k], seed + k).labels.slice();

/** Changes made on a set in which everything was there from the start; each touches one or two sweeps. */
function work(seed: number, strokes: readonly Stroke[]): { set: LabelSet; changes: Change[]; snapshots: { labels: Uint32Array; drafts: Uint8Array | null }[][] } {
  const set = new LabelSet('early');
  ids.forEach((id, k) => set.load(id, source(k, seed)));
  const keep = () => ids.map((id) => ({ labels: set.get(id)!.labels.slice(), drafts: set.get(id)!.draftBytes() }));
  const snapshots = [keep()];
  const changes = strokes.map((s, n) => {
    const one = strokeChange(`c${n}`, s, set.get(ids[s.sweep])!).change;
    const other = { ...s, sweep: (s.sweep + 1) % 3, seed: s.seed + 1 };
    const sweeps = s.seed & 2 ? [...one.sweeps, ...strokeChange('', other, set.get(ids[other.sweep])!).change.sweeps] : one.sweeps;
    const id = String(n % 3);
    const records = [{ table: 'instances' as const, id, before: null, after: n % 5 === 4 ? null : { id: n % 3, classId: n } }];
    const change = { ...one, sweeps, records };
    set.apply(change, n + 1);
    snapshots.push(keep());
    return change;
  });
  return { set, changes, snapshots };
}

function expectEqual(late: LabelSet, early: LabelSet): void {
  for (const id of ids) expectSame(late.get(id)!, plain(early.get(id) as SweepLabels));
  expect([...late.table('instances')].sort()).toEqual([...early.table('instances')].sort());
}

describe('LabelSet', () => {
  it('is the same whenever its sweeps are loaded', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(stroke, { maxLength: 8 }), fc.array(fc.nat(8), { minLength: 3, maxLength: 3 }), (seed, strokes, when) => {
        const { set, changes } = work(seed, strokes);
        const late = new LabelSet('late');
        for (let n = 0; n <= changes.length; n++) {
          ids.forEach((id, k) => Math.min(when[k], changes.length) === n && late.load(id, source(k, seed)));
          if (n < changes.length) late.apply(changes[n], n + 1);
        }
        expectEqual(late, set);
      }),
      { numRuns: 15 },
    );
  });

  it('is the same from snapshots of any age, drafts included', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(stroke, { maxLength: 8 }), fc.array(fc.nat(8), { minLength: 3, maxLength: 3 }), (seed, strokes, age) => {
        const { set, changes, snapshots } = work(seed, strokes);
        const late = new LabelSet('late');
        changes.forEach((change, n) => late.apply(change, n + 1));
        ids.forEach((id, k) => {
          const seq = Math.min(age[k], changes.length);
          const { labels, drafts } = snapshots[seq][k];
          late.load(id, labels.slice(), seq, drafts);
        });
        expectEqual(late, set);
      }),
      { numRuns: 15 },
    );
  });

  it('carries a Change out whole or not at all', () => {
    const set = new LabelSet('s');
    ids.forEach((id, k) => set.load(id, source(k, 1)));
    const good = strokeChange('a', { sweep: 0, how: 'all', seed: 1, classes: 2 }, set.get(ids[0])!).change;
    const bad = strokeChange('b', { sweep: 1, how: 'all', seed: 1, classes: 2 }, randomLabels(COUNTS[1], 99)).change;
    const records = [{ table: 'instances' as const, id: '1', before: null, after: { id: 1, classId: 1 } }];
    const before = ids.map((id) => plain(set.get(id)!));
    expect(() => set.apply({ ...good, sweeps: [...good.sweeps, ...bad.sweeps], records })).toThrow(RangeError);
    ids.forEach((id, k) => expectSame(set.get(id)!, before[k]));
    expect(set.table('instances').size).toBe(0);
  });

  it('gives out the lowest instance id that nothing uses', () => {
    const set = new LabelSet('s');
    expect(set.nextInstance()).toBe(1);
    set.load('a/b/c', Uint32Array.of(packLabel(1, 1), packLabel(1, 3)));
    expect(set.nextInstance()).toBe(2);
    const { change } = strokeChange('c', { sweep: 0, how: 'none', seed: 0, classes: 1 }, randomLabels(3, 1), [
      { table: 'instances', id: '2', before: null, after: { id: 2, classId: 1 } },
    ]);
    set.apply(change);
    expect(set.nextInstance()).toBe(4);
    expect(set.instance(2)).toEqual({ id: 2, classId: 1 });
  });
});
