import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp, servedAt, type AppOptions } from '#src/cli/server/app.ts';
import { listen, type ListenOptions, type RunningServer } from '#src/cli/server/listen.ts';
import { openTo } from '#src/cli/server/open-to.ts';
import { keepWork, type KeptWork } from '#src/cli/server/work.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { openHttpWork } from '#src/storage/work/http-work-store.ts';
import { encodeJournal } from '#src/storage/work/journal.ts';
import { openWorkDir } from '#src/storage/work/node-work-files.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { paintMany } from '../storage/make-change.ts';

const SWEEP = sweepId('s', 'f', 'l');
const { changes } = paintMany(3, SWEEP);
const body = encodeJournal([{ seq: 0, change: changes[0] }]) as Uint8Array<ArrayBuffer>;
const BINARY = { 'Content-Type': 'application/octet-stream' };

let root: string;
let dist: string;
let folder: string;
let kept: KeptWork;
const running: RunningServer[] = [];

beforeEach(async () => {
  const parent = tempFolder();
  [root, dist, folder] = ['data', 'dist', 'work'].map((name) => join(parent, name));
  mkdirSync(root);
  mkdirSync(dist);
  writeFileSync(join(parent, 'secret.txt'), 'outside');
  writeFileSync(join(root, 'cloud.bin'), new Uint8Array(160));
  writeFileSync(join(dist, 'index.html'), '<!doctype html>');
  kept = await keepWork(folder);
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
  await kept.close();
});

async function serve(options: Partial<AppOptions> = {}, how: ListenOptions = {}): Promise<RunningServer> {
  const server = await listen(createApp({ served: await servedAt(root), dist, work: kept.answer, ...options }), 0, how);
  running.push(server);
  return server;
}

/** Bytes exactly as written, and all that comes back until the server closes the connection. */
function raw(port: number, text: string | Uint8Array, after?: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => {
      socket.write(text);
      after?.(socket);
    });
    let said = '';
    socket.setEncoding('latin1').on('data', (part: string) => (said += part));
    socket.on('close', () => resolve(said)).on('error', () => resolve(said));
  });
}

const files = (): string[] => (existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : []);

