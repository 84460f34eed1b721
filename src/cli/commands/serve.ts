import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale, distFolder } from '../build.mjs';
import { projectRoot } from '../prepare.mjs';
import { createApp, servedAt, type Served } from '../server/app.ts';
import { listen, type RunningServer } from '../server/listen.ts';
import { userPath } from '../user-path.ts';

const defaultPort = 4477;

/** What the server was asked for in a terminal. */
export interface ServeOptions {
  /** Folder or file to open; the sample scene where none is named. */
  readonly path: string;
  readonly port: number;
  /** Opens the address in the system's browser. */
  readonly open: boolean;
}

/** Reads `[PATH] [--port N] [--open]`. Throws an Error of one line on wrong use. */
export function serveOptions(args: string[]): ServeOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { port: { type: 'string' }, open: { type: 'boolean' }, 'no-open': { type: 'boolean' } },
  });
  if (positionals.length > 1) throw new Error(`one folder or file can be opened, ${positionals.length} were named`);
  const port = values.port === undefined ? defaultPort : Number(values.port);
  if (!/^\d+$/.test(values.port ?? '0') || port > 65535) throw new Error(`--port takes 0 to 65535, not '${values.port}'`);
  const path = positionals[0] === undefined ? join(projectRoot, 'sample-data/scene') : userPath(positionals[0]);
  return { path, port, open: values.open === true && values['no-open'] !== true };
}

/**
 * Serves the app and a dataset on 127.0.0.1 until the process is told to stop. Returns 0. Throws DataError for a path
 * that is not there, PortError for a port that cannot be had.
 */
export async function serve(args: string[]): Promise<number> {
  const options = serveOptions(args);
  const served = await servedAt(options.path);
  // Before the build, so that nobody waits for one to learn that the port is taken.
  const server = await listen(createApp({ served, dist: distFolder(projectRoot) }), options.port);
  try {
    buildIfStale(projectRoot);
    const stopped = stopSignal();
    announce(server, served, options);
    await stopped;
  } finally {
    await server.close();
  }
  return 0;
}

function announce(server: RunningServer, served: Served, options: ServeOptions): void {
  const what = served.entry === null ? served.folder : join(served.folder, served.entry);
  console.log(`Pointweld is at ${server.url} with ${what} (Ctrl+C stops it)`);
  if (options.open) openBrowser(server.url);
}

/** Resolves when a signal asks for the end, or when the npm that ran this script has ended. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    if (process.env.npm_lifecycle_event === undefined) return;
    // npm puts a shell between itself and the script, which dies of a SIGTERM without passing it on.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      resolve();
    }, 250);
    watch.unref();
  });
}

function openBrowser(url: string): void {
  const [command, ...args] = { darwin: ['open'], win32: ['cmd', '/c', 'start'] }[process.platform as string] ?? ['xdg-open'];
  const browser = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  browser.on('error', () => console.error(`No browser could be opened here: go to ${url}`));
  browser.unref();
}
