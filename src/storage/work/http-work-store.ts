import * as v from 'valibot';
import type { Change } from '#src/core/labels/change.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import { errorOf } from './http-errors.ts';
import { decodeJournal, encodeJournal } from './journal.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot-codec.ts';
import { BINARY_TYPE } from './work-routes.ts';
import type { AppendCondition, SavedChange, Snapshot, WorkStore } from './work-store.ts';
import { WorkError } from './work-store.ts';

export type Send = (request: Request) => Promise<Response>;

const State = v.object({ where: v.string(), recovered: v.nullable(v.string()), revision: v.number() });
const Appended = v.object({ seq: v.number() });
const Put = v.object({ etag: v.string() });

/** How long an answer may take, and how much longer for each byte that is sent: a server that hangs is as good as gone. */
const PATIENCE_MS = 60_000;
const MS_PER_BYTE = 1e-4;

/** The work that a server keeps. `base` is the absolute address of its work routes, "http://127.0.0.1:4477/api/work/". */
export async function openHttpWork(base: string, set: string, send: Send = (request) => fetch(request), patienceMs = PATIENCE_MS): Promise<WorkStore> {
  const client = new Client(base.endsWith('/') ? base : `${base}/`, set, send, patienceMs);
  const { where, recovered } = await client.json('GET', 'state', {}, State);
  return new HttpWorkStore(client, where, recovered);
}

class HttpWorkStore implements WorkStore {
  /** The last append: the next one leaves when it has arrived, so that they keep their order. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly client: Client, readonly where: string, readonly recovered: string | null) {}

  append(change: Change, { ifRevision }: AppendCondition = {}): Promise<number> {
    const headers = ifRevision === undefined ? undefined : { 'If-Match': `"${ifRevision}"` };
    // Encoded now: the caller may go on to change what it handed over.
    const body = encodeJournal([{ seq: 0, change }]);
    const send = async () => (await this.client.json('POST', 'changes', {}, Appended, { body, headers })).seq;
    const mine = this.last.then(send, send);
    this.last = mine.catch(() => undefined);
    return mine;
  }

  async since(seq: number, maxBytes = Infinity): Promise<SavedChange[]> {
    const limit: Record<string, string> = Number.isFinite(maxBytes) ? { max: String(Math.floor(maxBytes)) } : {};
    const response = await this.client.send('GET', 'changes', { since: String(seq), ...limit });
    return decodeJournal(await received(response), seq + 1, this.client.name);
  }

  async revision(): Promise<number> {
    return (await this.client.json('GET', 'state', {}, State)).revision;
  }

  async putSnapshot(sweep: SweepId, labels: Uint32Array, seq: number, ifMatch: string | null, drafts: Uint8Array | null = null): Promise<string> {
    const headers: Record<string, string> = ifMatch === null ? { 'If-None-Match': '*' } : { 'If-Match': `"${ifMatch}"` };
    const body = encodeSnapshot({ labels, drafts, seq });
    return (await this.client.json('PUT', 'snapshot', { sweep }, Put, { body, headers })).etag;
  }

  async getSnapshot(sweep: SweepId): Promise<Snapshot | null> {
    const response = await this.client.send('GET', 'snapshot', { sweep });
    if (response.status === 204) return null;
    const etag = /^"([^"]*)"$/.exec(response.headers.get('ETag') ?? '')?.[1];
    if (etag === undefined) throw new WorkError('unavailable', `${this.client.name}: a snapshot came without its ETag`);
    return { ...decodeSnapshot(await received(response), this.client.name), etag };
  }

  async close(): Promise<void> {
    await this.last;
  }
}

/** Requests to one server about one label set. Every failure is a WorkError, or the DataError that the server met. */
class Client {
  constructor(readonly name: string, private readonly set: string, private readonly sender: Send, private readonly patienceMs: number) {}

  async send(method: string, what: string, query: Record<string, string>, init: { body?: Uint8Array; headers?: Record<string, string> } = {}): Promise<Response> {
    const address = `${this.name}${what}?${new URLSearchParams({ set: this.set, ...query }).toString()}`;
    const headers = init.body === undefined ? init.headers : { 'Content-Type': BINARY_TYPE, ...init.headers };
    const signal = AbortSignal.timeout(Math.ceil(this.patienceMs + MS_PER_BYTE * (init.body?.length ?? 0)));
    const request = new Request(address, { method, headers, body: init.body as Uint8Array<ArrayBuffer> | undefined, cache: 'no-store', signal });
    let response: Response;
    try {
      response = await this.sender(request);
    } catch (error) {
      throw new WorkError('unavailable', `the server at ${this.name} does not answer`, { cause: error });
    }
    if (!response.ok) throw await errorOf(response);
    return response;
  }

  async json<S extends v.GenericSchema>(method: string, what: string, query: Record<string, string>, schema: S, init?: { body: Uint8Array; headers?: Record<string, string> }): Promise<v.InferOutput<S>> {
    const response = await this.send(method, what, query, init);
    const body = await response.json().catch(() => null);
    const result = v.safeParse(schema, body);
    if (!result.success) throw new WorkError('unavailable', `the server at ${this.name} gave an answer that makes no sense`);
    return result.output;
  }
}

async function received(response: Response): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new WorkError('unavailable', 'the connection broke in mid-answer', { cause: error });
  }
}