describe('what is written', () => {
  it.each([
    ['a page elsewhere', { ...BINARY, Origin: 'http://evil.example' }, 403],
    ['a page without an origin', { ...BINARY, Origin: 'null' }, 403],
    ['a page elsewhere, as a simple request', { 'Content-Type': 'text/plain', Origin: 'http://evil.example' }, 403],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }, 400],
    ['a simple request', { 'Content-Type': 'text/plain' }, 400],
    ['a request of no type', { 'Content-Type': '' }, 400],
  ])('is not from %s', async (_who, headers, status) => {
    const { url } = await serve();
    const answer = await fetch(`${url}api/work/changes?set=work`, { method: 'POST', headers, body });
    expect(answer.status).toBe(status);
    expect(files()).toEqual([]);
    expect((await fetch(`${url}api/work/changes?set=work`, { method: 'POST', headers: BINARY, body })).status).toBe(200);
  });

  it.each(['evil.example', '', '127.0.0.1', 'localhost.evil.example:PORT', '169.254.169.254:PORT', '[::1]:PORT'])('does not come by the Host "%s"', async (host) => {
    const { port } = await serve();
    const head = `POST /api/work/changes?set=work HTTP/1.1\r\nHost: ${host.replace('PORT', String(port))}\r\nContent-Type: application/octet-stream\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
    const answer = await raw(port, Buffer.concat([Buffer.from(head), body]));
    expect(answer).toMatch(/^HTTP\/1.1 40[03] /);
    expect(files()).toEqual([]);
  });

  it('stays inside the work folder, whatever sets and sweeps are called', async () => {
    const { url } = await serve();
    const names = ['..', '../..', '../../secret.txt', '%2e%2e%2f', '..%2f..', '..\\..', '%252e%252e/', '/etc/passwd', 'C:\\x', 'C:x', '\\\\host\\share', 'a\0b', '.', 'con', 'x/../../y', '....//', '\u{202e}x', '<script>'];
    for (const name of names) {
      const store = await openHttpWork(`${url}api/work`, name);
      await store.append({ ...changes[0], id: `in ${name}` });
      await store.putSnapshot(sweepId(name, name, name), Uint32Array.of(1), 0, null);
    }
    expect(readdirSync(join(folder, '..')).sort()).toEqual(['data', 'dist', 'secret.txt', 'work']);
    expect(readdirSync(root)).toEqual(['cloud.bin']);
    expect(readFileSync(join(folder, '../secret.txt'), 'utf8')).toBe('outside');
    expect(readdirSync(folder).sort()).toEqual(['journal', 'project.json', 'sets']);
    expect(readdirSync(join(folder, 'journal'))).toHaveLength(names.length);
  });

  it('replaces a link instead of writing through it', async () => {
    mkdirSync(folder);
    symlinkSync('../secret.txt', join(folder, 'project.json'));
    const { url } = await serve();
    const answer = await fetch(`${url}api/work/changes?set=work`, { method: 'POST', headers: BINARY, body });
    expect(answer.status).toBe(422);
    expect(readFileSync(join(folder, '../secret.txt'), 'utf8')).toBe('outside');
  });

  it('may be of a bounded size, and malformed bodies end in a line each', async () => {
    const { url, port } = await serve();
    const head = (length: number | string) => `POST /api/work/changes?set=work HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/octet-stream\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`;
    expect(await raw(port, head(2 ** 40))).toMatch(/^HTTP\/1.1 400 [^]*may have 536870912 bytes/);
    for (const length of ['-1', '1e3', 'x']) expect(await raw(port, head(length))).toMatch(/^HTTP\/1.1 400 /);
    expect(await raw(port, `POST /api/work/changes?set=work HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /);
    expect(await raw(port, `GET /api/session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: ${'x'.repeat(1 << 16)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
    for (let size = 0; size < body.length; size += 29)
      expect((await fetch(`${url}api/work/changes?set=work`, { method: 'POST', headers: BINARY, body: body.slice(0, size) })).status).toBe(422);
    expect(files()).toEqual([]);
    expect((await fetch(`${url}api/work/changes?set=work`, { method: 'POST', headers: BINARY, body })).status).toBe(200);
  });
});

describe('slow clients', () => {
  const patience = { headersMs: 200, requestMs: 400, silenceMs: 600 };

  it('lose their connections, and others are served meanwhile', async () => {
    const { port, url } = await serve({}, { patience });
    const drip = (text: string) => (socket: Socket) => {
      let k = 0;
      const timer = setInterval(() => (k < text.length && !socket.destroyed ? socket.write(text[k++]) : clearInterval(timer)), 60);
      socket.on('close', () => clearInterval(timer));
    };
    const head = `POST /api/work/changes?set=work HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/octet-stream\r\nContent-Length: ${body.length}\r\n\r\n`;
    const slow = [
      raw(port, 'GET / HTTP/1.1\r\n', drip(`X-Slow: ${'x'.repeat(500)}`)),
      raw(port, head, drip('x'.repeat(500))),
      raw(port, head),
      raw(port, ''),
    ];
    const store = await openHttpWork(`${url}api/work`, 'work');
    expect(await store.append(changes[0])).toBe(1);
    // Each of them ends, or this test runs into its time.
    for (const answer of await Promise.all(slow)) expect(answer).not.toMatch(/ 200 /);
    expect(await store.append(changes[1])).toBe(2);
    expect(await store.since(0)).toHaveLength(2);
  });
});

describe('--read-only', () => {
  it('shows the work, takes none, and says so', async () => {
    await (await openWorkDir(folder, 'work')).append(changes[0]);
    const before = files();
    const closed = await keepWork(folder, { readOnly: true });
    const { url } = await serve({ work: closed.answer, readOnly: true });
    expect(await (await fetch(`${url}api/session`)).json()).toMatchObject({ work: true, readOnly: true });
    const store = await openHttpWork(`${url}api/work`, 'work');
    expect(await store.since(0)).toHaveLength(1);
    await expect(store.append(changes[1])).rejects.toMatchObject({ kind: 'refused', message: 'this server was started with --read-only: changes are not saved' });
    await expect(store.putSnapshot(SWEEP, new Uint32Array(100), 1, null)).rejects.toMatchObject({ kind: 'refused' });
    expect(files()).toEqual(before);
    await closed.close();
  });
});

describe('a server that others can reach', () => {
  it('asks for nothing on this machine alone, and for a token on any other address', () => {
    for (const host of ['127.0.0.1', 'localhost', '::1', '127.8.9.1']) expect(openTo(host).token).toBeUndefined();
    for (const host of ['0.0.0.0', '::', '192.168.1.5', 'lidar-box', '1270.0.0.1']) {
      const { token, hosts } = openTo(host);
      expect(token).toMatch(/^[\w-]{43}$/);
      expect(hosts).toContain(host);
    }
    expect(openTo('::').token).not.toBe(openTo('::').token);
  });

  it('gives nothing without the token; the printed address leaves it in a cookie that scripts cannot read', async () => {
    const token = 'a-token-of-the-test';
    const { url, port } = await serve({ token });
    const anyone = (path: string, init: RequestInit = {}) => fetch(new URL(path, url), { redirect: 'manual', ...init });
    for (const path of ['/', '/api/session', '/data/cloud.bin', '/api/work/state?set=work', '/?token=', '/?token=a-token-of-the-tesT', `/api/session?x=${token}`]) {
      const answer = await anyone(path);
      expect([answer.status, answer.headers.get('Set-Cookie')]).toEqual([401, null]);
      expect(answer.headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
    }
    expect((await anyone(`/api/work/changes?set=work&token=${token}`, { method: 'POST', headers: BINARY, body })).status).toBe(401);
    for (const cookie of [`pointweld-${port}=wrong`, `pointweld-1=${token}`, `other=${token}`]) expect((await anyone('/', { headers: { Cookie: cookie } })).status).toBe(401);

    const first = await anyone(`${url}/evil.example/x?a=1&token=${token}`);
    expect([first.status, first.headers.get('Location')]).toEqual([303, '/evil.example/x?a=1']);
    const cookie = first.headers.get('Set-Cookie')!;
    expect(cookie).toBe(`pointweld-${port}=${token}; Path=/; HttpOnly; SameSite=Strict`);
    const known = { Cookie: cookie.split(';')[0] };
    expect((await anyone('/api/session', { headers: known })).status).toBe(200);
    expect((await anyone('/api/work/changes?set=work', { method: 'POST', headers: { ...BINARY, ...known }, body })).status).toBe(200);
    expect((await anyone('/api/session', { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200);
    // A cookie is no passport for another site.
    expect((await anyone('/api/session', { headers: { ...known, Origin: 'http://evil.example' } })).status).toBe(403);
  });

  it('answers to the names that it was given, and to no other', async () => {
    const { port } = await serve({ hosts: ['lidar-box', 'fe80::1'] });
    const ask = (host: string) => raw(port, `GET /api/session HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    for (const host of [`lidar-box:${port}`, `LIDAR-BOX:${port}`, `[fe80::1]:${port}`]) expect(await ask(host)).toMatch(/^HTTP\/1.1 200 /);
    for (const host of [`127.0.0.1:${port}`, 'lidar-box', `lidar-box.evil.example:${port}`]) expect(await ask(host)).toMatch(/^HTTP\/1.1 403 /);
    await expect(listen(new Hono(), 0, { host: '203.0.113.7' })).rejects.toThrow('203.0.113.7 is no address of this machine');
  });
});

