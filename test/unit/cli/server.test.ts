import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp, servedAt, type AppOptions } from '#src/cli/server/app.ts';
import { keepWork } from '#src/cli/server/work.ts';
import { openHttpWork } from '#src/storage/work/http-work-store.ts';
import { listen, PortError, type RunningServer } from '#src/cli/server/listen.ts';

const secret = 'outside the dataset';
const bytes = Uint8Array.from({ length: 700_001 }, (_, i) => (i * 31) & 255);

let parent: string;
let root: string;
let dist: string;
let server: RunningServer;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'server-'));
  root = join(parent, 'data set');
  dist = join(parent, 'dist');
  for (const folder of ['data set/seq/ü', 'data set/.git', 'data set/node_modules', 'data set-2', 'dist/assets', 'away']) {
    mkdirSync(join(parent, folder), { recursive: true });
  }
  writeFileSync(join(parent, 'secret.txt'), secret);
  writeFileSync(join(parent, 'data set-2/secret.txt'), secret);
  writeFileSync(join(parent, 'away/secret.txt'), secret);
  writeFileSync(join(root, 'cloud.bin'), bytes);
  writeFileSync(join(root, 'empty.bin'), '');
  writeFileSync(join(root, 'seq/ü/a+b 100%.json'), '{}');
  writeFileSync(join(root, 'evil.html'), '<script>1</script>');
  writeFileSync(join(root, 'evil.js'), 'alert(1)');
  writeFileSync(join(root, '.git/config'), secret);
  writeFileSync(join(root, 'node_modules/x.js'), secret);
  symlinkSync(join(parent, 'secret.txt'), join(root, 'link-out.txt'));
  symlinkSync(join(parent, 'away'), join(root, 'folder-out'));
  symlinkSync(join(root, 'cloud.bin'), join(root, 'link-in.bin'));
  symlinkSync('..', join(root, 'seq/up'));
  symlinkSync('nowhere', join(root, 'broken'));
  writeFileSync(join(dist, 'index.html'), '<!doctype html>');
  writeFileSync(join(dist, 'assets/app-1.js'), 'export {};');
  writeFileSync(join(dist, 'assets/laz-1.wasm'), '');
  server = await serve({});
});

afterAll(async () => {
  await server.close();
  rmSync(parent, { recursive: true });
});

async function serve(options: Partial<AppOptions>): Promise<RunningServer> {
  return listen(createApp({ served: await servedAt(root), dist, ...options }), 0);
}

/** One request exactly as written: fetch would normalise paths and forbid headers. */
function raw(target: string, headers: Record<string, string> = {}, method = 'GET', port = server.port): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1');
    const lines = Object.entries({ Host: `127.0.0.1:${port}`, Connection: 'close', ...headers });
    socket.write(`${method} ${target} HTTP/1.1\r\n${lines.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n`);
    let text = '';
    socket.setEncoding('latin1').on('data', (part) => (text += part));
    socket.on('end', () => resolve(text)).on('error', reject);
  });
}

const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  fetch(new URL(path, server.url), { headers, method });

describe('paths', () => {
  it.each([
    '/data/../secret.txt', '/data/%2e%2e/secret.txt', '/data/%2E%2E%2Fsecret.txt', '/data/..%2fsecret.txt',
    '/data/..%5csecret.txt', '/data/..\\secret.txt', '/data/seq/..%2f..%2fsecret.txt', '/data/%252e%252e%252fsecret.txt',
    '/data/seq/../../secret.txt', '/data//etc/passwd', '/data/%2fetc%2fpasswd', '/data/..;/secret.txt', '/data/...//secret.txt',
    '/data/%c0%ae%c0%ae/secret.txt', '/data/%uff0e%uff0e/secret.txt', '/data/cloud.bin%00.json', '/data/%00', '/data/%',
    '/data/.git/config', '/data/%2egit/config', '/data/node_modules/x.js', '/data/../data%20set-2/secret.txt',
    '/data/..%2fdata%20set-2/secret.txt', '/data/link-out.txt', '/data/folder-out/secret.txt', '/data/seq/up/../../secret.txt',
    '/data/broken', '/data/', '/data/seq', '/data/cloud.bin/', '/data/cloud.bin/x', '/../secret.txt', '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt', '/%2e%2e/secret.txt', 'http://127.0.0.1/../secret.txt', '/data/C:%5csecret.txt', '/built-from',
  ])('refuses %s', async (target) => {
    const answer = await raw(target);
    expect(answer).toMatch(/^HTTP\/1.1 (400|403|404) /);
    expect(answer).not.toContain(secret);
    expect(answer).not.toContain('root:');
  });

  it('lists what it hands out, sorted, and nothing else', async () => {
    const files = (await (await get('/api/files')).json()) as string[];
    expect(files).toEqual(['cloud.bin', 'empty.bin', 'evil.html', 'evil.js', 'link-in.bin', 'seq/ü/a+b 100%.json']);
    for (const file of files) {
      const path = file.split('/').map(encodeURIComponent).join('/');
      expect((await get(`/data/${path}`, {}, 'HEAD')).status).toBe(200);
    }
  });

  it('refuses a folder with too many files by name', async () => {
    const small = await serve({ maxFiles: 3 });
    const answer = await fetch(`${small.url}api/files`);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toEqual({ error: expect.stringContaining('more than 3 files') });
    await small.close();
  });
});

