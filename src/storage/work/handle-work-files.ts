import { errorMessage } from '#src/core/errors.ts';
import { openFileWork } from './file-work-store.ts';
import type { Locks } from './handle-files.ts';
import { browserLocks, namesAt, putAt, readAt, removeAt, Running, sizeAt } from './handle-files.ts';
import { WORK_FOLDER } from './names.ts';
import type { WorkFiles } from './work-files.ts';
import type { WorkStore } from './work-store.ts';
import { WorkError } from './work-store.ts';

/** Chromium's part of the File System Access API that TypeScript's page library lacks. */
interface Permissions {
  queryPermission?(options: { mode: 'readwrite' }): Promise<PermissionState>;
  requestPermission?(options: { mode: 'readwrite' }): Promise<PermissionState>;
}

/**
 * Whether this page may write into a folder: 'prompt' where people have to be asked, which browsers do again after a
 * while or a restart. 'denied' where the browser knows no writing into folders.
 */
export async function folderPermission(folder: FileSystemDirectoryHandle): Promise<PermissionState> {
  const { queryPermission } = folder as Permissions;
  return queryPermission === undefined ? 'denied' : queryPermission.call(folder, { mode: 'readwrite' });
}

/** Asks people whether this page may write into a folder. Only in answer to a click or a key. */
export async function askFolderPermission(folder: FileSystemDirectoryHandle): Promise<PermissionState> {
  const { requestPermission } = folder as Permissions;
  return requestPermission === undefined ? 'denied' : requestPermission.call(folder, { mode: 'readwrite' });
}

/**
 * The work of one label set in `pointweld/` inside a folder that people opened. Opening writes nothing. WorkError
 * 'permission' wherever the browser wants people to be asked (again): the store goes on working once they allowed it.
 */
export function openFolderWork(folder: FileSystemDirectoryHandle, set: string, locks?: Locks): Promise<WorkStore> {
  return openFileWork(new HandleWorkFiles(folder, locks), set);
}

/**
 * WorkFiles over a folder that people chose. What the browser offers there is to put whole files in place: writes go
 * to a swap file that replaces the file when it is closed, so there is the old content or the new, whatever dies. It
 * offers no flush: what was acknowledged survives tab and browser, but a power cut within the seconds that the system
 * takes to write by itself may cost the newest files. So no file that holds acknowledged bytes is ever written again
 * (the journal grows by new files, journal-parts.ts), and such a cut costs nothing older.
 */
export class HandleWorkFiles implements WorkFiles {
  readonly where: string;
  readonly inPlace = null;
  private readonly running = new Running();

  constructor(private readonly folder: FileSystemDirectoryHandle, private readonly locks: Locks = browserLocks()) {
    this.where = `in ${folder.name}/${WORK_FOLDER}`;
  }

  size(path: string): Promise<number | null> {
    return this.told(sizeAt(this.folder, inside(path)));
  }

  read(path: string, begin = 0, end = Infinity): Promise<Uint8Array | null> {
    return this.told(readAt(this.folder, inside(path), begin, end));
  }

  async writeAtomic(path: string, bytes: Uint8Array): Promise<void> {
    const handle = await this.told(putAt(this.folder, inside(path), bytes));
    const { size } = await this.told(handle.getFile());
    if (size !== bytes.length) throw new WorkError('unavailable', `${path} has ${size} bytes after ${bytes.length} were written ${this.where}`);
  }

  remove(path: string): Promise<void> {
    return this.told(removeAt(this.folder, inside(path)));
  }

  list(folder: string): Promise<string[]> {
    return this.told(namesAt(this.folder, inside(folder)));
  }

  exclusive<T>(path: string, _purpose: 'reading' | 'writing', work: () => Promise<T>): Promise<T> {
    return this.running.add(this.locks.request(`pointweld-folder ${this.folder.name}/${path}`, work));
  }

  close(): Promise<void> {
    return this.running.idle();
  }

  /** A browser's errors, as what people can do about them. */
  private async told<T>(promise: Promise<T>): Promise<T> {
    try {
      return await promise;
    } catch (error) {
      const name = error instanceof DOMException ? error.name : '';
      if (name === 'NotAllowedError' || name === 'SecurityError')
        throw new WorkError('permission', `the browser wants to be allowed again to write ${this.where}`, { cause: error });
      const reason = name === 'QuotaExceededError' ? 'there is no room left' : name === 'NotFoundError' ? 'the folder is gone' : errorMessage(error);
      throw new WorkError('unavailable', `the work cannot be read or written ${this.where}: ${reason}`, { cause: error });
    }
  }
}

function inside(path: string): string {
  return `${WORK_FOLDER}/${path}`;
}
