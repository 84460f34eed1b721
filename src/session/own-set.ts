import { allChanges } from '#src/storage/work/open-label-set.ts';
import { author } from './author.ts';
import { workspace } from './current.ts';
import { openSet } from './opening.ts';
import { savedRevision, startSaving, stopSaving, unsavedChanges } from './saving.ts';
import { useLabels } from './stores/label-store.ts';

/**
 * Keeps the work as it is here, with what could not be saved, as another label set, and goes on in that one; gives its
 * name. The set that somebody else changed stays as they left it.
 */
export async function keepAsOwnSet(): Promise<string> {
  const open = workspace();
  if (open === null) throw new Error('nothing is open');
  const name = `${author().replace(/[^\w-]+/g, '-').slice(0, 40)}-${new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-')}`;
  const mine = [...unsavedChanges()];
  const upTo = savedRevision();
  const stores = await openSet(name);
  const { store } = stores;
  for await (const { seq, change } of allChanges(open.store)) if (seq <= upTo) await store.append(change);
  let revision = upTo;
  for (const change of mine) revision = await store.append(change);
  await stopSaving();
  open.store = store;
  startSaving(open, revision, stores);
  useLabels.setState({ save: { state: 'saved', timeMs: Date.now() }, where: store.where });
  return name;
}