describe('being told to stop', () => {
  it('finishes the Changes under way, keeps every one that it acknowledged, and ends with 0', async () => {
    const options = { path: root, port: 0, work: folder, host: '127.0.0.1', readOnly: false, open: false };
    const script = `
      import { serve } from '#src/cli/commands/serve.ts';
      process.exitCode = await serve(${JSON.stringify(options)}, { out: (text) => process.stdout.write(text), err: () => undefined }, () => undefined);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
    const url = await new Promise<string>((resolve) => child.stdout.on('data', (part: Buffer) => resolve(/http:\S+/.exec(part.toString())![0])));
    const many = paintMany(400, SWEEP, 70_000).changes;
    const pages = await Promise.all([0, 1, 2].map(() => openHttpWork(`${url}api/work`, 'work')));
    const acknowledged: string[] = [];
    const outcomes = many.map(async (change, k) => {
      await pages[k % 3].append(change);
      if (acknowledged.push(change.id) === 30) child.kill('SIGTERM');
    });
    const results = await Promise.allSettled(outcomes);
    expect(await ended).toBe(0);
    expect(acknowledged.length).toBeGreaterThanOrEqual(30);
    expect(results.some((r) => r.status === 'rejected')).toBe(true);
    const store = await openWorkDir(folder, 'work');
    expect(store.recovered).toBeNull();
    const ids = new Set((await store.since(0)).map((s) => s.change.id));
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    expect(readdirSync(join(folder, 'journal'))).toEqual(['work.journal']);
  });
});
