import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import { identity } from '#src/core/geometry/rigid.ts';
import { toIndices } from '#src/core/select/packed-points.ts';
import { createSelector, select } from '#src/core/select/selector.ts';
import { projectRoot } from '#src/cli/prepare.mjs';
import { readCloud } from '#src/formats/clouds/index.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import type { PageResult } from './fixtures/engine-page/page.ts';
import { labels, scan, specs } from './fixtures/engine-page/sweeps.ts';
import { openPage, startBrowser } from './support/page.ts';

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
const ISOLATION = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Resource-Policy': 'same-origin' };

/** Serves a folder, as a static host does, with further headers. */
async function serve(folder: string, headers: Readonly<Record<string, string>>): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://localhost').pathname;
    readFile(join(folder, path === '/' ? 'index.html' : path)).then(
      (bytes) => response.writeHead(200, { 'Content-Type': TYPES[extname(path) || '.html'] ?? 'text/plain', ...headers }).end(bytes),
      () => response.writeHead(path === '/favicon.ico' ? 204 : 404).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

describe('the engine in a page, with and without shared memory', () => {
  let browser: Browser;
  const servers: Server[] = [];
  const urls: Record<string, string> = {};

  beforeAll(async () => {
    const folder = tempFolder();
    const root = join(projectRoot, 'test/browser/fixtures/engine-page');
    await build({ root, configFile: false, logLevel: 'error', worker: { format: 'es' }, build: { target: 'es2022', outDir: folder, emptyOutDir: true } });
    for (const [name, headers] of [['isolated', ISOLATION], ['plain', {}]] as const) {
      const { server, url } = await serve(folder, headers);
      servers.push(server);
      urls[name] = url;
    }
    browser = await startBrowser();
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    for (const server of servers) server.close();
  });

  it.each([
    ['in an isolated page', () => urls.isolated, true, true],
    ['in one that is told not to share', () => `${urls.isolated}?isolated=no`, true, false],
    ['in one that is not isolated', () => urls.plain, false, false],
  ])('reads and selects the same points %s', async (_, url, isolated, shared) => {
    const { page, errors, close } = await openPage(browser, url());
    await page.waitForFunction(() => window.runEngine !== undefined);
    const result: PageResult = await page.evaluate(() => window.runEngine!());
    expect(errors).toEqual([]);
    await close();
    expect(result).toMatchObject({ isolated, shared: [shared, shared, shared], cancelled: 'AbortError' });
    const sweeps = await Promise.all([1, 2, 3].map(async (seed) => {
      const { count, positions, origin, bounds } = await readCloud(memorySource(`${seed}.bin`, scan(seed)));
      return { id: String(seed), count, positions, origin, bounds, index: null, labels: labels(seed), worldFromSweep: identity<'world', 'sweep'>() };
    }));
    specs.forEach((spec, k) => {
      const expected = [...select(createSelector(spec), sweeps).values()].map((points) => [...toIndices(points)]);
      expect(expected.flat().length).toBeGreaterThan(100);
      expect(result.picked[k]).toEqual(expected);
    });
  });
});
