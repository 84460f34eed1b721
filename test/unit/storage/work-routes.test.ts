import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { openFileWork } from '#src/storage/work/file-work-store.ts';
import { openHttpWork } from '#src/storage/work/http-work-store.ts';
import { encodeJournal, journalHeader } from '#src/storage/work/journal.ts';
import { MemoryWorkFiles } from '#src/storage/work/memory-work-files.ts';
import { encodeSnapshot } from '#src/storage/work/snapshot-codec.ts';
import { workRoutes } from '#src/storage/work/work-routes.ts';
import { paintMany } from './make-change.ts';

const BASE = 'http://127.0.0.1:4477/api/work/';
const SWEEP = sweepId('s', 'f', 'l');
const BINARY = { 'Content-Type': 'application/octet-stream' };
const { changes } = paintMany(2, SWEEP);
const good = encodeJournal([{ seq: 0, change: changes[0] }]);

function server(maxBytes?: number) {
  const files = new MemoryWorkFiles();
  const answer = workRoutes((set) => openFileWork(files, set), { maxBytes });
  const ask = async (method: string, what: string, body?: Uint8Array | ReadableStream, headers: Record<string, string> = BINARY) => {
    const init = { method, headers, body: body as BodyInit | undefined, duplex: 'half' };
    const response = await answer(new Request(BASE + what, init));
    return { status: response.status, error: response.status >= 400 ? ((await response.json()) as { error: string }).error : null };
  };
  return { files, answer, ask };
}

describe('work routes', () => {
  it.each([
    ['GET', 'nothing?set=work', 404, 'there is no GET nothing here'],
    ['DELETE', 'changes?set=work', 404, 'there is no DELETE changes here'],
    ['GET', 'constructor?set=work', 404, 'there is no GET constructor here'],
    ['GET', 'state', 400, 'a label set has a name'],
    ['GET', `state?set=${'x'.repeat(201)}`, 400, 'a label set has a name'],
    ['GET', 'changes?set=work', 400, 'since is a whole number'],
    ['GET', 'changes?set=work&since=-1', 400, 'since is a whole number'],
    ['GET', 'changes?set=work&since=1e400', 400, 'since is a whole number'],
    ['GET', 'snapshot?set=work', 400, 'which sweep'],
    ['GET', 'snapshot?set=work&sweep=nowhere', 422, 'is not the id of a sweep'],
  ])('refuse %s %s', async (method, what, status, error) => {
    const { files, ask } = server();
    expect(await ask(method, what)).toEqual({ status, error: expect.stringContaining(error) as string });
    expect(files.contents.size).toBe(0);
  });

  it('refuse bodies that are not one whole Change, and keep nothing of them', async () => {
    const { files, ask } = server();
    const bodies: [Uint8Array, number, string][] = [
      [new Uint8Array(0), 422, 'ends too early'],
      [new TextEncoder().encode('{"id": "x"} and more of it'), 422, 'is not a journal'],
      [good.subarray(0, -1), 422, 'an unfinished record'],
      [good.map((b, i) => (i === good.length - 3 ? b ^ 1 : b)), 422, 'a damaged record'],
      [encodeJournal([{ seq: 5, change: changes[0] }]), 422, 'out of order'],
      [journalHeader(), 400, 'one change, not 0'],
      [journalHeader(9), 422, 'newer version'],
      [encodeJournal(changes.map((change, seq) => ({ seq, change }))), 400, 'one change, not 2'],
    ];
    for (const [body, status, error] of bodies) expect(await ask('POST', 'changes?set=work', body)).toEqual({ status, error: expect.stringContaining(error) as string });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
      expect((await ask('POST', 'changes?set=work', good, { 'Content-Type': type })).status).toBe(400);
    expect(files.contents.size).toBe(0);
  });

  it('bound what is taken in, whatever the headers say', async () => {
    const { ask } = server(good.length);
    expect((await ask('POST', 'changes?set=work', good)).status).toBe(200);
    expect((await ask('POST', 'changes?set=work', new Uint8Array(good.length + 1))).error).toContain(`may have ${good.length} bytes`);
    let sent = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        sent += 100;
        controller.enqueue(new Uint8Array(100));
      },
    });
    expect((await ask('POST', 'changes?set=work', endless)).error).toContain('may have');
    expect(sent).toBeLessThan(good.length + 1000);
    expect((await ask('POST', 'changes?set=work', good, { ...BINARY, 'Content-Length': '1e12' })).error).toContain('may have');
  });

  it('take a Change only on the revision that If-Match names', async () => {
    const { ask, answer } = server();
    const post = (change: number, match: string) =>
      answer(new Request(`${BASE}changes?set=work`, { method: 'POST', headers: { ...BINARY, 'If-Match': match }, body: encodeJournal([{ seq: 0, change: changes[change] }]) as BodyInit }));
    const first = await post(0, '"0"');
    expect([first.status, first.headers.get('ETag'), await first.json()]).toEqual([200, '"1"', { seq: 1 }]);
    const refused = await post(1, '"0"');
    expect([refused.status, await refused.json()]).toEqual([412, { error: expect.stringContaining('at change 1, not 0') as string, work: 'conflict', revision: 1 }]);
    for (const match of ['0', '*', '"-1"', 'W/"1"', '"1e1"', '"9999999999999999"', '']) expect((await ask('POST', 'changes?set=work', good, { ...BINARY, 'If-Match': match })).status, match).toBe(400);
    expect((await post(1, '"1"')).status).toBe(200);
    expect(await (await answer(new Request(`${BASE}state?set=work`))).json()).toEqual({ where: 'in memory', recovered: null, revision: 2 });
  });

  it('take nothing in where they only read, and say why', async () => {
    const files = new MemoryWorkFiles();
    await (await openFileWork(files, 'work')).append(changes[0]);
    const before = new Map(files.contents);
    const answer = workRoutes((set) => openFileWork(files, set), { readOnly: 'this server only reads' });
    const store = await openHttpWork(BASE, 'work', answer);
    expect(await store.since(0)).toHaveLength(1);
    const refusal = { name: 'WorkError', kind: 'refused', message: 'this server only reads' };
    await expect(store.append(changes[1])).rejects.toMatchObject(refusal);
    await expect(store.putSnapshot(SWEEP, new Uint32Array(100), 1, null)).rejects.toMatchObject(refusal);
    expect(files.contents).toEqual(before);
  });

  it('ask which snapshot is replaced, and check what replaces it', async () => {
    const { ask } = server();
    const body = encodeSnapshot({ labels: Uint32Array.of(1, 2), drafts: null, seq: 0 });
    const put = (bytes: Uint8Array, headers: Record<string, string>) => ask('PUT', `snapshot?set=work&sweep=${SWEEP}`, bytes, { ...BINARY, ...headers });
    expect((await put(body, {})).error).toContain('which one it replaces');
    expect(await put(body, { 'If-None-Match': '*' })).toEqual({ status: 200, error: null });
    const other = encodeSnapshot({ labels: Uint32Array.of(3, 4), drafts: null, seq: 0 });
    expect((await put(other, { 'If-None-Match': '*' })).status).toBe(412);
    expect((await put(other, { 'If-Match': '"stale"' })).status).toBe(412);
    expect((await put(other.map((b, i) => (i === 20 ? b ^ 1 : b)), { 'If-Match': '"stale"' })).error).toContain('checksum');
    for (let size = 0; size < other.length; size++) expect((await put(other.subarray(0, size), { 'If-None-Match': '*' })).status).toBe(422);
  });
});

