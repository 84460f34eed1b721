import type { Change } from '#src/core/labels/change.ts';
import { rebase } from '#src/storage/work/rebase.ts';
import { decodeJournal, encodeJournal } from '#src/storage/work/journal.ts';
import { SnapshotKeeper } from '#src/storage/work/snapshot-keeper.ts';
import type { LabelsNow } from '#src/storage/work/snapshot-writer.ts';
import { SnapshotWriter } from '#src/storage/work/snapshot-writer.ts';
import type { SavedChange } from '#src/storage/work/work-store.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { workspace } from './current.ts';
import type { ExportedFile } from './exchange.ts';
import { notify } from './notices.ts';
import type { Stores } from './opening.ts';
import { Saver } from './saver.ts';
import { useLabels } from './stores/label-store.ts';
import type { Workspace } from './workspace.ts';

let current: { readonly open: Workspace; readonly saver: Saver; readonly snapshots: SnapshotWriter; readonly stores: Pick<Stores, 'safety' | 'allow'> } | null = null;

/**
 * From now on, Changes of this workspace go to its store. `revision`: seq of the last Change that its label set holds.
 * Each Change goes to the safety store too, in this browser: what the other one never got is found there on opening.
 */
export function startSaving(open: Workspace, revision: number, stores: Pick<Stores, 'safety' | 'allow'> = { safety: null }): void {
  const snapshots = new SnapshotWriter(open.store, new SnapshotKeeper(), (sweep) => labelsNow(open, sweep));
  const saver = new Saver(open.store, revision, {
    show: (save) => current?.open === open && useLabels.setState({ save }),
    saved: (change, seq) => snapshots.saved(change, seq),
    idle: () => void snapshots.writeDue(),
    takeIn: (theirs) => takeOthersIn(open, theirs),
  });
  current = { open, saver, snapshots, stores };
}

/** A sweep's labels as the journal has them; null where people are ahead of it. */
function labelsNow(open: Workspace, sweep: SweepId): ReturnType<LabelsNow> {
  const labels = open.set.get(sweep);
  if (current?.open !== open || labels === undefined || current.saver.unsaved.length > 0) return null;
  return { labels: labels.labels.slice(), drafts: labels.draftBytes(), seq: current.saver.revision };
}

/** Sends nothing more. The stores are closed; Changes that were not saved are in the safety store. */
export async function stopSaving(): Promise<void> {
  if (current === null) return;
  const { open, saver, snapshots, stores } = current;
  if (saver.unsaved.length === 0) await snapshots.leave();
  current = null;
  saver.stop();
  await Promise.allSettled([open.store.close(), stores.safety?.close()]);
}

/** Sends a Change to be saved. */
export function save(change: Change): void {
  if (current === null) return;
  current.saver.push(change);
  current.stores.safety?.append(change).catch(() => noSafety());
}

let toldNoSafety = false;

function noSafety(): void {
  if (!toldNoSafety) notify('info', 'This browser can keep no second copy of your work: its storage is full or not allowed.');
  toldNoSafety = true;
}

/** Seq of the last Change that is saved and known here: what a new Change is made on. */
export function savedRevision(): number {
  return current?.saver.revision ?? 0;
}

/** Tries again what failed. */
export function retrySaving(): void {
  current?.saver.retry();
}

/** Asks people to allow writing again, and tries again. Call it from a click. */
export function allowSaving(): void {
  void current?.stores.allow?.().then(retrySaving, retrySaving);
}

/** Takes in what others have saved meanwhile. */
export function lookForOthers(): void {
  void current?.saver.lookForOthers();
}

/** Changes that would be lost if the page went away now. */
export function unsavedChanges(): readonly Change[] {
  return current?.saver.unsaved ?? [];
}

/** The Changes that are not saved, as a file that `restoreChanges` takes back. */
export function unsavedFile(): ExportedFile {
  const changes = unsavedChanges().map((change, k) => ({ seq: k + 1, change }));
  const time = new Date().toISOString().slice(0, 16).replace(/[:T]/g, '-');
  return { name: `${current?.open.scene.name ?? 'work'}-unsaved-${time}.journal`, bytes: encodeJournal(changes) };
}

/**
 * Carries out Changes that were downloaded, or found in the safety store, and saves them; returns how many. Those that are
 * saved already are left out. Throws an Error for people where somebody has changed the same points since, and DataError
 * where the file is none of ours.
 */
export async function restoreChanges(open: Workspace, mine: readonly Change[]): Promise<number> {
  if (mine.length === 0) return 0;
  const since = Math.min(...mine.map((change) => change.baseRevision));
  const result = rebase(mine, await open.store.since(since), since);
  if (!result.clean) {
    const points = result.conflicts.reduce((n, c) => n + c.sweeps.reduce((sum, s) => sum + s.points, 0), 0);
    throw new Error(`${result.conflicts.length} of ${mine.length} Changes are about points or objects that were changed since (${points.toLocaleString('en')} points). Nothing was changed.`);
  }
  for (const change of result.changes) {
    open.set.apply(change);
    open.history.push(change);
    open.announce(change);
    save(change);
  }
  refresh(open);
  return result.changes.length;
}

/** The Changes in a file that `unsavedFile` made. */
export async function readUnsavedFile(source: ByteSource): Promise<Change[]> {
  return decodeJournal(await source.read(0, source.size), 1, source.name).map(({ change }) => change);
}

function takeOthersIn(open: Workspace, theirs: readonly SavedChange[]): void {
  for (const { change, seq } of theirs) {
    open.set.apply(change, seq);
    open.announce(change);
  }
  refresh(open);
  const authors = [...new Set(theirs.map(({ change }) => change.provenance.author))].join(', ');
  notify('info', `${theirs.length === 1 ? 'A change' : `${theirs.length} changes`} by ${authors}, made elsewhere, came in.`);
}

function refresh(open: Workspace): void {
  if (workspace() !== open) return;
  useLabels.setState((s) => ({ version: s.version + 1 }));
}
