import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DataError } from '#src/core/errors.ts';
import { openFileWork } from './file-work-store.ts';
import { takeLock, waitForLock } from './node-lock.ts';
import { encodeName, listSets, PROJECT_FILE } from './names.ts';
import type { WorkFiles, WritesInPlace } from './work-files.ts';
import { Turnstile } from './work-files.ts';
import type { WorkStore } from './work-store.ts';

/**
 * The work of one label set in a folder of this machine. Opening writes nothing; the folder is made by the first
 * append. With `mustExist`, DataError 'missing' where the folder holds no such set (a mistyped `--work`).
 */
export async function openWorkDir(dir: string, set: string, { mustExist = false } = {}): Promise<WorkStore> {
  const files = new NodeWorkFiles(dir);
  if (mustExist) await requireSet(files, dir, set);
  return openFileWork(files, set);
}

async function requireSet(files: WorkFiles, dir: string, set: string): Promise<void> {
  const sets = await listSets((folder) => files.list(folder));
  if (sets.includes(encodeName(set))) return;
  const found = sets.length === 0 ? 'no work' : sets.join(', ');
  throw new DataError('missing', `has no label set "${set}"`, { file: dir, expected: `${PROJECT_FILE} and journal/`, found });
}

/** By folder, so that all who write into one, from this process, take turns. */
const turnstiles = new Map<string, Turnstile>();

function turnstileOf(root: string): Turnstile {
  const turns = turnstiles.get(root) ?? new Turnstile();
  turnstiles.set(root, turns);
  return turns;
}

/** WorkFiles over a folder, with fsync of files and, where names change, of the folders that hold them. */
export class NodeWorkFiles implements WorkFiles, WritesInPlace {
  readonly inPlace = this;
  readonly where: string;
  private readonly root: string;
  private readonly turns: Turnstile;

  constructor(dir: string) {
    this.root = resolve(dir);
    this.turns = turnstileOf(this.root);
    this.where = `in ${this.root}`;
  }

  async size(path: string): Promise<number | null> {
    return (await orNull(stat(join(this.root, path))))?.size ?? null;
  }

  async read(path: string, begin = 0, end = Infinity): Promise<Uint8Array | null> {
    const file = await orNull(open(join(this.root, path), 'r'));
    if (file === null) return null;
    return using(file, async () => {
      const { size } = await file.stat();
      const out = new Uint8Array(Math.max(0, Math.min(end, size) - begin));
      let n = 0;
      while (n < out.length) {
        const { bytesRead } = await file.read(out, n, out.length - n, begin + n);
        if (bytesRead === 0) return out.slice(0, n);
        n += bytesRead;
      }
      return out;
    });
  }

  async append(path: string, at: number, bytes: Uint8Array): Promise<void> {
    const file = await open(join(this.root, path), 'r+');
    await using(file, async () => {
      const { size } = await file.stat();
      if (size !== at) throw new Error(`${path} has ${size} bytes, ${at} were expected`);
      await writeAll(file, bytes, at);
      await file.sync();
    });
  }

  async flush(path: string): Promise<void> {
    const file = await open(join(this.root, path), 'r+');
    await using(file, () => file.sync());
  }

  async writeAtomic(path: string, bytes: Uint8Array): Promise<void> {
    const target = join(this.root, path);
    const folder = dirname(target);
    await this.makeFolder(folder);
    // No encoded name begins with a dot. A temporary that a crash left behind is simply written again.
    const temporary = join(folder, `.${target.slice(folder.length + 1)}.tmp`);
    const file = await open(temporary, 'w');
    await using(file, async () => {
      await writeAll(file, bytes, 0);
      await file.sync();
    });
    await rename(temporary, target);
    await syncFolder(folder);
  }

  async truncate(path: string, size: number): Promise<void> {
    const file = await open(join(this.root, path), 'r+');
    await using(file, async () => {
      await file.truncate(size);
      await file.sync();
    });
  }

  async remove(path: string): Promise<void> {
    await rm(join(this.root, path), { force: true });
  }

  async list(folder: string): Promise<string[]> {
    return ((await orNull(readdir(join(this.root, folder)))) ?? []).sort();
  }

  exclusive<T>(path: string, purpose: 'reading' | 'writing', work: () => Promise<T>): Promise<T> {
    const target = join(this.root, path);
    const lock = join(dirname(target), `.${basename(target)}.lock`);
    return this.turns.pass(path, async () => {
      if (purpose === 'reading') {
        await waitForLock(lock);
        return work();
      }
      const release = await takeLock(lock, () => this.makeFolder(dirname(target)));
      try {
        return await work();
      } finally {
        await release();
      }
    });
  }

  close(): Promise<void> {
    return this.turns.idle();
  }

  /** A new folder is durable once its parent is flushed. */
  private async makeFolder(folder: string): Promise<void> {
    const first = await mkdir(folder, { recursive: true });
    if (first === undefined) return;
    for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  let n = 0;
  while (n < bytes.length) n += (await file.write(bytes, n, bytes.length - n, at + n)).bytesWritten;
}

/** Windows cannot open folders; it makes renames durable by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await using(handle, () => handle.sync());
}

async function using<T>(file: FileHandle, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await file.close();
  }
}

async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}
