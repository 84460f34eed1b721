import type { Change } from '#src/core/labels/change.ts';
import { encodeJournal } from '#src/storage/work/journal.ts';
import { SnapshotKeeper } from '#src/storage/work/snapshot-keeper.ts';
import type { LabelsNow } from '#src/storage/work/snapshot-writer.ts';
import { SnapshotWriter } from '#src/storage/work/snapshot-writer.ts';
import type { SavedChange } from '#src/storage/work/work-store.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import { withMarks } from './cloud-marks.ts';
import { workspace } from './current.ts';
import type { ExportedFile } from './exchange.ts';
import { allDone, between, isBusy } from './in-order.ts';
import { changes } from './names.ts';
import { notify } from './notices.ts';
import type { Stores } from './opening.ts';
import { renumberMine } from './renumbering.ts';
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
    between,
    settle: (waiting, theirs) => renumberMine(open, waiting, theirs),
  });
  current = { open, saver, snapshots, stores };
}

/** A sweep's labels as the journal has them; null where people are ahead of it. */
function labelsNow(open: Workspace, sweep: SweepId): ReturnType<LabelsNow> {
  const labels = open.set.get(sweep);
  if (current?.open !== open || labels === undefined || current.saver.unsaved.length > 0) return null;
  return { labels: labels.labels.slice(), drafts: labels.draftBytes(), seq: current.saver.revision };
}

/**
 * Waits for what is under way, and writes the snapshots that are worth writing before the work is left. False where there are
 * Changes that cannot be saved now.
 */
export async function readyToLeave(): Promise<boolean> {
  for (let since = Date.now(); current !== null; ) {
    const { saver, snapshots } = current;
    await allDone();
    if (saver.unsaved.length === 0) {
      await snapshots.leave();
      if (!isBusy() && saver.unsaved.length === 0) return true;
      since = Date.now();
    } else if (useLabels.getState().save.state !== 'saving' || Date.now() - since > PATIENCE_MS) return false;
    else await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

/** Writes the snapshots that are worth writing when people turn away, who may not come back. */
export function writeSnapshots(): void {
  if (current !== null && current.saver.unsaved.length === 0) void current.snapshots.leave();
}

/** How long leaving waits for Changes that are on their way. Milliseconds. */
const PATIENCE_MS = 5000;

/** Sends nothing more, from now on. The stores are closed as soon as they have done what they are doing. */
export function stopSaving(): void {
  if (current === null) return;
  const { open, saver, stores } = current;
  current = null;
  saver.stop();
  void Promise.allSettled([open.store.close(), stores.safety?.close()]);
}

/** Sends a Change to be saved. */
export function save(change: Change): void {
  if (current === null) return;
  const marked = withMarks(current.open, change);
  current.saver.push(marked);
  current.stores.safety?.append(marked).catch(() => noSafety());
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

/** Changes of this page that are not among the first `savedRevision()`, in order. */
export function myChanges(): readonly Change[] {
  return current?.saver.mine ?? [];
}

/** Gives up what is not saved: nobody is warned of it any more. The page has to be loaded again after this. */
export function dropUnsaved(): void {
  current?.saver.drop();
}

/** The Changes that are not saved, as a file that `restoreChanges` takes back. */
export function unsavedFile(): ExportedFile {
  const changes = unsavedChanges().map((change, k) => ({ seq: k + 1, change }));
  const time = new Date().toISOString().slice(0, 16).replace(/[:T]/g, '-');
  return { name: `${current?.open.scene.name ?? 'work'}-unsaved-${time}.journal`, bytes: encodeJournal(changes) };
}

function takeOthersIn(open: Workspace, theirs: readonly SavedChange[]): void {
  for (const { change, seq } of theirs) {
    open.set.apply(change, seq);
    open.announce(change);
  }
  refresh(open);
  const authors = [...new Set(theirs.map(({ change }) => change.provenance.author))].join(', ');
  notify('info', `${changes(theirs.length)} by ${authors}, made elsewhere, came in.`);
}

/** Tells everyone who shows counts. */
export function refresh(open: Workspace): void {
  if (workspace() !== open) return;
  useLabels.setState((s) => ({ version: s.version + 1 }));
}
