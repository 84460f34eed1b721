import { openFileWork } from './file-work-store.ts';
import { encodeName } from './names.ts';
import type { OpfsCalls, OpfsReply, OpfsRequest } from './opfs-rpc.ts';
import { packError } from './opfs-rpc.ts';
import { OpfsWorkFiles } from './opfs-work-files.ts';
import type { WorkStore } from './work-store.ts';
import { WorkError } from './work-store.ts';

/** Where all of our work lies in the browser's private file system. */
const FOLDER = 'pointweld';

/** The worker's side: answers the calls of one page about one label set. */
export function opfsHost(reply: (message: OpfsReply) => void): (request: OpfsRequest) => Promise<void> {
  let store: WorkStore | null = null;
  const opened = (): WorkStore => {
    if (store === null) throw new WorkError('refused', 'the work is not open');
    return store;
  };
  const calls: OpfsCalls = {
    open: async (project, set) => {
      store = await openFileWork(await projectFiles(project), set);
      return { where: store.where, recovered: store.recovered };
    },
    append: (...args) => opened().append(...args),
    since: (...args) => opened().since(...args),
    revision: () => opened().revision(),
    putSnapshot: (...args) => opened().putSnapshot(...args),
    getSnapshot: (sweep) => opened().getSnapshot(sweep),
    close: () => opened().close(),
  };
  return async ({ id, method, args }) => {
    try {
      // The page's side is typed by the same interface.
      const call = calls[method] as (...values: readonly unknown[]) => Promise<unknown>;
      reply({ id, value: await call(...args) });
    } catch (error) {
      reply({ id, error: packError(error) });
    }
  };
}

async function projectFiles(project: string): Promise<OpfsWorkFiles> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  const name = encodeName(project);
  return new OpfsWorkFiles(await folder.getDirectoryHandle(name, { create: true }), `${FOLDER}/${name}`);
}
