import { errorResponse, json } from './http-errors.ts';
import { decodeJournal, encodeJournal } from './journal.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot-codec.ts';
import type { WorkStore } from './work-store.ts';
import { WorkError } from './work-store.ts';

export interface WorkRoutesOptions {
  /** Largest body that is taken in, in bytes. A snapshot has 4 bytes per point. */
  readonly maxBytes?: number;
  /** Why nothing is taken in, for people; null where everything is. */
  readonly readOnly?: string | null;
}

const DEFAULT_MAX_BYTES = 512 * 1024 * 1024;
const MAX_SET_NAME = 200;

type Handler = (store: WorkStore, request: Request, query: URLSearchParams, maxBytes: number) => Promise<Response>;

const REVISION = /^"(\d{1,15})"$/;

/**
 * A WorkStore behind HTTP. Names travel in the query: they may be anything, and a path is normalised on its way.
 *
 *     GET  …/state?set=                     {where, recovered, revision}
 *     GET  …/changes?set=&since=[&max=]     a journal stream, of at most so many bytes or one Change
 *     POST …/changes?set=                   a journal stream with one Change (seq 0), with If-Match: "revision" where it
 *                                           must be made on the present one (412 with {revision}) → {seq}, ETag: "seq"
 *     GET  …/snapshot?set=&sweep=           a snapshot with its ETag, or 204
 *     PUT  …/snapshot?set=&sweep=           a snapshot, with If-Match: "etag" or If-None-Match: * → {etag}
 */
const ROUTES: Record<string, Handler> = {
  'GET state': async (store) => json({ where: store.where, recovered: store.recovered, revision: await store.revision() }),
  'GET changes': getChanges,
  'POST changes': appendChange,
  'GET snapshot': getSnapshot,
  'PUT snapshot': putSnapshot,
};

/**
 * The routes as one function, for any server that speaks Request and Response; the last name of the path chooses.
 * `storeOf` gives the store of a label set, the same one for the same name. Who may ask (Host, Origin, tokens) is the
 * server's business. Rejects only with what is neither a WorkError nor a DataError.
 */
export function workRoutes(storeOf: (set: string) => Promise<WorkStore>, { maxBytes = DEFAULT_MAX_BYTES, readOnly = null }: WorkRoutesOptions = {}): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const what = pathname.slice(pathname.lastIndexOf('/') + 1);
    const handler = Object.hasOwn(ROUTES, `${request.method} ${what}`) ? ROUTES[`${request.method} ${what}`] : undefined;
    if (handler === undefined) return json({ error: `there is no ${request.method} ${what} here`, work: 'refused' }, 404);
    try {
      if (request.method !== 'GET' && readOnly !== null) throw new WorkError('refused', readOnly);
      const set = searchParams.get('set');
      if (set === null || set === '' || set.length > MAX_SET_NAME) throw new WorkError('refused', `a label set has a name of 1 to ${MAX_SET_NAME} characters`);
      return await handler(await storeOf(set), request, searchParams, maxBytes);
    } catch (error) {
      return errorResponse(error);
    }
  };
}

async function getChanges(store: WorkStore, _request: Request, query: URLSearchParams): Promise<Response> {
  const max = query.get('max');
  return binary(encodeJournal(await store.since(whole(query.get('since'), 'since'), max === null ? undefined : whole(max, 'max'))));
}

async function appendChange(store: WorkStore, request: Request, _query: URLSearchParams, maxBytes: number): Promise<Response> {
  const condition = request.headers.get('If-Match');
  const revision = condition === null ? undefined : REVISION.exec(condition)?.[1];
  if (condition !== null && revision === undefined) throw new WorkError('refused', 'If-Match names a revision: "12"');
  const changes = decodeJournal(await body(request, maxBytes), 0, 'the request');
  if (changes.length !== 1) throw new WorkError('refused', `a request appends one change, not ${changes.length}`);
  const seq = await store.append(changes[0].change, revision === undefined ? {} : { ifRevision: Number(revision) });
  return json({ seq }, 200, { ETag: `"${seq}"` });
}

async function getSnapshot(store: WorkStore, _request: Request, query: URLSearchParams): Promise<Response> {
  const snapshot = await store.getSnapshot(sweepOf(query));
  return snapshot === null ? new Response(null, { status: 204 }) : binary(encodeSnapshot(snapshot), { ETag: `"${snapshot.etag}"` });
}

async function putSnapshot(store: WorkStore, request: Request, query: URLSearchParams, maxBytes: number): Promise<Response> {
  const ifMatch = /^"([^"]*)"$/.exec(request.headers.get('If-Match') ?? '')?.[1] ?? null;
  if (ifMatch === null && request.headers.get('If-None-Match') !== '*') throw new WorkError('refused', 'a snapshot says which one it replaces: If-Match or If-None-Match: *');
  const { labels, drafts, seq } = decodeSnapshot(await body(request, maxBytes), 'the request');
  return json({ etag: await store.putSnapshot(sweepOf(query), labels, seq, ifMatch, drafts) });
}

function sweepOf(query: URLSearchParams): string {
  const sweep = query.get('sweep');
  if (sweep === null) throw new WorkError('refused', 'which sweep?');
  return sweep;
}

function whole(text: string | null, name: string): number {
  const value = Number(text);
  if (text === null || !/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new WorkError('refused', `${name} is a whole number`);
  return value;
}

/** The request's bytes, never more than `maxBytes` of them in memory whatever its headers say. */
async function body(request: Request, maxBytes: number): Promise<Uint8Array> {
  // No form of another site can send this type without asking first.
  if (request.headers.get('Content-Type') !== BINARY_TYPE) throw new WorkError('refused', `a body is ${BINARY_TYPE}`);
  const tooLarge = () => new WorkError('refused', `a request may have ${maxBytes} bytes`);
  if (Number(request.headers.get('Content-Length') ?? 0) > maxBytes) throw tooLarge();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of request.body ?? []) {
      length += part.length;
      if (length > maxBytes) throw tooLarge();
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof WorkError ? error : new WorkError('refused', 'the request broke off', { cause: error });
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const BINARY_TYPE = 'application/octet-stream';

function binary(bytes: Uint8Array, headers: Record<string, string> = {}): Response {
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { 'Content-Type': BINARY_TYPE, 'Cache-Control': 'no-store', ...headers } });
}
