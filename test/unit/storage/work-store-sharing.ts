import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { loadSweep, openLabelSet } from '#src/storage/work/open-label-set.ts';
import { saveOnto } from '#src/storage/work/save-onto.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import { paint, paintMany } from './make-change.ts';

const SWEEP = sweepId('seq', 'frame 1', 'lidar');
const POINTS = 64;

/** What every WorkStore must do for several who work at once. */
export function sharingTests(open: () => Promise<WorkStore>, numRuns: number): void {
  it('refuses a Change that was made on an older revision, and says the present one', async () => {
    const { changes } = paintMany(4, SWEEP);
    const one = await open(), two = await open();
    expect(await one.revision()).toBe(0);
    expect(await one.append(changes[0], { ifRevision: 0 })).toBe(1);
    expect(await two.revision()).toBe(1);
    for (const ifRevision of [0, 2, 99]) await expect(two.append(changes[1], { ifRevision })).rejects.toMatchObject({ name: 'WorkError', kind: 'conflict', revision: 1 });
    expect(await one.since(0)).toHaveLength(1);
    expect(await two.append(changes[1], { ifRevision: 1 })).toBe(2);
    // Repeated by id it is one append, even when its revision is long past.
    expect(await two.append(changes[1], { ifRevision: 1 })).toBe(2);
    expect(await one.append(changes[0], { ifRevision: 0 })).toBe(1);
    expect(await one.append(changes[2])).toBe(3);
    expect((await two.since(1)).map(({ seq, change }) => [seq, change.id])).toEqual([[2, changes[1].id], [3, changes[2].id]]);
    await one.close();
    await two.close();
  });

  it('lets one of many win at each revision', async () => {
    const { changes } = paintMany(6, SWEEP);
    const stores = await Promise.all([open(), open(), open()]);
    const outcomes = await Promise.allSettled(changes.map((change, k) => stores[k % 3].append(change, { ifRevision: 0 })));
    const won = outcomes.flatMap((o, k) => (o.status === 'fulfilled' ? [changes[k].id] : []));
    expect(won).toHaveLength(1);
    expect((await stores[0].since(0)).map((s) => s.change.id)).toEqual(won);
    for (const store of stores) await store.close();
  });

  it('is read piece by piece', async () => {
    const { changes } = paintMany(9, SWEEP);
    const store = await open();
    for (const change of changes) await store.append(change);
    const whole = await store.since(0);
    for (const maxBytes of [0, 1, 700, 2000, 1e9]) {
      const pieces = [];
      for (let seq = 0; ; ) {
        const piece = await store.since(seq, maxBytes);
        if (piece.length === 0) break;
        if (maxBytes <= 1) expect(piece).toHaveLength(1);
        pieces.push(...piece);
        seq = piece[piece.length - 1].seq;
      }
      expect(pieces).toEqual(whole);
    }
    await store.close();
  });

  it('loses nothing silently to two clients that work at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(1), fc.nat(POINTS - 1), fc.integer({ min: 1, max: 5 }), fc.boolean()), { minLength: 1, maxLength: 14 }), fc.uuid(), async (strokes, run) => {
        const sweep = sweepId(run, 'f', 'l');
        const clients = [await Client.open(await open(), sweep), await Client.open(await open(), sweep)];
        for (const [who, point, classId, together] of strokes) {
          const turn = clients[who].paint(`${run}-${who}-${clients[who].made++}`, point, classId);
          if (!together) await turn;
        }
        for (const client of clients) await client.settled();
        const saved = (await clients[0].store.since(0)).map(({ change }) => change).filter(({ sweeps }) => sweeps.some((s) => s.sweep === sweep));
        // What was acknowledged is there once; what is not there was refused, with a name for what stood against it.
        expect(saved.map(({ id }) => id).sort()).toEqual([...clients[0].acknowledged, ...clients[1].acknowledged].sort());
        expect(saved.length + clients[0].conflicts + clients[1].conflicts).toBe(strokes.length);
        // And it fits: whoever opens the work sees what the last one to change each point made of it.
        const { set } = await openLabelSet(clients[0].store, 'work');
        const { labels } = await loadSweep(clients[0].store, set, sweep, new Uint32Array(POINTS));
        for (const client of clients) {
          await client.catchUp();
          expect(client.labels.labels).toEqual(labels);
        }
        for (const client of clients) await client.store.close();
      }),
      { numRuns },
    );
  });
}

/** One who paints single points, and does with a refusal what a session does. */
class Client {
  readonly acknowledged: string[] = [];
  readonly labels = new SweepLabels(new Uint32Array(POINTS));
  conflicts = 0;
  made = 0;
  private revision = 0;
  private last: Promise<void> = Promise.resolve();

  private constructor(readonly store: WorkStore, private readonly sweep: string) {}

  static async open(store: WorkStore, sweep: string): Promise<Client> {
    const client = new Client(store, sweep);
    client.revision = await store.revision();
    return client;
  }

  /** Its own saves wait for each other; the other client's do not. */
  paint(id: string, point: number, classId: number): Promise<void> {
    this.last = this.last.then(() => this.save(id, point, classId));
    return this.last;
  }

  settled(): Promise<void> {
    return this.last;
  }

  async catchUp(): Promise<void> {
    for (const { seq, change } of await this.store.since(this.revision)) {
      this.take(change);
      this.revision = seq;
    }
  }

  private async save(id: string, point: number, classId: number): Promise<void> {
    const change = { ...paint(id, this.sweep, this.labels, [point], classId), records: [] };
    const { seq, theirs, conflicts } = await saveOnto(this.store, [change], this.revision);
    for (const saved of theirs) this.take(saved.change);
    this.revision = seq ?? theirs[theirs.length - 1].seq;
    if (conflicts.length > 0) this.conflicts++;
    else {
      this.acknowledged.push(id);
      this.take(change);
    }
  }

  private take({ sweeps }: { readonly sweeps: ReturnType<typeof paint>['sweeps'] }): void {
    for (const { sweep, points, after } of sweeps) {
      if (sweep !== this.sweep) continue;
      const [block] = points.blocks.values();
      if (block.kind !== 'runs') throw new Error('one point was painted');
      this.labels.set(block.runs[0], block.runs[0] + 1, after.labels[0], after.drafts[0] === 1);
    }
  }
}
