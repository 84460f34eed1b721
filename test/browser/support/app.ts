import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '#src/cli/prepare.mjs';

/** The real server in a process of its own, as a user starts it. */
export interface RunningApp {
  /** With a slash at the end. */
  readonly url: string;
  /** What it printed so far, both streams. */
  output(): string;
  /** SIGTERM, then the exit code; null where it died by a signal. */
  stop(): Promise<number | null>;
  /** Its process, to be stopped and continued by signals. */
  readonly pid: number;
  /** SIGKILL, for tests of what survives it. */
  kill(): Promise<void>;
}

export interface StartOptions {
  /** Folder or file to open; the sample scene where none is named. */
  readonly path?: string;
  /** Further arguments of `serve`. */
  readonly args?: readonly string[];
  readonly timeoutMs?: number;
}

/** Starts the server on a free port, from dist/, which is built first when it is stale. Rejects with its output when it ends. */
export function startApp({ path, args = [], timeoutMs = 120_000 }: StartOptions = {}): Promise<RunningApp> {
  const command = [join(projectRoot, 'src/cli/start.mjs'), ...(path === undefined ? [] : [path]), '--port', '0', ...args];
  const child = spawn(process.execPath, command, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  let output = '';
  const app = (url: string): RunningApp => ({
    url,
    pid: child.pid!,
    output: () => output,
    stop: () => (child.kill('SIGTERM'), exited),
    kill: async () => void (child.kill('SIGKILL'), await exited),
  });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the server gave no address in ${timeoutMs} ms:\n${output}`));
    }, timeoutMs);
    const hear = (part: Buffer): void => {
      output += part.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(output)?.[0];
      if (url === undefined) return;
      clearTimeout(late);
      resolve(app(url));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void exited.then((code) => {
      clearTimeout(late);
      reject(new Error(`the server ended with ${code}:\n${output}`));
    });
  });
}
