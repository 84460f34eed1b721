import type { ByteSource } from '#src/core/io/bytes.ts';
import type { Change } from '#src/core/labels/change.ts';
import { decodeJournal } from '#src/storage/work/journal.ts';
import type { Conflict } from '#src/storage/work/rebase.ts';
import { rebase } from '#src/storage/work/rebase.ts';
import { carryOutAll, Outdated } from './carrying-out.ts';
import { between } from './in-order.ts';
import { points } from './names.ts';
import { renumber } from './renumbering.ts';
import { refresh, save, unsavedChanges } from './saving.ts';
import type { Workspace } from './workspace.ts';

/**
 * Carries out Changes that were downloaded, or found in the safety store, and saves them; returns how many. Those that are
 * saved already are left out. Throws Outdated where somebody has changed the same points since, and DataError where the file
 * is none of ours; nothing was changed then.
 */
export async function restoreChanges(open: Workspace, mine: readonly Change[]): Promise<number> {
  if (mine.length === 0) return 0;
  const since = Math.min(...mine.map((change) => change.baseRevision));
  const theirs = await open.store.since(since);
  return between(() => {
    const waiting = unsavedChanges();
    const here = new Set(waiting.map(({ id }) => id));
    // What waits here to be saved is there as good as what others have saved.
    const present = [...theirs, ...waiting.map((change) => ({ seq: 0, change }))];
    const wanted = mine.filter(({ id }) => !here.has(id));
    const clear = renumber(open, wanted.filter(({ id }) => !present.some(({ change }) => change.id === id)), theirs) ?? wanted;
    const result = rebase(clear, present, since);
    if (!result.clean) throw outdated(result.conflicts, mine.length);
    carryOutAll(open, result.changes);
    for (const change of result.changes) {
      open.history.replay(change);
      open.announce(change);
      save(change);
    }
    refresh(open);
    return result.changes.length;
  });
}

function outdated(conflicts: readonly Conflict[], count: number): Outdated {
  const n = conflicts.reduce((sum, c) => sum + c.sweeps.reduce((m, s) => m + s.points, 0), 0);
  const changes = new Set(conflicts.map(({ mine }) => mine.id)).size;
  return new Outdated(`${changes} of ${count} Changes ${changes === 1 ? 'is' : 'are'} about points or objects that were changed since (${points(n)}). Nothing was changed.`);
}

/** The Changes in a file that `unsavedFile` made. */
export async function readUnsavedFile(source: ByteSource): Promise<Change[]> {
  return decodeJournal(await source.read(0, source.size), 1, source.name).map(({ change }) => change);
}
