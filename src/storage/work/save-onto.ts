import type { Change } from '#src/core/labels/change.ts';
import type { Conflict } from './rebase.ts';
import { rebase } from './rebase.ts';
import type { SavedChange, WorkStore } from './work-store.ts';
import { WorkError } from './work-store.ts';

export interface SavedOnto {
  /** The Change's number, and the revision to go on from; null where it was not saved because of `conflicts`. */
  readonly seq: number | null;
  /** What others saved that the caller has not seen, in order. It goes together with all that waits, unless there are conflicts. */
  readonly theirs: readonly SavedChange[];
  /** Where it does not: people decide. Those of Changes that still wait may be here though the first one was saved. */
  readonly conflicts: readonly Conflict[];
}

/**
 * Saves the first of the Changes that wait, which were made on `revision`, behind what others saved meanwhile where the
 * two go together. Whatever others saved is handed back to be carried out here too; it may be, before or after what
 * waits, since it touches nothing that waits. Rejects as `append` does, and may then be called again with the same.
 */
export async function saveOnto(store: WorkStore, waiting: readonly Change[], revision: number): Promise<SavedOnto> {
  const own = new Set(waiting.map(({ id }) => id));
  const theirs: SavedChange[] = [];
  let base = revision;
  const see = (more: readonly SavedChange[]): readonly Conflict[] => {
    theirs.push(...more.filter(({ change }) => !own.has(change.id)));
    const result = rebase(waiting, more, base);
    return result.clean ? [] : result.conflicts;
  };
  for (;;) {
    try {
      const seq = await store.append({ ...waiting[0], baseRevision: base }, { ifRevision: base });
      // It arrived at an earlier attempt, whose answer got lost, behind Changes that were lost to us with that answer.
      const unseen = seq > base + 1 ? (await store.since(base)).filter((saved) => saved.seq < seq) : [];
      return { seq: Math.max(seq, base), conflicts: see(unseen), theirs };
    } catch (error) {
      if (!(error instanceof WorkError) || error.kind !== 'conflict') throw error;
      const more = await store.since(base);
      const conflicts = see(more);
      if (conflicts.length > 0) return { seq: null, theirs, conflicts };
      base = more[more.length - 1]?.seq ?? base;
    }
  }
}
