import { workspace } from './current.ts';
import { allDone } from './in-order.ts';
import { forgetKept, goesOnIn, openSet } from './opening.ts';
import { dropUnsaved, myChanges, savedRevision, startSaving, stopSaving } from './saving.ts';
import { copyChanges, ownSetName } from './set-copies.ts';
import { useLabels } from './stores/label-store.ts';

/**
 * Keeps the work as it is here, with what could not be saved, as another label set, and goes on in that one; gives its
 * name. The set that somebody else changed stays as they left it.
 */
export async function keepAsOwnSet(): Promise<string> {
  const open = workspace();
  if (open === null) throw new Error('nothing is open');
  const name = ownSetName();
  const stores = await openSet(name);
  let revision = savedRevision();
  await copyChanges(open.store, stores.store, revision);
  // Strokes go on meanwhile: none of them may fall between the two.
  for (let copied = 0; ; ) {
    await allDone();
    if (copied === myChanges().length) break;
    while (copied < myChanges().length) revision = await stores.store.append(myChanges()[copied++]);
    await forgetKept();
  }
  stopSaving();
  open.store = stores.store;
  startSaving(open, revision, stores);
  goesOnIn(name, stores);
  useLabels.setState({ save: { state: 'saved', timeMs: Date.now() }, where: open.store.where });
  return name;
}

/** Gives up what is not saved, in this browser's copy too. The page has to be loaded again after this. */
export async function dropMine(): Promise<void> {
  await forgetKept();
  dropUnsaved();
}
