import type { CommandInput } from './command.ts';
import { textOption, UsageError } from './command.ts';
import { resolve } from 'node:path';

/**
 * The absolute form of a path that was typed in a terminal. npm runs scripts in the project's folder and leaves the
 * folder the user was in behind in INIT_CWD.
 */
export function userPath(path: string, env: NodeJS.ProcessEnv = process.env, cwd = process.cwd()): string {
  const ranByNpm = env.npm_lifecycle_event === 'start' || env.npm_lifecycle_event === 'pointweld';
  return resolve(ranByNpm && env.INIT_CWD ? env.INIT_CWD : cwd, path);
}

/** The path that an option names; undefined where it was not given. Throws UsageError where it is empty. */
export function pathOption(input: CommandInput, name: string): string | undefined {
  const path = textOption(input, name);
  if (path === '') throw new UsageError(`--${name} is empty`);
  return path === undefined ? undefined : userPath(path);
}
