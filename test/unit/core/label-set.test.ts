import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '#src/core/labels/change.ts';
import { invertChange } from '#src/core/labels/change.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { LabelSet } from '#src/core/labels/label-set.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { Stroke } from './label-model.ts';
import { expectSame, plain, randomLabels, stroke, strokeChange } from './label-model.ts';

const COUNTS = [50, 3000, 66_000];
const ids = COUNTS.map((_, k) => `s/${k}/l`);
const source = (k: number, seed: number): Uint32Array => randomLabels(COUNTS[k], seed + k).labels.slice();
const randomSource = (k: number, seed: number): SweepLabels => new SweepLabels(source(k, seed));

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

  it('is the same from snapshots that are newer than what is known, once the rest comes in', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(stroke, { maxLength: 8 }), fc.array(fc.nat(8), { minLength: 3, maxLength: 3 }), fc.nat(8), (seed, strokes, age, known) => {
        const { set, changes, snapshots } = work(seed, strokes);
        const late = new LabelSet('late');
        changes.slice(0, known).forEach((change, n) => late.apply(change, n + 1));
        ids.forEach((id, k) => {
          const seq = Math.min(age[k], changes.length);
          const { labels, drafts } = snapshots[seq][k];
          late.load(id, labels.slice(), seq, drafts);
        });
        changes.slice(known).forEach((change, n) => late.apply(change, known + n + 1));
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

  it('gives out ids as a look at everything would say, whatever came and went', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(stroke, { maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 4 })), (seed, strokes, reserved) => {
        const { set, changes } = work(seed, strokes);
        set.reserveInstances(reserved);
        for (let k = changes.length; k >= 0; k--) {
          const used = new Set([...reserved, ...[...set.table('instances').values()].map(({ id }) => id)]);
          for (const id of ids) for (const label of set.get(id)!.labels) used.add(label >>> 16);
          let free = 1;
          while (used.has(free)) free++;
          expect(set.nextInstance()).toBe(free);
          if (k > 0) set.apply(invertChange(changes[k - 1], { ...changes[k - 1], id: 'u' }));
        }
        set.load(ids[0], Uint32Array.of(packLabel(1, 1), packLabel(1, 2), packLabel(1, 3)));
        set.load(ids[1], new Uint32Array(1));
        set.load(ids[2], Uint32Array.of(packLabel(2, 4)));
        const left = [1, 2, 3, 4, ...reserved, ...[...set.table('instances').values()].map(({ id }) => id)];
        expect(left).not.toContain(set.nextInstance());
        expect(set.nextInstance()).toBe(5);
      }),
      { numRuns: 15 },
    );
  });
});

describe('a Change in steps', () => {
  const whole = (seed: number, made: LabelSet): Change => {
    const records = [{ table: 'instances' as const, id: '9', before: null, after: { id: 9, classId: 1 } }];
    const sweeps = ids.flatMap((_, k) => strokeChange('c', { sweep: k, how: 'runs', seed: seed + k, classes: 3 }, made.get(ids[k])!).change.sweeps);
    return { ...strokeChange('c', { sweep: 0, how: 'none', seed, classes: 1 }, made.get(ids[0])!).change, sweeps, records };
  };

  it('ends where the whole one ends, also where a sweep comes in on the way', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(2), fc.nat(4), (seed, lateSweep, when) => {
        const { set: early } = work(seed, []);
        const change = whole(seed, early);
        early.apply(change);
        const late = new LabelSet('late');
        ids.forEach((id, k) => k !== lateSweep && late.load(id, source(k, seed)));
        const steps = late.applySteps(change);
        for (let n = 0, done = false; !done; n++) {
          done = steps.next().done === true;
          if (n === when && !late.has(ids[lateSweep])) late.load(ids[lateSweep], source(lateSweep, seed));
        }
        if (!late.has(ids[lateSweep])) late.load(ids[lateSweep], source(lateSweep, seed));
        expectEqual(late, early);
        expect(ids.every((id) => late.touched(id))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('has never been where it is abandoned at any step, or does not fit at the end', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(3), fc.boolean(), fc.nat(2), (seed, when, misfit, lateSweep) => {
        const { set: made } = work(seed, []);
        const change = whole(seed, made);
        const set = new LabelSet('s');
        ids.forEach((id, k) => k !== lateSweep && set.load(id, source(k, seed)));
        const strange = change.sweeps.find(({ sweep, points }) => sweep !== ids[lateSweep] && points.count > 0);
        // What is done twice does not fit the second time.
        const sweeps = misfit && strange !== undefined ? [...change.sweeps, strange] : change.sweeps;
        const steps = set.applySteps({ ...change, sweeps });
        let thrown: unknown = null;
        try {
          for (let n = 0; n <= when || misfit; n++) {
            if (steps.next().done === true) break;
            if (n === 0) set.load(ids[lateSweep], source(lateSweep, seed));
          }
        } catch (error) {
          thrown = error;
        }
        fc.pre(thrown !== null || set.table('instances').size === 0);
        steps.return();
        if (!set.has(ids[lateSweep])) set.load(ids[lateSweep], source(lateSweep, seed));
        ids.forEach((id, k) => expectSame(set.get(id)!, plain(randomSource(k, seed))));
        expect(set.table('instances').size).toBe(0);
        expect(ids.some((id) => set.touched(id))).toBe(false);
        if (misfit && strange !== undefined) expect(thrown).toBeInstanceOf(RangeError);
        set.apply(change);
        made.apply(change);
        expectEqual(set, made);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps other Changes out until it is done', () => {
    const { set } = work(1, []);
    const change = whole(1, set);
    const steps = set.applySteps(change);
    steps.next();
    expect(() => set.apply({ ...change, title: 'other' })).toThrow('"other" cannot begin before "c" is done');
    steps.return();
    set.apply(change);
  });
});
