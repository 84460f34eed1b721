import { describe, expect, it } from 'vitest';
import type { Change } from '#src/core/labels/change.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { openFileWork } from '#src/storage/work/file-work-store.ts';
import { MemoryWorkFiles } from '#src/storage/work/memory-work-files.ts';
import { loadSweep, openLabelSet } from '#src/storage/work/open-label-set.ts';
import { SnapshotKeeper } from '#src/storage/work/snapshot-keeper.ts';
import { SnapshotWriter } from '#src/storage/work/snapshot-writer.ts';
import { paint, paintMany } from './make-change.ts';

const [A, B] = ['a', 'b'].map((frame) => sweepId('s', frame, 'l'));

function changeOf(sweep: string, points: number, universe = 1000): Change {
  return paint('x', sweep, SweepLabels.unlabelled(universe), Array.from({ length: points }, (_, i) => i), 1);
}

describe('a keeper of snapshots', () => {
  it('finds a sweep due after so many Changes, or so many points', () => {
    const keeper = new SnapshotKeeper({ changes: 3, points: 100 });
    keeper.saved(changeOf(A, 1), 1);
    keeper.saved(changeOf(A, 1), 2);
    expect(keeper.due()).toEqual([]);
    keeper.saved(changeOf(A, 1), 3);
    expect(keeper.due()).toEqual([A]);
    keeper.saved(changeOf(B, 200), 4);
    expect(keeper.due()).toEqual([B, A]);
    keeper.written(B, 4);
    expect(keeper.due()).toEqual([A]);
  });

  it('counts what came while a snapshot was being written', () => {
    const keeper = new SnapshotKeeper({ changes: 2, points: 1e9 });
    for (let seq = 1; seq <= 5; seq++) keeper.saved(changeOf(A, 1), seq);
    keeper.written(A, 3);
    expect(keeper.due()).toEqual([A]);
    keeper.written(A, 4);
    expect(keeper.due()).toEqual([]);
    expect(keeper.worthLeaving()).toEqual([A]);
    keeper.written(A, 5);
    expect(keeper.worthLeaving()).toEqual([]);
  });

  it('asks more of a sweep that is dear to write', () => {
    const keeper = new SnapshotKeeper({ changes: 2, points: 1e9 });
    for (let seq = 1; seq <= 7; seq++) keeper.saved(changeOf(A, 1, 4_000_000), seq);
    expect(keeper.due()).toEqual([]);
    keeper.saved(changeOf(A, 1, 4_000_000), 8);
    expect(keeper.due()).toEqual([A]);
  });
});

describe('a writer of snapshots', () => {
  it('spares the older Changes on opening; two damaged snapshots in a row cost time and nothing else', async () => {
    const files = new MemoryWorkFiles();
    const store = await openFileWork(files, 'work');
    const { changes, labels } = paintMany(30, A);
    const live = new SweepLabels(new Uint32Array(100));
    const writer = new SnapshotWriter(store, new SnapshotKeeper({ changes: 10, points: 1e9 }), () => ({ labels: live.labels.slice(), drafts: live.draftBytes(), seq }));
    writer.loaded(A, await store.getSnapshot(A));
    let seq = 0;
    const seqs: number[] = [];
    for (const change of changes) {
      seq = await store.append(change);
      const { set } = await openLabelSet(store, 'work');
      const now = await loadSweep(store, set, A, new Uint32Array(100));
      now.labels.forEach((label, i) => live.set(i, i + 1, label, now.isDraft(i)));
      writer.saved(change, seq);
      expect(await writer.writeDue()).toBeNull();
      const snapshot = await store.getSnapshot(A);
      if (snapshot !== null && seqs[seqs.length - 1] !== snapshot.seq) seqs.push(snapshot.seq);
    }
    expect(seqs).toEqual([10, 20, 30]);

    const reload = async (): Promise<{ seq: number | undefined; labels: Uint32Array }> => {
      const again = await openFileWork(files, 'work');
      const { set } = await openLabelSet(again, 'work');
      return { seq: (await again.getSnapshot(A))?.seq, labels: (await loadSweep(again, set, A, new Uint32Array(100))).labels };
    };
    expect(await reload()).toEqual({ seq: 30, labels: labels.labels });
    const damage = (path: string): void => {
      files.contents.get(path)![17] ^= 4;
    };
    damage('sets/work/s/l/a.label');
    expect(await reload()).toEqual({ seq: 20, labels: labels.labels });
    damage('sets/work/s/l/a~.label');
    expect(await reload()).toEqual({ seq: undefined, labels: labels.labels });
  });

  it('replaces what another tab wrote unless that holds as much, and reports what fails', async () => {
    const files = new MemoryWorkFiles();
    const [one, two] = [await openFileWork(files, 'work'), await openFileWork(files, 'work')];
    const { changes, steps } = paintMany(6, A);
    for (const change of changes) await one.append(change);
    let have = 4;
    const writer = new SnapshotWriter(one, new SnapshotKeeper({ changes: 1, points: 1 }), () => ({ labels: steps[have], drafts: null, seq: have }));
    writer.loaded(A, null);
    for (const [k, change] of changes.entries()) writer.saved(change, k + 1);
    await two.putSnapshot(A, steps[2], 2, null);
    expect(await writer.writeDue()).toBeNull();
    expect((await two.getSnapshot(A))?.seq).toBe(4);

    await two.putSnapshot(A, steps[6], 6, (await two.getSnapshot(A))!.etag);
    have = 5;
    expect(await writer.writeDue()).toBeNull();
    expect((await two.getSnapshot(A))?.seq).toBe(6);
    expect(await writer.writeDue()).toBeNull();

    have = 7;
    writer.saved(changes[0], 7);
    expect(await writer.writeDue()).toMatchObject({ name: 'WorkError', kind: 'refused' });
    expect((await two.getSnapshot(A))?.seq).toBe(6);
  });
});
