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
  private readonly running = new Set<Promise<unknown>>();

  /** `root` is the work folder; `lockName` names it among all tabs of this origin. */
  constructor(private readonly root: FileSystemDirectoryHandle, private readonly lockName: string) {}

  async size(path: string): Promise<number | null> {
    const handle = await this.file(path);
    return handle === null ? null : (await handle.getFile()).size;
  }

  async read(path: string, begin = 0, end = Infinity): Promise<Uint8Array | null> {
    const handle = await this.file(path);
    if (handle === null) return null;
    const file = await handle.getFile();
    return new Uint8Array(await file.slice(begin, Math.min(end, file.size)).arrayBuffer());
  }

  append(path: string, at: number, bytes: Uint8Array): Promise<void> {
    return this.locked(path, (access) => {
      const size = access.getSize();
      if (size !== at) throw new WorkError('unavailable', `${path} has ${size} bytes, ${at} were expected`);
      for (let n = 0; n < bytes.length; ) {
        const written = access.write(bytes.subarray(n) as Uint8Array<ArrayBuffer>, { at: at + n });
        if (written === 0) throw new WorkError('unavailable', 'the browser has no room left');
        n += written;
      }
      access.flush();
    });
  }

  flush(path: string): Promise<void> {
    return this.locked(path, (access) => access.flush());
  }

  async writeAtomic(path: string, bytes: Uint8Array): Promise<void> {
    const { folder, name } = split(path);
    const handle = await (await this.folder(folder, true))!.getFileHandle(name, { create: true });
    // Writes go to a hidden copy, which takes the file's place on close.
    const stream = await handle.createWritable();
    try {
      await stream.write(bytes as Uint8Array<ArrayBuffer>);
    } catch (error) {
      await stream.abort().catch(() => undefined);
      throw error;
    }
    await stream.close();
    await this.flush(path);
  }

  truncate(path: string, size: number): Promise<void> {
    return this.locked(path, (access) => {
      access.truncate(size);
      access.flush();
    });
  }

  async remove(path: string): Promise<void> {
    const { folder, name } = split(path);
    const parent = await this.folder(folder, false);
    if (parent !== null) await orNull(parent.removeEntry(name));
  }

  async list(folder: string): Promise<string[]> {
    const names: string[] = [];
    for await (const name of (await this.folder(folder, false))?.keys() ?? []) names.push(name);
    return names.sort();
  }

  /** Web Locks leave no trace: reading and writing are kept apart alike. */
  exclusive<T>(path: string, _purpose: 'reading' | 'writing', work: () => Promise<T>): Promise<T> {
    const mine = navigator.locks.request(`${this.lockName}/${path}`, work) as Promise<T>;
    this.running.add(mine);
    const forget = () => void this.running.delete(mine);
    mine.then(forget, forget);
    return mine;
  }

  async close(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }

  private async locked(path: string, work: (access: SyncAccess) => void): Promise<void> {
    const handle = await this.file(path);
    if (handle === null) throw new WorkError('unavailable', `${path} is gone from this browser`);
    const access = await openPatiently(handle);
    try {
      work(access);
    } finally {
      access.close();
    }
  }

  private async file(path: string): Promise<FileSystemFileHandle | null> {
    const { folder, name } = split(path);
    const parent = await this.folder(folder, false);
    return parent === null ? null : orNull(parent.getFileHandle(name));
  }

  private async folder(path: string, create: boolean): Promise<FileSystemDirectoryHandle | null> {
    let folder: FileSystemDirectoryHandle | null = this.root;
    for (const name of path.split('/')) if (name !== '' && folder !== null) folder = await orNull(folder.getDirectoryHandle(name, { create }));
    return folder;
  }
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

function split(path: string): { folder: string; name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: path.slice(0, Math.max(0, slash)), name: path.slice(slash + 1) };
}

async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}
