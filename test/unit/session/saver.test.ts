import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '#src/core/labels/change.ts';
import { makeDelta } from '#src/core/labels/change.ts';
import { LabelSet } from '#src/core/labels/label-set.ts';
import { packIndices } from '#src/core/select/packed-points.ts';
import type { SaveState } from '#src/session/saver.ts';
import { Saver } from '#src/session/saver.ts';
import { openFileWork } from '#src/storage/work/file-work-store.ts';
import { MemoryWorkFiles } from '#src/storage/work/memory-work-files.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import { WorkError } from '#src/storage/work/work-store.ts';

const POINTS = 12;
let made = 0;

/** One person at work: a label set of one sweep, and what saves it. */
class Person {
  readonly set = new LabelSet('work');
  readonly states: SaveState[] = [];
  readonly saver: Saver;

  constructor(readonly store: WorkStore) {
    this.set.load('s', new Uint32Array(POINTS));
    this.saver = new Saver(store, 0, {
      show: (state) => this.states.push(state),
      saved: () => undefined,
      idle: () => undefined,
      takeIn: (theirs) => theirs.forEach(({ change, seq }) => this.set.apply(change, seq)),
    });
  }

  paint(points: readonly number[], label: number): Change {
    const change: Change = {
      id: String(made++), clientId: 'c', baseRevision: this.saver.revision, title: 't', place: null,
      sweeps: [makeDelta('s', packIndices(POINTS, points), this.set.get('s')!, () => ({ label, draft: false }))],
      records: [], provenance: { tool: 'test', author: 'a', timeMs: made },
    };
    this.set.apply(change);
    this.saver.push(change);
    return change;
  }

  get labels(): number[] {
    return [...this.set.get('s')!.labels];
  }

  get state(): SaveState['state'] | undefined {
    return this.states[this.states.length - 1]?.state;
  }
}

const settled = () => vi.waitFor(() => undefined).then(() => new Promise((done) => setImmediate(done)));
async function quiet(...people: Person[]): Promise<void> {
  for (let k = 0; k < 200 && people.some((p) => p.saver.unsaved.length > 0 && p.state === 'saving'); k++) await settled();
}

describe('saving', () => {
  it('takes in what others did elsewhere, and goes on', async () => {
    const files = new MemoryWorkFiles();
    const ann = new Person(await openFileWork(files, 'work')), bob = new Person(await openFileWork(files, 'work'));
    ann.paint([0, 1], 7);
    await quiet(ann);
    bob.paint([5], 9);
    await quiet(bob);
    expect(bob.state).toBe('saved');
    expect(bob.labels).toEqual([7, 7, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0]);
    await ann.saver.lookForOthers();
    expect(ann.labels).toEqual(bob.labels);
  });

  it('asks people where both changed the same points, and keeps both', async () => {
    const files = new MemoryWorkFiles();
    const ann = new Person(await openFileWork(files, 'work')), bob = new Person(await openFileWork(files, 'work'));
    const hers = ann.paint([0, 1], 7);
    await quiet(ann);
    const his = bob.paint([1, 2], 9);
    await quiet(bob);
    expect(bob.state).toBe('conflict');
    expect(bob.saver.unsaved).toEqual([his]);
    bob.paint([8], 3);
    expect(bob.saver.unsaved.length).toBe(2);
    expect((await ann.store.since(0)).map(({ change }) => change.id)).toEqual([hers.id]);
  });

  it('loses nothing silently, however two people work', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ who: fc.boolean(), points: fc.uniqueArray(fc.nat(POINTS - 1), { minLength: 1, maxLength: 3 }), wait: fc.boolean() }), { maxLength: 12 }), async (steps) => {
        const files = new MemoryWorkFiles();
        const people = [new Person(await openFileWork(files, 'work')), new Person(await openFileWork(files, 'work'))];
        const all: Change[] = [];
        for (const [k, { who, points, wait }] of steps.entries()) {
          all.push(people[Number(who)].paint(points, 100 + k));
          if (wait) await quiet(...people);
        }
        await quiet(...people);
        const saved = await people[0].store.since(0);
        const kept = new Set([...saved.map(({ change }) => change.id), ...people.flatMap((p) => p.saver.unsaved.map((c) => c.id))]);
        expect(all.filter((change) => !kept.has(change.id))).toEqual([]);
        // What is in the journal fits together in its order: replaying throws where it does not.
        const replay = new LabelSet('work');
        replay.load('s', new Uint32Array(POINTS));
        for (const { change, seq } of saved) replay.apply(change, seq);
        for (const person of people) if (person.state !== 'saved' && person.saver.unsaved.length > 0) expect(person.state).toBe('conflict');
      }),
      { numRuns: 40 },
    );
  });

  describe('while the store does not answer', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
    afterEach(() => void vi.useRealTimers());

    it('keeps the Changes, says so, and goes on by itself when it answers again', async () => {
      const store = await openFileWork(new MemoryWorkFiles(), 'work');
      const append = store.append.bind(store);
      let away = true;
      store.append = (change, condition) => (away ? Promise.reject(new WorkError('unavailable', 'no answer')) : append(change, condition));
      const ann = new Person(store);
      ann.paint([0], 7);
      ann.paint([1], 7);
      for (let k = 0; k < 5; k++) await new Promise((done) => setImmediate(done));
      expect(ann.states[ann.states.length - 1]).toMatchObject({ state: 'failed', unsaved: 2, error: expect.stringContaining('no answer') });
      away = false;
      await vi.advanceTimersByTimeAsync(6000);
      for (let k = 0; k < 20; k++) await new Promise((done) => setImmediate(done));
      expect(ann.state).toBe('saved');
      expect((await store.since(0)).length).toBe(2);
    });
  });
});
