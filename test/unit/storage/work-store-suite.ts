import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { loadSweep, openLabelSet } from '#src/storage/work/open-label-set.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import { paint, paintMany } from './make-change.ts';
import { sharingTests } from './work-store-sharing.ts';

/** Somewhere to keep work. `open` is called again for each reload and each further tab. */
export interface Place {
  open(set: string): Promise<WorkStore>;
  dispose(): Promise<void>;
}

const SWEEP = sweepId('seq', 'frame 1', 'lidar');
const HOSTILE = ['..', '../../etc', '/', 'a/b', '.', '', 'nul\0byte', 'NUL', 'x'.repeat(3000), 'é 漢字 🚗', '%2e%2e', 'con.txt', '<script>', 'a\\b', '-rf', '~'];

/** What every WorkStore must do; `brief` where each step takes long. */
export function workStoreSuite(name: string, makePlace: () => Promise<Place>, { brief = false } = {}): void {
  const hostile = brief ? HOSTILE.slice(0, 4) : HOSTILE;
  describe(`WorkStore ${name}`, () => {
    let place: Place;
    beforeEach(async () => void (place = await makePlace()));
    afterEach(() => place.dispose());

    it('is empty at first, and says where it is', async () => {
      const store = await place.open('work');
      expect(await store.since(0)).toEqual([]);
      expect(await store.getSnapshot(SWEEP)).toBeNull();
      expect(store.recovered).toBeNull();
      expect(store.where).toMatch(/^in /);
      await store.close();
    });

    it('gives Changes back as they were, after a reload too', async () => {
      const { changes } = paintMany(12, SWEEP);
      const store = await place.open('work');
      for (const [k, change] of changes.entries()) expect(await store.append(change)).toBe(k + 1);
      const expected = changes.map((change, k) => ({ seq: k + 1, change }));
      expect(await store.since(0)).toEqual(expected);
      await store.close();
      const again = await place.open('work');
      expect(await again.since(0)).toEqual(expected);
      expect(await again.since(9)).toEqual(expected.slice(9));
      expect(await again.since(12)).toEqual([]);
      expect(await again.since(99)).toEqual([]);
      await again.close();
    });

    it('keeps the order of overlapping appends', async () => {
      const { changes } = paintMany(20, SWEEP);
      const store = await place.open('work');
      expect(await Promise.all(changes.map((c) => store.append(c)))).toEqual(changes.map((_, k) => k + 1));
      expect((await store.since(0)).map((s) => s.change.id)).toEqual(changes.map((c) => c.id));
      await store.close();
    });

    it('appends an id once, before and after a reload', async () => {
      const { changes } = paintMany(3, SWEEP);
      const store = await place.open('work');
      for (const c of changes) await store.append(c);
      expect(await store.append(changes[1])).toBe(2);
      await store.close();
      const again = await place.open('work');
      expect(await again.append(changes[2])).toBe(3);
      expect(await again.since(0)).toHaveLength(3);
      await again.close();
    });

    it('sees what another tab appended, and gives its own the next numbers', async () => {
      const { changes } = paintMany(8, SWEEP);
      const one = await place.open('work');
      const two = await place.open('work');
      const seqs = await Promise.all(changes.map((c, k) => (k % 2 ? one : two).append(c)));
      expect([...seqs].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(await one.since(0)).toEqual(await two.since(0));
      expect(await two.append(changes[1])).toBe(seqs[1]);
      await one.close();
      await two.close();
    });

    sharingTests(() => place.open('work'), brief ? 1 : 5);

    it('keeps fields that it does not know', async () => {
      const [change] = paintMany(1, SWEEP).changes;
      const newer = {
        ...change,
        mood: { happy: true },
        place: { ...change.place!, lane: 3 },
        provenance: { ...change.provenance, device: ['pen'] },
        sweeps: change.sweeps.map((s) => ({ ...s, confidence: 0.5 })),
        records: change.records.map((r) => ({ ...r, why: 'because' })),
      };
      const store = await place.open('work');
      await store.append(newer);
      expect((await store.since(0))[0].change).toEqual(newer);
      await store.close();
    });

    it('keeps Changes over several sweeps and over many blocks', async () => {
      const other = sweepId('seq', 'frame 2', 'lidar');
      const big = SweepLabels.unlabelled(200_000);
      const dense = Array.from({ length: 65_536 * 2 }, (_, i) => i);
      const scattered = Array.from({ length: 30_000 }, (_, i) => 131_072 + 2 * i);
      const a = paint('a', SWEEP, big, [...dense, ...scattered, 199_999], 7);
      const both = { ...a, sweeps: [...a.sweeps, ...paint('b', other, SweepLabels.unlabelled(10), [], 3).sweeps] };
      const store = await place.open('work');
      await store.append(both);
      expect((await store.since(0))[0].change).toEqual(both);
      expect([...both.sweeps[0].points.blocks.values()].map((b) => b.kind)).toEqual(['all', 'all', 'bitmap', 'runs']);
      await store.close();
    });

    it('keeps snapshots, and refuses to overwrite another one', async () => {
      const { changes, labels } = paintMany(4, SWEEP);
      const store = await place.open('work');
      for (const c of changes) await store.append(c);
      const drafts = labels.draftBytes();
      expect(drafts).not.toBeNull();
      const etag = await store.putSnapshot(SWEEP, labels.labels, 4, null, drafts);
      expect(await store.getSnapshot(SWEEP)).toEqual({ labels: labels.labels, drafts, seq: 4, etag });
      // A second attempt, after an answer that never came.
      expect(await store.putSnapshot(SWEEP, labels.labels, 4, null, drafts)).toBe(etag);
      await expect(store.putSnapshot(SWEEP, new Uint32Array(100), 4, null)).rejects.toMatchObject({ name: 'WorkError', kind: 'conflict' });
      await expect(store.putSnapshot(SWEEP, new Uint32Array(100), 4, 'x')).rejects.toMatchObject({ kind: 'conflict' });
      await expect(store.putSnapshot(SWEEP, labels.labels, 5, etag)).rejects.toMatchObject({ kind: 'refused' });
      await store.close();
      const again = await place.open('work');
      const next = await again.putSnapshot(SWEEP, new Uint32Array([1, 0xffffffff, 3]), 2, etag);
      expect(next).not.toBe(etag);
      expect(await again.getSnapshot(SWEEP)).toEqual({ labels: new Uint32Array([1, 0xffffffff, 3]), drafts: null, seq: 2, etag: next });
      await again.close();
    });

    it('keeps label sets and sweeps apart, whatever their names are', async () => {
      const ids = hostile.flatMap((n) => [sweepId(n, 'f', 'l'), sweepId('s', n, 'l'), sweepId('s', 'f', n)]);
      const store = await place.open('work');
      const distinct = [...new Set(ids)];
      for (const [k, id] of distinct.entries()) await store.putSnapshot(id, Uint32Array.of(k), 0, null);
      const found = await Promise.all(distinct.map(async (id) => [id, [...((await store.getSnapshot(id))?.labels ?? [])]]));
      expect(found).toEqual(distinct.map((id, k) => [id, [k]]));
      await store.close();
      const [change] = paintMany(1, SWEEP).changes;
      for (const [k, set] of hostile.filter((n) => n.length < 200 && n !== '').entries()) {
        const named = await place.open(set);
        expect(await named.since(0)).toEqual([]);
        await named.append({ ...change, id: `in set ${k}` });
        await named.close();
      }
    });

    it('replays into labels, history and records; a snapshot spares the older Changes', async () => {
      const { changes, labels, steps } = paintMany(10, SWEEP);
      const store = await place.open('work');
      for (const c of changes) await store.append(c);
      expect(await savedLabels(store, SWEEP, new Uint32Array(100))).toEqual(labels.labels);

      const early = await openLabelSet(store, 'work');
      const half = await loadSweep(store, early.set, SWEEP, new Uint32Array(100));
      expect(half.draftCount).toBe(labels.draftCount);
      expect(early).toMatchObject({ lastSeq: 10, recovered: null });
      expect(early.history.undoable).toEqual(changes[9]);
      expect(early.set.table('instances').size).toBe(1);

      // Not what the Changes would give: so it shows that the first six were not carried out again.
      const before = new SweepLabels(steps[6].slice());
      for (const d of draftsAfter(changes.slice(0, 6))) before.set(d.i, d.i + 1, before.labels[d.i], d.draft);
      await store.putSnapshot(SWEEP, before.labels, 6, null, before.draftBytes());
      expect(await savedLabels(store, SWEEP, Uint32Array.from({ length: 100 }, () => 99))).toEqual(labels.labels);
      await expect(savedLabels(store, SWEEP, new Uint32Array(99))).rejects.toMatchObject({ name: 'DataError', kind: 'mismatch' });
      await store.close();
    });

    it('keeps the order of Changes whatever their clocks say', async () => {
      const { changes, labels } = paintMany(6, SWEEP);
      const times = [1_700_000_000_000, 0, -5, 4e12, 1.5, 1_700_000_000_000];
      const store = await place.open('work');
      for (const [k, change] of changes.entries()) await store.append({ ...change, provenance: { ...change.provenance, timeMs: times[k] } });
      await store.close();
      const again = await place.open('work');
      expect((await again.since(0)).map((s) => s.change.provenance.timeMs)).toEqual(times);
      expect(await savedLabels(again, SWEEP, new Uint32Array(100))).toEqual(labels.labels);
      await again.close();
    });

    it('refuses a Change that it could not read again, and goes on', async () => {
      const { changes } = paintMany(2, SWEEP);
      const store = await place.open('work');
      const broken = { ...changes[0], provenance: { ...changes[0].provenance, timeMs: NaN } };
      await expect(store.append(broken)).rejects.toThrow(/timeMs/);
      expect(await store.append(changes[0])).toBe(1);
      expect(await store.since(0)).toHaveLength(1);
      await store.close();
    });

    it('says so where the Changes were made on other labels', async () => {
      const { changes } = paintMany(3, SWEEP);
      const store = await place.open('work');
      for (const c of changes) await store.append(c);
      await expect(savedLabels(store, SWEEP, Uint32Array.from({ length: 100 }, () => 7))).rejects.toMatchObject({ name: 'DataError', kind: 'mismatch' });
      await store.close();
    });
  });
}

/** The labels of a sweep after a reload. */
async function savedLabels(store: WorkStore, sweep: string, source: Uint32Array): Promise<Uint32Array> {
  const { set } = await openLabelSet(store, 'work');
  return (await loadSweep(store, set, sweep, source)).labels;
}

/** The draft state of every point that `changes` (of `paintMany`) touched, by the order in which they came. */
function draftsAfter(changes: readonly ReturnType<typeof paint>[]): { i: number; draft: boolean }[] {
  const out = new Map<number, boolean>();
  for (const { sweeps } of changes)
    for (const { points, after } of sweeps)
      for (const block of points.blocks.values())
        if (block.kind === 'runs') for (let k = 0; k < block.runs.length; k += 2) for (let i = block.runs[k]; i <= block.runs[k + 1]; i++) out.set(i, after.drafts[0] === 1);
  return [...out].map(([i, draft]) => ({ i, draft }));
}
