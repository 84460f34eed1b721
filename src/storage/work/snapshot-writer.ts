import type { Change } from '#src/core/labels/change.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';
import type { Snapshot, WorkStore } from './work-store.ts';
import { WorkError } from './work-store.ts';

/**
 * A sweep's labels as they are after Change `seq`, in arrays that nobody writes to any more. Null where that cannot be
 * had now: the sweep is not loaded, or people are ahead of the journal.
 */
export type LabelsNow = (sweep: SweepId) => Omit<Snapshot, 'etag'> | null;

/**
 * Writes the snapshots that a keeper finds due. Nothing depends on them but the time that opening takes: what fails is
 * tried again with the next one that is due, and the error is handed back for a log.
 */
export class SnapshotWriter {
  private readonly etags = new Map<SweepId, string | null>();
  private running: Promise<Error | null> = Promise.resolve(null);

  constructor(private readonly store: WorkStore, private readonly keeper: SnapshotKeeper, private readonly labelsNow: LabelsNow) {}

  /** A sweep was loaded from this snapshot, or from none. */
  loaded(sweep: SweepId, snapshot: Pick<Snapshot, 'etag' | 'seq'> | null): void {
    this.etags.set(sweep, snapshot?.etag ?? null);
    if (snapshot !== null) this.keeper.written(sweep, snapshot.seq);
  }

  /** A Change is in the journal. */
  saved(change: Change, seq: number): void {
    this.keeper.saved(change, seq);
  }

  /** Writes what is due, one after another. To be called when no Change waits to be saved. Rejects never. */
  writeDue(): Promise<Error | null> {
    return this.write(() => this.keeper.due());
  }

  /** Writes what is worth writing before the work is left. Rejects never. */
  leave(): Promise<Error | null> {
    return this.write(() => this.keeper.worthLeaving());
  }

  private write(which: () => SweepId[]): Promise<Error | null> {
    this.running = this.running.then(async () => {
      try {
        for (const sweep of which()) await this.writeOne(sweep);
        return null;
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
      }
    });
    return this.running;
  }

  private async writeOne(sweep: SweepId): Promise<void> {
    const now = this.labelsNow(sweep);
    if (now === null) return;
    if (!this.etags.has(sweep)) this.loaded(sweep, await this.store.getSnapshot(sweep));
    try {
      await this.put(sweep, now);
    } catch (error) {
      if (!(error instanceof WorkError) || error.kind !== 'conflict') throw error;
      // Another tab was faster. Where its snapshot holds as much, ours is not needed.
      const other = await this.store.getSnapshot(sweep);
      this.loaded(sweep, other);
      if (other === null || other.seq < now.seq) await this.put(sweep, now);
    }
  }

  private async put(sweep: SweepId, { labels, drafts, seq }: Omit<Snapshot, 'etag'>): Promise<void> {
    this.etags.set(sweep, await this.store.putSnapshot(sweep, labels, seq, this.etags.get(sweep) ?? null, drafts));
    this.keeper.written(sweep, seq);
  }
}
