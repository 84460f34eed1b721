import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildIfStale, distFolder } from '../build.mjs';
import type { Command, CommandInput, Output } from '../command.ts';
import { DONE, textOption, UsageError } from '../command.ts';
import { projectRoot } from '../prepare.mjs';
import { createApp, servedAt } from '../server/app.ts';
import type { Served } from '../server/app.ts';
import { listen } from '../server/listen.ts';
import { keepWork } from '../server/work.ts';
import { userPath } from '../user-path.ts';

const DEFAULT_PORT = 4477;

/** What the server was asked for in a terminal. */
export interface ServeOptions {
  /** Folder or file to open; the sample scene where none is named. */
  readonly path: string;
  readonly port: number;
  /** Folder that work is kept in; the browser keeps it where none is named. */
  readonly work: string | null;
  /** Opens the address in the system's browser. */
  readonly open: boolean;
}

export const serveCommand: Command = {
  name: 'serve',
  summary: 'Serve the app with a dataset on this machine; without PATH, the sample scene',
  usage: 'serve [PATH] [--port N] [--work DIR] [--open]',
  options: {
    port: { type: 'string', value: 'N', help: `the port on 127.0.0.1; 0 takes any that is free (default ${DEFAULT_PORT})` },
    work: { type: 'string', value: 'DIR', help: 'keep the work in this folder (default: in the browser)' },
    open: { type: 'boolean', help: 'open the address in the browser' },
    'no-open': { type: 'boolean', help: 'do not, which is the default' },
  },
  run: (input, output) => serve(serveOptions(input), output),
};

/** What the arguments ask for. Throws UsageError. */
export function serveOptions(input: CommandInput): ServeOptions {
  const { positionals, values } = input;
  if (positionals.length > 1) throw new UsageError(`one folder or file can be served, not ${positionals.length}`);
  const port = textOption(input, 'port') ?? String(DEFAULT_PORT);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new UsageError(`--port takes 0 to 65535, not '${port}'`);
  const work = textOption(input, 'work');
  return {
    path: positionals.length === 0 ? join(projectRoot, 'sample-data/scene') : userPath(positionals[0]),
    port: Number(port),
    work: work === undefined ? null : userPath(work),
    open: values.open === true && values['no-open'] !== true,
  };
}

/**
 * Serves the app and a dataset on 127.0.0.1 until the process is told to stop. Throws DataError for a path that is not
 * there, PortError for a port that cannot be had.
 */
async function serve(options: ServeOptions, output: Output): Promise<number> {
  const served = await servedAt(options.path);
  const work = options.work === null ? null : await keepWork(options.work);
  // Before the build, so that nobody waits for one to learn that the port is taken.
  const server = await listen(createApp({ served, dist: distFolder(projectRoot), work: work?.answer }), options.port);
  try {
    buildIfStale(projectRoot);
    const stopped = stopSignal();
    output.out(`Pointweld is at ${server.url} with ${nameOf(served)} (Ctrl+C stops it)\n`);
    if (options.open) openBrowser(server.url, output);
    await stopped;
  } finally {
    await server.close();
    await work?.close();
  }
  return DONE;
}

function nameOf({ folder, entry }: Served): string {
  return entry === null ? folder : join(folder, entry);
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

function openBrowser(url: string, output: Output): void {
  const [command, ...args] = { darwin: ['open'], win32: ['cmd', '/c', 'start'] }[process.platform as string] ?? ['xdg-open'];
  const browser = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  browser.on('error', () => output.err(`No browser could be opened here: go to ${url}\n`));
  browser.unref();
}
