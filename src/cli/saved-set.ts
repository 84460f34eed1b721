import { DataError } from '#src/core/errors.ts';
import type { SweepDelta } from '#src/core/labels/change.ts';
import { applyDelta } from '#src/core/labels/change.ts';
import { LabelSet } from '#src/core/labels/label-set.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import { allChanges } from '#src/storage/work/open-label-set.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';

interface Step {
  readonly seq: number;
  /** Of the Change. */
  readonly id: string;
  readonly title: string;
  readonly delta: SweepDelta;
}

/** A label set that was saved, sweep by sweep: what is asked for is put together and let go, so that thousands of frames fit. */
export class SavedSet {
  /** The set's records, and nothing of its points. */
  readonly records: LabelSet;
  private readonly steps = new Map<SweepId, Step[]>();
  private last = 0;

  private constructor(readonly store: WorkStore, name: string) {
    this.records = new LabelSet(name);
  }

  /** Reads the journal once. */
  static async open(store: WorkStore, name: string): Promise<SavedSet> {
    const saved = new SavedSet(store, name);
    for await (const { seq, change } of allChanges(store)) {
      for (const delta of change.sweeps) saved.stepsOf(delta.sweep).push({ seq, id: change.id, title: change.title, delta });
      saved.records.apply({ ...change, sweeps: [] }, seq);
      saved.last = seq;
    }
    return saved;
  }

  get revision(): number {
    return this.last;
  }

  /** Sweeps that some Change touched. */
  get sweeps(): ReadonlySet<SweepId> {
    return new Set(this.steps.keys());
  }

  /** Ids of the Changes that touched a sweep, in their order: the same ones come to the same labels, on the same data. */
  changesOf(sweep: SweepId): string[] {
    return (this.steps.get(sweep) ?? []).map(({ id }) => id);
  }

  /** What the Changes of a sweep say of the cloud that they were made on, in their order; those that say nothing left out. */
  marks(sweep: SweepId): { seq: number; title: string; cloud: string }[] {
    return (this.steps.get(sweep) ?? []).flatMap(({ seq, title, delta: { cloud } }) => (cloud === undefined ? [] : [{ seq, title, cloud }]));
  }

  /**
   * A sweep's labels: the snapshot, or the source's labels (taken over), and what was done since. Throws DataError 'mismatch' where the
   * work was made on other data.
   */
  async labels(sweep: SweepId, source: Uint32Array): Promise<SweepLabels> {
    const { store } = this, snapshot = await store.getSnapshot(sweep);
    if (snapshot === null) return this.replay(sweep, source);
    if (snapshot.labels.length !== source.length)
      throw new DataError('mismatch', `the labels saved ${store.where} are of another number of points`, {
        file: sweep, expected: `${source.length} points`, found: String(snapshot.labels.length),
      });
    return this.replay(sweep, snapshot.labels, snapshot.drafts, snapshot.seq);
  }

  /** These labels with every Change after `afterSeq`, up to `toSeq`. Throws DataError 'mismatch' that names the first Change that does not fit. */
  replay(sweep: SweepId, labels: Uint32Array, drafts: Uint8Array | null = null, afterSeq = 0, toSeq = Infinity): SweepLabels {
    const replayed = new SweepLabels(labels, drafts);
    for (const { seq, title, delta } of this.steps.get(sweep) ?? []) {
      if (seq <= afterSeq || seq > toSeq) continue;
      try {
        applyDelta(delta, replayed);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new DataError('mismatch', `the changes saved ${this.store.where} do not fit its points`, { file: sweep, where: `change ${seq} (${title})`, found: error.message });
      }
    }
    return replayed;
  }

  private stepsOf(sweep: SweepId): Step[] {
    const steps = this.steps.get(sweep) ?? [];
    this.steps.set(sweep, steps);
    return steps;
  }
}
