import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Checks a revision out beside the checkout at `root`, with the same node_modules, for as long as `work` takes; whatever happens,
 * it is gone afterwards. `signal` stops where the user interrupts. Throws an Error of one line where there is no such revision.
 */
export async function withWorktree<T>(root: string, rev: string, work: (folder: string, signal: AbortSignal) => Promise<T>): Promise<T> {
  const commit = git(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${rev}^{commit}`);
  if (commit === null) throw new Error(`there is no revision '${rev}'`);
  const parent = mkdtempSync(join(tmpdir(), 'pointweld-bench-'));
  const folder = join(parent, 'checkout');
  const modules = join(folder, 'node_modules');
  const abort = new AbortController();
  const stop = (name: NodeJS.Signals): void => abort.abort(new Error(`stopped by ${name}`));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, stop);
  try {
    if (git(root, 'worktree', 'add', '--detach', '--quiet', folder, commit) === null) throw new Error(`'${rev}' cannot be checked out`);
    if (existsSync(join(root, 'node_modules')) && !existsSync(modules)) symlinkSync(join(root, 'node_modules'), modules, 'junction');
    abort.signal.throwIfAborted();
    return await work(folder, abort.signal);
  } finally {
    // Before the rest goes: what it points to stays.
    rmSync(modules, { force: true, recursive: false });
    git(root, 'worktree', 'remove', '--force', folder);
    rmSync(parent, { recursive: true, force: true });
    for (const name of signals) process.off(name, stop);
  }
}

/** What git prints, trimmed; null where it fails. */
function git(root: string, ...args: string[]): string | null {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}