describe('the HTTP store', () => {
  it('says what went wrong, in a class that people can be told by', async () => {
    const { answer } = server();
    let broken: (() => Promise<Response>) | null = null;
    const store = await openHttpWork(BASE, 'work', (request) => (broken === null ? answer(request) : broken()));
    await store.append(changes[0]);
    const failures: [() => Promise<Response>, string][] = [
      [() => Promise.reject(new TypeError('fetch failed')), 'does not answer'],
      [async () => new Response('<h1>Bad gateway</h1>', { status: 502, statusText: 'Bad Gateway' }), '502 Bad Gateway'],
      [async () => new Response('hello'), 'makes no sense'],
      [async () => Response.json({ seq: 'one' }), 'makes no sense'],
    ];
    for (const [failure, message] of failures) {
      broken = failure;
      await expect(store.append(changes[1])).rejects.toMatchObject({ name: 'WorkError', kind: 'unavailable', message: expect.stringContaining(message) as string });
    }
    // An answer that was lost: the Change is there, and asking again says so.
    broken = null;
    expect(await store.append(changes[1])).toBe(2);
    expect(await store.append(changes[1])).toBe(2);
    expect(await store.since(0)).toHaveLength(2);
  });

  it('does not wait for ever for a server that hangs', async () => {
    const { answer } = server();
    let hangs = false;
    const send = (request: Request) =>
      hangs ? new Promise<Response>((_resolve, reject) => void request.signal.addEventListener('abort', () => reject(request.signal.reason as Error))) : answer(request);
    const store = await openHttpWork(BASE, 'work', send, 50);
    hangs = true;
    await expect(store.append(changes[0])).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('does not answer') as string });
    hangs = false;
    expect(await store.append(changes[0])).toBe(1);
  });

  it('passes a DataError of the server on', async () => {
    const files = new MemoryWorkFiles();
    files.contents.set('journal/work.journal', journalHeader(3));
    const answer = workRoutes((set) => openFileWork(files, set));
    const refused = openHttpWork(BASE, 'work', answer);
    await expect(refused).rejects.toBeInstanceOf(DataError);
    await expect(refused).rejects.toThrow('newer version of Pointweld');
  });
});
