import { stat } from 'node:fs/promises';
import { DataError } from '#src/core/errors.ts';
import { openWorkDir } from '#src/storage/work/node-work-files.ts';
import { workRoutes } from '#src/storage/work/work-routes.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import type { WorkHandler } from './app.ts';

export interface KeptWork {
  readonly answer: WorkHandler;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

const READ_ONLY = 'this server was started with --read-only: changes are not saved';

/**
 * Work in a folder, which the first Change makes if it is not there. One store per label set, so that all pages share
 * its order of Changes. With `readOnly` what is there is shown and nothing is written. Throws DataError where the path
 * is a file.
 */
export async function keepWork(folder: string, { readOnly = false } = {}): Promise<KeptWork> {
  const info = await stat(folder).catch(() => null);
  if (info !== null && !info.isDirectory()) throw new DataError('unsupported', 'work is kept in a folder, and this is none', { file: folder });
  const stores = new Map<string, Promise<WorkStore>>();
  const storeOf = (set: string): Promise<WorkStore> => {
    const store = stores.get(set) ?? openWorkDir(folder, set);
    stores.set(set, store);
    // A set that could not be opened is tried again when it is asked for again.
    store.catch(() => stores.delete(set));
    return store;
  };
  return {
    answer: workRoutes(storeOf, { readOnly: readOnly ? READ_ONLY : null }),
    close: async () => {
      for (const store of await Promise.allSettled(stores.values())) if (store.status === 'fulfilled') await store.value.close();
    },
  };
}
