import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '#src/cli/main.ts';

export const cliScript = resolve(dirname(fileURLToPath(import.meta.url)), '../../src/cli/pointweld.mjs');

export interface CliResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command of the terminal in this process. */
export async function runCli(...args: string[]): Promise<CliResult> {
  let out = '', err = '';
  const code = await main(args, { out: (text) => void (out += text), err: (text) => void (err += text) });
  return { code, out, err };
}

/** The JSON document that a command prints; throws where it fails or prints anything else. */
export async function cliJson<T>(...args: string[]): Promise<T> {
  const { code, out, err } = await runCli(...args, '--json');
  if (code !== 0 || err !== '') throw new Error(`pointweld ${args.join(' ')} ended with ${code}: ${err}`);
  return JSON.parse(out) as T;
}

/** Runs the real command in a process of its own, from the folder `cwd`. */
export function spawnCli(args: readonly string[], cwd?: string): CliResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cliScript, ...args], { cwd, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}
