import type { Change, SweepDelta } from '#src/core/labels/change.ts';
import { toIndices } from '#src/core/select/packed-points.ts';
import { openFileWork } from '#src/storage/work/file-work-store.ts';
import { MemoryWorkFiles } from '#src/storage/work/memory-work-files.ts';
import type { SavedChange } from '#src/storage/work/work-store.ts';

/** The Changes in the bytes of a journal, as they are read from disk after a crash. */
export async function changesIn(journal: Uint8Array | null): Promise<SavedChange[]> {
  if (journal === null) return [];
  const files = new MemoryWorkFiles();
  files.contents.set('journal/work.journal', journal);
  return (await openFileWork(files, 'work')).since(0);
}

/**
 * The labels of a sweep of `count` unlabelled points after these Changes, carried out by a plain loop. Throws an Error where a
 * Change was not made on what is there: that is how a lost or doubled one shows.
 */
export function replay(changes: readonly SavedChange[], sweep: string, count: number): number[] {
  const labels = new Array<number>(count).fill(0);
  for (const { seq, change } of changes) for (const delta of change.sweeps) if (delta.sweep === sweep) carryOut(delta, labels, `Change ${seq}, ${change.title}`);
  return labels;
}

function carryOut({ points, before, after }: SweepDelta, labels: number[], what: string): void {
  const old = expand(before), now = expand(after);
  toIndices(points).forEach((i, n) => {
    if (labels[i] !== old[n]) throw new Error(`${what}: point ${i} has ${labels[i]}, and the Change was made on ${old[n]}`);
    labels[i] = now[n];
  });
}

function expand({ lengths, labels }: SweepDelta['before']): number[] {
  return [...lengths].flatMap((n, k) => new Array<number>(n).fill(labels[k]));
}

/** The last Change that is neither taken back nor a taking back itself: what an undo would undo. */
export function undoable(changes: readonly SavedChange[]): Change | null {
  const done: Change[] = [], undone: Change[] = [];
  for (const { change } of changes) {
    const { undoes, redoes } = change.provenance;
    if (undoes !== undefined) undone.push(...take(done, undoes));
    else if (redoes !== undefined) done.push(...take(undone, redoes));
    else done.push(change);
  }
  return done[done.length - 1] ?? null;
}

function take(list: Change[], id: string): Change[] {
  const at = list.findIndex((change) => change.id === id);
  return at < 0 ? [] : list.splice(at, 1);
}