describe('byte ranges', () => {
  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=100-299999', 100, 300_000],
    ['bytes=700000-', 700_000, 700_001],
    ['bytes=-5', 699_996, 700_001],
    ['bytes=-9999999', 0, 700_001],
    ['bytes=5-9999999', 5, 700_001],
  ])('%s', async (range, begin, end) => {
    const answer = await get('/data/cloud.bin', { Range: range });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('Content-Range')).toBe(`bytes ${begin}-${end - 1}/700001`);
    expect(answer.headers.get('Content-Length')).toBe(String(end - begin));
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes.slice(begin, end))).toBe(true);
  });

  it.each(['bytes=700001-', 'bytes=-0', 'bytes=9999999-99999999'])('cannot satisfy %s', async (range) => {
    const answer = await get('/data/cloud.bin', { Range: range });
    expect([answer.status, answer.headers.get('Content-Range')]).toEqual([416, 'bytes */700001']);
  });

  it.each(['bytes=5-1', 'bytes=a-b', 'bytes=-', 'lines=1-2', 'bytes=0-1,4-5'])('sends all for %s', async (range) => {
    const answer = await get('/data/cloud.bin', { Range: range });
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('answers HEAD with the size and no body, and an empty file with none', async () => {
    const head = await get('/data/cloud.bin', {}, 'HEAD');
    expect([head.status, head.headers.get('Content-Length'), head.headers.get('Accept-Ranges')]).toEqual([200, '700001', 'bytes']);
    expect((await head.arrayBuffer()).byteLength).toBe(0);
    expect((await (await get('/data/empty.bin')).arrayBuffer()).byteLength).toBe(0);
    expect((await get('/data/empty.bin', { Range: 'bytes=0-0' })).status).toBe(416);
  });

  it('compares ETags: unchanged is 304, a changed file is sent whole', async () => {
    writeFileSync(join(parent, 'data set/changing.bin'), 'before');
    const etag = (await get('/data/changing.bin', {}, 'HEAD')).headers.get('ETag')!;
    expect((await get('/data/changing.bin', { 'If-None-Match': etag })).status).toBe(304);
    expect((await get('/data/changing.bin', { 'If-Range': etag, Range: 'bytes=0-0' })).status).toBe(206);
    writeFileSync(join(parent, 'data set/changing.bin'), 'after it');
    expect((await get('/data/changing.bin', { 'If-None-Match': etag })).status).toBe(200);
    const whole = await get('/data/changing.bin', { 'If-Range': etag, Range: 'bytes=0-0' });
    expect([whole.status, await whole.text()]).toEqual([200, 'after it']);
    rmSync(join(parent, 'data set/changing.bin'));
  });

  it('breaks off, and stays alive, when a file shrinks while it is sent', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const file = join(root, 'shrinking.bin');
    writeFileSync(file, Buffer.alloc(64 << 20));
    const answer = await get('/data/shrinking.bin');
    truncateSync(file, 1 << 20);
    await expect(answer.arrayBuffer()).rejects.toThrow();
    rmSync(file);
    expect((await get('/api/session')).status).toBe(200);
    expect(String(said.mock.calls)).toContain('became shorter');
    said.mockRestore();
  });
});

describe('headers', () => {
  it.each(['/', '/api/session', '/data/cloud.bin', '/data/evil.html', '/nothing', '/data/..%2fsecret.txt', '/assets/app-1.js'])(
    'isolates %s', async (path) => {
      const { headers } = await get(path);
      expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
      expect(headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
      expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'/);
      expect(headers.get('Content-Security-Policy')).not.toContain('http');
      expect(headers.get('Access-Control-Allow-Origin')).toBeNull();
    });

  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/assets/app-1.js', 'text/javascript; charset=utf-8'],
    ['/assets/laz-1.wasm', 'application/wasm'],
    ['/data/evil.html', 'application/octet-stream'],
    ['/data/evil.js', 'application/octet-stream'],
    ['/data/seq/%C3%BC/a+b%20100%25.json', 'application/json'],
  ])('gives %s the type %s', async (path, type) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, type]);
  });

  it('runs nothing that lies in a dataset', async () => {
    expect((await get('/data/evil.html')).headers.get('Content-Security-Policy')).toContain('sandbox');
  });
});

