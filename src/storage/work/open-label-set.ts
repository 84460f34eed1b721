import { DataError } from '#src/core/errors.ts';
import { History } from '#src/core/labels/history.ts';
import { LabelSet } from '#src/core/labels/label-set.ts';
import type { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import type { SavedChange, WorkStore } from './work-store.ts';

export interface OpenedLabelSet {
  readonly set: LabelSet;
  /** What can be undone and redone, as it was when the work was left. */
  readonly history: History;
  /** Seq of the last Change; 0 where there is none. */
  readonly lastSeq: number;
  /** One line where something had to be put aside. */
  readonly recovered: string | null;
}

/** Bytes of a journal that are in memory at once while it is read through. */
const PIECE_BYTES = 8 << 20;

/** All Changes of a store after `seq`, in order, without holding a long journal in memory. */
export async function* allChanges(store: WorkStore, seq = 0): AsyncGenerator<SavedChange> {
  for (let at = seq; ; ) {
    const piece = await store.since(at, PIECE_BYTES);
    if (piece.length === 0) return;
    yield* piece;
    at = piece[piece.length - 1].seq;
  }
}

/** Replays a journal. Sweeps come in later, with `loadSweep`. */
export async function openLabelSet(store: WorkStore, name: string): Promise<OpenedLabelSet> {
  const set = new LabelSet(name);
  const history = new History();
  let lastSeq = 0;
  for await (const { seq, change } of allChanges(store)) {
    set.apply(change, seq);
    history.replay(change);
    lastSeq = seq;
  }
  return { set, history, lastSeq, recovered: store.recovered };
}

/**
 * Brings a sweep into the set: from its snapshot, or from the labels that its source has (taken over), and what was
 * done since. Throws DataError 'mismatch' where the saved work was made on other data.
 */
export async function loadSweep(store: WorkStore, set: LabelSet, sweep: SweepId, sourceLabels: Uint32Array): Promise<SweepLabels> {
  const snapshot = await store.getSnapshot(sweep);
  // Somebody else may have asked for the same sweep while we waited.
  const present = set.get(sweep);
  if (present !== undefined) return present;
  if (snapshot !== null && snapshot.labels.length !== sourceLabels.length)
    throw new DataError('mismatch', `the labels saved ${store.where} are of another number of points`, {
      file: sweep,
      expected: `${sourceLabels.length} points`,
      found: String(snapshot.labels.length),
    });
  try {
    if (snapshot === null) return set.load(sweep, sourceLabels);
    // Into the array that was given: its memory is the caller's choice.
    sourceLabels.set(snapshot.labels);
    return set.load(sweep, sourceLabels, snapshot.seq, snapshot.drafts);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DataError('mismatch', `the changes saved ${store.where} do not fit its points`, { file: sweep, found: error.message });
  }
}
