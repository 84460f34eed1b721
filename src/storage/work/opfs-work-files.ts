import type { Locks } from './handle-files.ts';
import { browserLocks, fileAt, namesAt, putAt, readAt, removeAt, Running, sizeAt } from './handle-files.ts';
import { WorkError } from './work-store.ts';
import type { WorkFiles, WritesInPlace } from './work-files.ts';

/** TypeScript has these in its worker library only, which cannot be had together with the page's. */
interface SyncAccess {
  getSize(): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}
type WorkerFileHandle = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccess> };

/** How long another tab may keep a file open, in milliseconds. Ours do for the length of one write. */
const PATIENCE_MS = 10_000;

/**
 * WorkFiles over the browser's private file system. Lives in a worker: only there is a file written in place and
 * flushed (`createSyncAccessHandle`), which is what outlives the tab. A handle is exclusive, so it is open for one
 * operation only, and Web Locks give the tabs their turns.
 */
export class OpfsWorkFiles implements WorkFiles, WritesInPlace {
  readonly where = 'in this browser';
  readonly inPlace = this;
  private readonly running = new Running();

  /** `root` is the work folder; `lockName` names it among all tabs of this origin. */
  constructor(private readonly root: FileSystemDirectoryHandle, private readonly lockName: string, private readonly locks: Locks = browserLocks()) {}

  size(path: string): Promise<number | null> {
    return sizeAt(this.root, path);
  }

  read(path: string, begin = 0, end = Infinity): Promise<Uint8Array | null> {
    return readAt(this.root, path, begin, end);
  }

  append(path: string, at: number, bytes: Uint8Array): Promise<void> {
    return this.locked(path, (access) => {
      const size = access.getSize();
      if (size !== at) throw new WorkError('unavailable', `${path} has ${size} bytes, ${at} were expected`);
      for (let n = 0; n < bytes.length; ) {
        const written = access.write(bytes.subarray(n) as Uint8Array<ArrayBuffer>, { at: at + n });
        if (written === 0) throw noRoom();
        n += written;
      }
      access.flush();
      expectSize(access, at + bytes.length);
    });
  }

  flush(path: string): Promise<void> {
    return this.locked(path, (access) => access.flush());
  }

  async writeAtomic(path: string, bytes: Uint8Array): Promise<void> {
    await putAt(this.root, path, bytes);
    await this.locked(path, (access) => {
      access.flush();
      expectSize(access, bytes.length);
    });
  }

  truncate(path: string, size: number): Promise<void> {
    return this.locked(path, (access) => {
      access.truncate(size);
      access.flush();
    });
  }

  remove(path: string): Promise<void> {
    return removeAt(this.root, path);
  }

  list(folder: string): Promise<string[]> {
    return namesAt(this.root, folder);
  }

  /** Web Locks leave no trace: reading and writing are kept apart alike. */
  exclusive<T>(path: string, _purpose: 'reading' | 'writing', work: () => Promise<T>): Promise<T> {
    return this.running.add(this.locks.request(`${this.lockName}/${path}`, work));
  }

  close(): Promise<void> {
    return this.running.idle();
  }

  private async locked(path: string, work: (access: SyncAccess) => void): Promise<void> {
    const handle = await fileAt(this.root, path);
    if (handle === null) throw new WorkError('unavailable', `${path} is gone from this browser`);
    const access = await openPatiently(handle);
    try {
      work(access);
    } catch (error) {
      throw error instanceof DOMException && error.name === 'QuotaExceededError' ? noRoom(error) : error;
    } finally {
      access.close();
    }
  }
}

/** Where the room ends in the middle of a write, Chromium's private windows say that all of it was written (156). */
function expectSize(access: SyncAccess, size: number): void {
  if (access.getSize() !== size) throw noRoom();
}

function noRoom(cause?: unknown): WorkError {
  return new WorkError('unavailable', 'the browser has no room left', { cause });
}

async function openPatiently(handle: FileSystemFileHandle): Promise<SyncAccess> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let pause = 1; ; pause = Math.min(2 * pause, 100)) {
    try {
      return await (handle as WorkerFileHandle).createSyncAccessHandle();
    } catch (error) {
      const taken = error instanceof DOMException && error.name === 'NoModificationAllowedError';
      if (!taken || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