describe('who may ask, and what', () => {
  it.each(['evil.example', 'evil.example:PORT', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example:PORT', '', '[::1]:PORT'])(
    'refuses the Host "%s"', async (host) => {
      const answer = await raw('/api/session', { Host: host.replace('PORT', String(server.port)) });
      expect(answer).toMatch(/^HTTP\/1.1 40[03] /);
      expect(answer).not.toContain('data set');
    });

  it('answers to localhost too', async () => {
    expect(await raw('/api/session', { Host: `LocalHost:${server.port}` })).toMatch(/^HTTP\/1.1 200 /);
  });

  it.each(['http://evil.example', 'null', 'https://127.0.0.1'])('refuses the Origin %s', async (origin) => {
    expect(await raw('/api/session', { Origin: origin })).toMatch(/^HTTP\/1.1 403 /);
    expect(await raw('/api/session', { Origin: `http://127.0.0.1:${server.port}` })).toMatch(/^HTTP\/1.1 200 /);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('refuses %s', async (method) => {
    for (const path of ['/', '/api/session', '/data/cloud.bin', '/api/work', '/api/workaround']) {
      const answer = await get(path, {}, method);
      expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
    }
  });

  it('leaves /api/work/ to the one who keeps work', async () => {
    expect((await get('/api/work/journal', {}, 'POST')).status).toBe(404);
    const work = async (request: Request): Promise<Response> => new Response(`${request.method} ${await request.text()}`);
    const keeping = await serve({ work });
    const answer = await fetch(`${keeping.url}api/work/journal`, { method: 'POST', body: 'it' });
    expect([await answer.text(), answer.headers.get('Cross-Origin-Embedder-Policy')]).toEqual(['POST it', 'require-corp']);
    expect(await (await fetch(`${keeping.url}api/session`)).json()).toMatchObject({ work: true });
    await keeping.close();
  });
});

describe('work in a folder', () => {
  it('is appended, found again by another page, and closed to other sites', async () => {
    const folder = join(parent, 'work');
    const kept = await keepWork(folder);
    const keeping = await serve({ work: kept.answer });
    const base = `${keeping.url}api/work`;
    const page = await openHttpWork(base, 'work');
    const labels = Uint32Array.from([1, 2, 3]);
    const etag = await page.putSnapshot('drive/000/top', labels, 0, null);
    const other = await openHttpWork(base, 'work');
    expect(await other.getSnapshot('drive/000/top')).toMatchObject({ labels, etag });
    const foreign = { 'Content-Type': 'application/octet-stream', Origin: 'http://evil.example' };
    expect((await fetch(`${base}/changes?set=work`, { method: 'POST', headers: foreign, body: 'x' })).status).toBe(403);
    await keeping.close();
    await kept.close();
  });

  it('cannot be kept in a file', async () => {
    await expect(keepWork(join(root, 'cloud.bin'))).rejects.toThrow(/cloud.bin: work is kept in a folder/);
  });
});

describe('what is open', () => {
  let other: RunningServer | undefined;
  afterEach(() => other?.close());

  it('a folder', async () => {
    expect(await (await get('/api/session')).json()).toEqual({ name: 'data set', kind: 'folder', entry: null, work: false, readOnly: false });
  });

  it('one file and its labels, and nothing else beside it', async () => {
    writeFileSync(join(root, 'empty.label'), '');
    other = await serve({ served: await servedAt(join(root, 'empty.bin')) });
    expect(await (await fetch(`${other.url}api/files`)).json()).toEqual(['empty.bin', 'empty.label']);
    expect((await fetch(`${other.url}data/empty.label`, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${other.url}data/cloud.bin`, { method: 'HEAD' })).status).toBe(404);
    rmSync(join(root, 'empty.label'));
  });

  it('one file without labels', async () => {
    other = await serve({ served: await servedAt(join(root, 'cloud.bin')) });
    expect(await (await fetch(`${other.url}api/session`)).json()).toEqual({
      name: 'cloud.bin', kind: 'file', entry: 'cloud.bin', work: false, readOnly: false });
    expect(await (await fetch(`${other.url}api/files`)).json()).toEqual(['cloud.bin']);
    expect((await fetch(`${other.url}data/cloud.bin`, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${other.url}data/empty.bin`)).status).toBe(404);
  });

  it('a description, with the files beside it that it refers to', async () => {
    const folder = join(root, 'seq/ü');
    other = await serve({ served: await servedAt(join(folder, 'a+b 100%.json')) });
    expect(await (await fetch(`${other.url}api/session`)).json()).toEqual({
      name: 'ü', kind: 'folder', entry: 'a+b 100%.json', work: false, readOnly: false });
  });

  it('nothing: one line that names the path', async () => {
    await expect(servedAt(join(root, 'no such'))).rejects.toThrow(/no such: no such file or folder$/);
  });
});

describe('ports', () => {
  it('names a port that is taken', async () => {
    await expect(listen(new Hono(), server.port)).rejects.toThrow(PortError);
    await expect(listen(new Hono(), server.port)).rejects.toThrow(`port ${server.port} is in use`);
  });

  it('finishes the answers under way before it closes', async () => {
    let asked = (): void => undefined;
    const started = new Promise<void>((resolve) => (asked = resolve));
    const slow = await listen(new Hono().get('/', async (c) => {
      asked();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return c.text('done');
    }), 0);
    const answer = fetch(slow.url);
    await started;
    await slow.close();
    expect(await (await answer).text()).toBe('done');
    await expect(fetch(slow.url)).rejects.toThrow();
  });
});
