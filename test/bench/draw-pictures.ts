import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'vite';
import { projectRoot } from '#src/cli/prepare.mjs';
import { startBrowser } from '#test/browser/support/page.ts';
import type { Drawn } from './draw-page.ts';

/** What pictures cost in headless Chromium, for each size of a cloud, at a budget of points per picture. */
export async function measureDrawing(sizes: readonly number[], budget: number): Promise<{ device: string; drawn: Drawn[] }> {
  const script = await bundle(join(projectRoot, 'test/bench/draw-page.ts'));
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><title>draw</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(error.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return await page.evaluate(([all, most]) => window.draw(all, most), [sizes, budget] as const);
  } finally {
    await browser.close();
    server.close();
  }
}

/** One script of a page and all that it imports. */
async function bundle(entry: string): Promise<string> {
  const made = await build({ configFile: false, root: projectRoot, logLevel: 'warn', build: { write: false, target: 'es2022', rollupOptions: { input: entry, output: { codeSplitting: false } } } });
  const [{ output }] = (Array.isArray(made) ? made : [made]) as { output: { type: string; code?: string }[] }[];
  return output.map((part) => part.code ?? '').join('\n');
}
