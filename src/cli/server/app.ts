import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { DataError } from '#src/core/errors.ts';
import { appType, dataType } from './content-type.ts';
import { fileResponse } from './file-response.ts';
import { decodePath, fileInside, listFiles, TooManyFiles } from './paths.ts';
import { isolate, LOOPBACK, ownHostOnly, readOnly } from './security.ts';
import { tokenOnly } from './token.ts';

/** What is served: a folder, with the file in it to begin with if one was named; or one file, with its labels if there are any. */
export interface Served {
  readonly kind: 'folder' | 'file';
  /** The real path of the folder; of the file's folder for a single file. */
  readonly folder: string;
  /** Name of the file to open, in `folder`; null where a whole folder is. */
  readonly entry: string | null;
  /** The only names that are handed out; null where everything in the folder is. */
  readonly only: readonly string[] | null;
}

/** Answers every request below /api/work/, whatever its method. */
export type WorkHandler = (request: Request) => Promise<Response>;

/** The answer of /api/session. */
export interface SessionInfo {
  /** Name of the folder, or of the single file. */
  readonly name: string;
  readonly kind: 'folder' | 'file';
  readonly entry: string | null;
  /** Whether work can be kept by this server (/api/work/). */
  readonly work: boolean;
  /** Whether that work may be looked at, and not changed. */
  readonly readOnly: boolean;
}

export interface AppOptions {
  readonly served: Served;
  /** Folder of the built app. */
  readonly dist: string;
  /** Where work is kept by this server. */
  readonly work?: WorkHandler;
  /** Whether `work` refuses to write, which pages are told. */
  readonly readOnly?: boolean;
  /** Names and addresses that requests may use for this machine. */
  readonly hosts?: readonly string[];
  /** What every request must bring; nothing where only this machine can ask. */
  readonly token?: string;
  /** How many files a folder may list. */
  readonly maxFiles?: number;
}

/** Descriptions that refer to files beside them: naming one opens its folder. */
const descriptions = new Set(['.json', '.yaml', '.yml']);

/** What to serve for a path that a user named. Throws DataError when it is not there. */
export async function servedAt(path: string): Promise<Served> {
  let real: string;
  try {
    real = await realpath(path);
  } catch {
    throw new DataError('missing', 'no such file or folder', { file: path });
  }
  const info = await stat(real);
  if (info.isDirectory()) return { kind: 'folder', folder: real, entry: null, only: null };
  if (!info.isFile()) throw new DataError('unsupported', 'neither a file nor a folder', { file: path });
  const folder = dirname(real), entry = basename(real);
  if (descriptions.has(extname(real).toLowerCase())) return { kind: 'folder', folder, entry, only: null };
  const labels = entry.replace(/\.[^.]+$/, '.label');
  const labelled = labels !== entry && (await fileInside(folder, [labels])) !== null;
  return { kind: 'file', folder, entry, only: labelled ? [entry, labels] : [entry] };
}

/** The routes of the local server: the built app, the dataset's files, what is open, and where work is kept. */
export function createApp({ served, dist, work, readOnly: closed = false, hosts = LOOPBACK, token, maxFiles }: AppOptions): Hono {
  const app = new Hono({ strict: true });
  app.use(isolate, ownHostOnly(hosts));
  if (token !== undefined) app.use(tokenOnly(token));
  app.use(readOnly);

  app.get('/api/session', (c) => {
    const name = served.kind === 'file' ? served.entry! : basename(served.folder);
    const session: SessionInfo = { name, kind: served.kind, entry: served.entry, work: work !== undefined, readOnly: closed };
    return c.json(session, 200, { 'Cache-Control': 'no-store' });
  });
  app.get('/api/files', async (c) => {
    const files = served.only ?? await listFiles(served.folder, maxFiles);
    return c.json(files, 200, { 'Cache-Control': 'no-store' });
  });
  if (work) app.all('/api/work/*', (c) => work(c.req.raw));
  app.get('/data/*', (c) => dataFile(c, served));
  app.get('/*', (c) => appFile(c, dist));

  app.onError((error, c) => {
    if (error instanceof TooManyFiles) return c.json({ error: error.message }, 413);
    console.error(`${c.req.method} ${c.req.path}: ${error.message}`);
    return c.json({ error: 'the server failed to answer: its terminal says why' }, 500);
  });
  return app;
}

async function dataFile(c: Context, served: Served): Promise<Response> {
  const names = namesAfter(c, '/data/');
  if (names === null) return c.text('Not a path in this dataset.\n', 403);
  const closed = served.only !== null && !served.only.includes(names.join('/'));
  const file = closed ? null : await fileInside(served.folder, names);
  if (file === null) return c.text('No such file.\n', 404);
  return fileResponse(c.req.raw, file, { 'Content-Type': dataType(file), 'Cache-Control': 'no-cache' });
}

async function appFile(c: Context, dist: string): Promise<Response> {
  const names = c.req.path === '/' ? ['index.html'] : namesAfter(c, '/');
  const file = names === null ? null : await fileInside(await realpath(dist), names);
  if (file === null) return c.text('No such page.\n', 404);
  // The builder puts a hash of the content into the names in assets/.
  const caching = names![0] === 'assets' ? 'public, max-age=31536000, immutable' : 'no-cache';
  return fileResponse(c.req.raw, file, { 'Content-Type': appType(file), 'Cache-Control': caching });
}

/** The router's own path is decoded already: the raw one is decoded here, once. */
function namesAfter(c: Context, prefix: string): string[] | null {
  const path = new URL(c.req.url).pathname;
  return path.startsWith(prefix) ? decodePath(path.slice(prefix.length)) : null;
}
