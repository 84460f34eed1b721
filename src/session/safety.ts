import { errorMessage } from '#src/core/errors.ts';
import type { Change } from '#src/core/labels/change.ts';
import { allChanges } from '#src/storage/work/open-label-set.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import { changes as changesOf, points } from './names.ts';
import { notify } from './notices.ts';
import { Outdated } from './carrying-out.ts';
import { restoreChanges } from './restoring.ts';
import type { Workspace } from './workspace.ts';

/**
 * Brings back the Changes that this browser kept and the work's own store never got: the server was away, and the page was
 * closed or died. Those that no longer fit are handed to `keepApart`, which gives the name of where it keeps them, and people
 * are told. Each is looked at once.
 */
export async function recoverFrom(safety: WorkStore, open: Workspace, key: string, keepApart: (changes: readonly Change[]) => Promise<string>): Promise<void> {
  try {
    const lost = await missing(safety, open.store, dealtWith(key));
    const count = await restoreOr(open, lost, keepApart);
    if (count > 0) notify('info', `${changesOf(count)} that had not been saved ${count === 1 ? 'was' : 'were'} kept by this browser and ${count === 1 ? 'is' : 'are'} here again: ${pointsIn(lost)}.`);
    await markDealtWith(safety, key);
  } catch (error) {
    // They stay in this browser's copy, and are tried again when the work is opened again.
    notify('loss', `This browser kept Changes that were never saved, and they could not be brought back: ${errorMessage(error)}`);
  }
}

async function restoreOr(open: Workspace, lost: readonly Change[], keepApart: (changes: readonly Change[]) => Promise<string>): Promise<number> {
  try {
    return await restoreChanges(open, lost);
  } catch (error) {
    if (!(error instanceof Outdated)) throw error;
    const name = await keepApart(lost);
    notify('loss', `This browser kept Changes that were never saved; ${errorMessage(error)} They are in the label set ${name} now: ?set=${name} at the end of the address opens it.`);
    return 0;
  }
}

/** What the safety store holds now is not to be brought back: it is saved elsewhere, or people do not want it. */
export async function markDealtWith(safety: WorkStore, key: string): Promise<void> {
  localStorage.setItem(storageKey(key), String(await safety.revision()));
}

async function missing(safety: WorkStore, store: WorkStore, after: number): Promise<Change[]> {
  const kept: Change[] = [];
  for await (const { change } of allChanges(safety, after)) kept.push(change);
  if (kept.length === 0) return [];
  const saved = new Set<string>();
  for await (const { change } of allChanges(store)) saved.add(change.id);
  return kept.filter(({ id }) => !saved.has(id));
}

function storageKey(key: string): string {
  return `pointweld-safety ${key}`;
}

/** Seq in the safety store up to which everything was looked at. */
function dealtWith(key: string): number {
  const kept = Number(localStorage.getItem(storageKey(key)));
  return Number.isSafeInteger(kept) && kept > 0 ? kept : 0;
}

function pointsIn(changes: readonly Change[]): string {
  return points(changes.reduce((n, change) => n + change.sweeps.reduce((sum, delta) => sum + delta.points.count, 0), 0));
}
