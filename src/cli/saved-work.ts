import { join } from 'node:path';
import { listSets } from '#src/storage/work/names.ts';
import { NodeWorkFiles, openWorkDir } from '#src/storage/work/node-work-files.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import type { OpenedPath } from './open-path.ts';
import { SavedSet } from './saved-set.ts';

export const DEFAULT_SET = 'work';
const WORK_FOLDER = 'pointweld';

/** Where a dataset's work is kept when nobody says otherwise. */
export function workFolder({ folder }: Pick<OpenedPath, 'folder'>): string {
  return join(folder, WORK_FOLDER);
}

/** A label set that was saved, and where it is kept. */
export interface SavedWork {
  readonly saved: SavedSet;
  readonly store: WorkStore;
  /** Of the set. */
  readonly name: string;
}

/**
 * The label set of the saved work in `work`, else in `pointweld/` inside the dataset; null where neither is asked for nor there. Throws
 * DataError where the work or the set that was asked for is missing. Whoever asks closes the store.
 */
export async function savedWork(opened: Pick<OpenedPath, 'folder'>, work?: string, set?: string): Promise<SavedWork | null> {
  const own = workFolder(opened);
  if (work === undefined && set === undefined && !(await hasWork(own))) return null;
  const name = set ?? DEFAULT_SET, store = await openWorkDir(work ?? own, name, { mustExist: true });
  return { saved: await SavedSet.open(store, name), store, name };
}

async function hasWork(folder: string): Promise<boolean> {
  return (await listSets((name) => new NodeWorkFiles(folder).list(name))).length > 0;
}
