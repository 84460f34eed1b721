import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type RunningApp } from './support/app.ts';
import { openPage, startBrowser } from './support/page.ts';

let folder: string;
let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offline-'));
  writeFileSync(join(folder, 'sweep.bin'), new Uint8Array(new Float32Array([1, 2, 3, 0.5, 4, 5, 6, 0.25]).buffer));
  app = await startApp({ path: folder });
  browser = await startBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await app?.kill();
  rmSync(folder, { recursive: true });
});

it('the server prints its address once and says what it serves', async () => {
  expect(app.output().match(/^Pointweld is at .*$/gm)).toEqual([`Pointweld is at ${app.url} with ${folder} (Ctrl+C stops it)`]);
  expect(await (await fetch(`${app.url}api/session`)).json()).toMatchObject({ kind: 'folder', entry: null });
  expect(await (await fetch(`${app.url}api/files`)).json()).toEqual(['sweep.bin']);
});

it('the app asks nothing of any other host', async () => {
  const { page, outsideRequests, errors, close } = await openPage(browser, app.url);
  await page.waitForLoadState('networkidle');
  expect(outsideRequests).toEqual([]);
  expect(errors).toEqual([]);
  await close();
});

it('the page is isolated, so that its workers can share memory', async () => {
  const { page, close } = await openPage(browser, app.url);
  expect(await page.evaluate(() => crossOriginIsolated && new SharedArrayBuffer(8).byteLength)).toBe(8);
  await close();
});

it('SIGTERM ends the server with 0, with a browser connected', async () => {
  const { close } = await openPage(browser, app.url);
  expect(await app.stop()).toBe(0);
  await close();
});
