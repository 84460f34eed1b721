import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildIfStale, distFolder } from '../build.mjs';
import type { Command, CommandInput, Output } from '../command.ts';
import { DONE, textOption, UsageError } from '../command.ts';
import { projectRoot } from '../prepare.mjs';
import { createApp, servedAt } from '../server/app.ts';
import type { Served } from '../server/app.ts';
import { listen } from '../server/listen.ts';
import { openTo } from '../server/open-to.ts';
import { TOKEN_QUERY } from '../server/token.ts';
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
  /** Address to listen on. */
  readonly host: string;
  /** Shows the work and takes no changes. */
  readonly readOnly: boolean;
  /** Opens the address in the system's browser. */
  readonly open: boolean;
}

export const serveCommand: Command = {
  name: 'serve',
  summary: 'Serve the app with a dataset on this machine; without PATH, the sample scene',
  usage: 'serve [PATH] [--port N] [--work DIR] [--read-only] [--host ADDRESS] [--open]',
  options: {
    port: { type: 'string', value: 'N', help: `the port; 0 takes any that is free (default ${DEFAULT_PORT})` },
    work: { type: 'string', value: 'DIR', help: 'keep the work in this folder (default: in the browser)' },
    'read-only': { type: 'boolean', help: 'show the work, and take no changes' },
    host: { type: 'string', value: 'ADDRESS', help: 'listen on this address; others than this machine need the token that is printed (default 127.0.0.1)' },
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
    host: textOption(input, 'host') ?? '127.0.0.1',
    readOnly: values['read-only'] === true,
    open: values.open === true && values['no-open'] !== true,
  };
}

/**
 * Serves the app, which `build` makes where it has to, and a dataset until the process is told to stop; Changes that are under way then are still saved.
 * Throws DataError for a path that is not there, PortError for an address that cannot be had.
 */
export async function serve(options: ServeOptions, output: Output, build = () => buildIfStale(projectRoot)): Promise<number> {
  const served = await servedAt(options.path);
  const work = options.work === null ? null : await keepWork(options.work, options);
  const open = openTo(options.host);
  const app = createApp({ served, dist: distFolder(projectRoot), work: work?.answer, readOnly: options.readOnly, ...open });
  // Before the build, so that nobody waits for one to learn that the port is taken.
  const server = await listen(app, options.port, options);
  try {
    const stopped = stopSignal();
    build();
    const url = open.token === undefined ? server.url : `${server.url}?${TOKEN_QUERY}=${open.token}`;
    output.out(`Pointweld is at ${url} with ${nameOf(served)} (Ctrl+C stops it)\n`);
    if (options.open) openBrowser(url, output);
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
