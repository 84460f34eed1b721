import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Change } from '#src/core/labels/change.ts';
import { LabelSet } from '#src/core/labels/label-set.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { openFileWork } from '#src/storage/work/file-work-store.ts';
import { MemoryWorkFiles } from '#src/storage/work/memory-work-files.ts';
import { saveOnto } from '#src/storage/work/save-onto.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import { WorkError } from '#src/storage/work/work-store.ts';
import { paint } from './make-change.ts';

const SWEEP = sweepId('s', 'f', 'l');
const POINTS = 30;

/** A page: it paints at once, and saves when it can. */
class Page {
  readonly set = new LabelSet('work');
  readonly waiting: Change[] = [];
  revision = 0;
  stuck = false;

  constructor(readonly name: string, private readonly store: WorkStore) {
    this.set.load(SWEEP, new Uint32Array(POINTS));
  }

  paint(k: number, point: number): void {
    const change = { ...paint(`${this.name} ${k}`, SWEEP, this.set.get(SWEEP)!, [point], 1 + (k % 9)), records: [] };
    this.set.apply(change);
    this.waiting.push(change);
  }

  /** False where the answer did not come. */
  async save(): Promise<boolean> {
    if (this.waiting.length === 0 || this.stuck) return true;
    try {
      const { seq, theirs, conflicts } = await saveOnto(this.store, this.waiting, this.revision);
      this.stuck = conflicts.length > 0;
      if (this.stuck) return true;
      for (const saved of theirs) this.set.apply(saved.change, saved.seq);
      this.waiting.shift();
      this.revision = seq!;
      return true;
    } catch (error) {
      if (error instanceof WorkError && error.kind === 'unavailable') return false;
      throw error;
    }
  }
}

/** A store whose answers get lost: before the Change arrives, or after it did. */
function lossy(store: WorkStore, next: () => 'ok' | 'before' | 'after'): WorkStore {
  return {
    where: store.where,
    recovered: null,
    since: (...args) => store.since(...args),
    revision: () => store.revision(),
    putSnapshot: (...args) => store.putSnapshot(...args),
    getSnapshot: (sweep) => store.getSnapshot(sweep),
    close: () => store.close(),
    append: async (...args) => {
      const fate = next();
      const lost = () => new WorkError('unavailable', 'no answer');
      if (fate === 'before') throw lost();
      const seq = await store.append(...args);
      if (fate === 'after') throw lost();
      return seq;
    },
  };
}

it('brings two pages to the same labels, whatever answers get lost, unless they painted the same points', async () => {
  const step = fc.record({ page: fc.nat(1), action: fc.constantFrom('paint', 'save', 'save'), point: fc.nat(POINTS - 1), fate: fc.constantFrom('ok' as const, 'ok' as const, 'before' as const, 'after' as const) });
  let together = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const files = new MemoryWorkFiles();
      let fate: 'ok' | 'before' | 'after' = 'ok';
      const pages = await Promise.all(['a', 'b'].map(async (name) => new Page(name, lossy(await openFileWork(files, 'work'), () => fate))));
      const painted = [new Set<number>(), new Set<number>()];
      for (const [k, { page, action, point, fate: next }] of steps.entries()) {
        fate = next;
        if (action === 'paint') {
          pages[page].paint(k, point);
          painted[page].add(point);
        } else await pages[page].save();
      }
      fate = 'ok';
      // The second round is for what the first page saved last.
      for (let round = 0; round < 2; round++) for (const page of pages) while (page.waiting.length > 0 && !page.stuck) await page.save();
      const store = await openFileWork(files, 'work');
      const saved = await store.since(0);
      expect(new Set(saved.map((s) => s.change.id)).size).toBe(saved.length);
      const truth = new LabelSet('work');
      truth.load(SWEEP, new Uint32Array(POINTS));
      // Throws where one Change was made on values that another had changed.
      for (const { seq, change } of saved) truth.apply(change, seq);
      const disjoint = [...painted[0]].every((p) => !painted[1].has(p));
      if (disjoint) expect(pages.some((page) => page.stuck)).toBe(false);
      if (pages.some((page) => page.stuck)) return;
      together++;
      for (const page of pages) {
        for (const { seq, change } of await store.since(page.revision)) page.set.apply(change, seq);
        expect(page.set.get(SWEEP)!.labels).toEqual(truth.get(SWEEP)!.labels);
      }
      expect(saved.length).toBe(steps.filter((s) => s.action === 'paint').length);
    }),
    { numRuns: 400 },
  );
  expect(together).toBeGreaterThan(50);
});
