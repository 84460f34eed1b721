import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, startBrowser } from './support/page.ts';

const html = `<!doctype html><meta charset="utf-8"><title>page</title><canvas width="8" height="8"></canvas>
<img src="http://outside.invalid/pixel.png"><script src="https://unpkg.invalid/x.js"></script>
<script>
  fetch('http://127.0.0.1:1/data').catch(() => 0);
  try { new WebSocket('ws://outside.invalid/'); } catch {}
  new Worker(URL.createObjectURL(new Blob(["fetch('http://from-worker.invalid/').catch(() => 0)"])));
  setTimeout(() => { throw new Error('planted'); });
</script>`;

let server: Server;
let browser: Browser;
let url: string;

beforeAll(async () => {
  server = createServer((_request, response) => void response.setHeader('Content-Type', 'text/html').end(html));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
  server.close();
});

it('refuses and counts every request to another host, and collects errors', async () => {
  const { page, outsideRequests, errors, close } = await openPage(browser, url);
  await expect.poll(() => outsideRequests.toSorted()).toEqual([
    'http://127.0.0.1:1/data', 'http://from-worker.invalid/', 'http://outside.invalid/pixel.png', 'https://unpkg.invalid/x.js',
    'ws://outside.invalid/',
  ]);
  await expect.poll(() => errors.join()).toContain('planted');
  expect(await page.title()).toBe('page');
  await close();
});

it('draws with WebGL2', async () => {
  const { page, close } = await openPage(browser, url);
  const pixel = await page.evaluate(() => {
    const gl = document.querySelector('canvas')!.getContext('webgl2')!;
    gl.clearColor(1, 0.4, 0, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const out = new Uint8Array(4);
    gl.readPixels(3, 3, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, out);
    return [...out];
  });
  expect(pixel).toEqual([255, 102, 0, 255]);
  await close();
});
