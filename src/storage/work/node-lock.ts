import { randomUUID } from 'node:crypto';
import { readFile, readlink, symlink, unlink, writeFile } from 'node:fs/promises';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { WorkError } from './work-store.ts';

/** How long another process may keep a lock, in milliseconds. Ours do for the length of one write. */
const PATIENCE_MS = 10_000;

const UNMARKED = '-';
/** Where a process number means something: this machine, and on Linux this container. */
const HERE = `${hostname()} ${orElse(() => readlinkSync('/proc/self/ns/pid'), UNMARKED)}`;
const MARK = markOf(process.pid);

/**
 * A lock between processes that write into one folder: a symbolic link whose target says who holds it, since making
 * one is the only step that names a new file and fills it at once. A holder that was killed leaves its lock behind; it
 * is broken where that process is known to be gone. WorkError 'unavailable' where it is not, with the name to look for.
 * Resolves to what lets go of the lock. `makeFolder` is called where the folder for it is not there yet.
 */
export async function takeLock(path: string, makeFolder?: () => Promise<void>): Promise<() => Promise<void>> {
  const deadline = performance.now() + PATIENCE_MS;
  const release = () => remove(path);
  try {
    if (await make(path)) return release;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || makeFolder === undefined) throw error;
    await makeFolder();
  }
  for (let pause = 1; ; pause = Math.min(2 * pause, 50)) {
    if (await make(path)) return release;
    const holder = await holderOf(path);
    if (holder !== null && isGone(holder)) await breakLock(path, holder);
    if (performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, pause));
    else throw new WorkError('unavailable', `another Pointweld (process ${holder || 'unknown'}) is writing there. If it is not running any more, delete ${path}`);
  }
}

/** Resolves when nobody holds the lock, or after a while. Leaves no trace. */
export async function waitForLock(path: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let pause = 1; performance.now() < deadline; pause = Math.min(2 * pause, 50)) {
    const holder = await holderOf(path);
    if (holder === null || isGone(holder)) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function make(path: string): Promise<boolean> {
  const me = `${process.pid} ${MARK} ${randomUUID()} ${HERE}`;
  try {
    await symlink(me, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // No links on this file system, or not for this user: a file says the same, but is empty for a moment.
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL'].includes(codeOf(error))) throw error;
  }
  try {
    await writeFile(path, me, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** What a lock says; '' where it says nothing yet, null where there is none. */
async function holderOf(path: string): Promise<string | null> {
  try {
    return await readlink(path).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') throw error;
      return readFile(path, 'utf8');
    });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return null;
  }
}

/** Whether the process that holds a lock is known not to run any more. */
function isGone(holder: string): boolean {
  const [, pid, mark, host] = /^(\d+) (\S+) \S+ (.*)$/.exec(holder) ?? [];
  if (pid === undefined || host !== HERE) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    if (codeOf(error) === 'ESRCH') return true;
  }
  const now = markOf(Number(pid));
  return mark !== UNMARKED && now !== UNMARKED && now !== mark;
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/**
 * Takes away the lock of a holder that is gone. Only who has the token for this very holder may do that, and only while
 * the lock is still that holder's: another may have broken it meanwhile, and a third may have it now.
 */
async function breakLock(path: string, holder: string): Promise<void> {
  const token = `${path}.${/^\d+ \S+ (\S+)/.exec(holder)?.[1] ?? ''}`;
  if (!(await make(token))) return;
  try {
    if ((await holderOf(path)) === holder) await remove(path);
  } finally {
    await remove(token);
  }
}

/** Tells apart processes that had the same number one after another, on Linux: this boot, and when it began in it. */
function markOf(pid: number): string {
  return orElse(() => {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The name in parentheses may hold anything; the 20th field behind it is the start time (proc(5)).
    const began = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')[19];
    return `${boot}/${began}`;
  }, UNMARKED);
}

function orElse(work: () => string, otherwise: string): string {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
