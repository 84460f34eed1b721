import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'vite';
import { projectRoot } from '#src/cli/prepare.mjs';
import { startBrowser } from '#test/browser/support/page.ts';
import type { Drawn } from './draw-page.ts';

/**
 * Prints what a picture costs while the view moves, over the size of the cloud at one budget, in headless Chromium:
 * node src/cli/with-tsx.mjs test/bench/draw-table.ts [MILLIONS ...] [--budget POINTS]
 */
const at = process.argv.indexOf('--budget');
const budget = at < 0 ? 300_000 : Number(process.argv[at + 1]);
const given = process.argv.slice(2, at < 0 ? undefined : at).map(Number);
const millions = given.length > 0 ? given : [1, 100];

const script = await bundle(join(projectRoot, 'test/bench/draw-page.ts'));
const server = createServer((request, response) => {
  const isScript = request.url === '/page.js';
  response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
  response.end(isScript ? script : '<!doctype html><title>draw</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>');
});
await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const browser = await startBrowser();

const page = await browser.newPage();
page.on('pageerror', (error) => console.error(error.message));
await page.goto(url);
const { device, drawn } = await page.evaluate(([sizes, most]) => window.draw(sizes, most), [millions.map((size) => size * 1e6), budget] as const);
await browser.close();
server.close();

console.log(`${device}; budget ${budget.toLocaleString('en')} points, 1280 x 720\n`);
console.log('| points | GPU MB | bytes/point | upload s | longest slice ms | moving ms | against the first | points in it | whole s | in frames |');
console.log('|---|---|---|---|---|---|---|---|---|---|');
for (const r of drawn) console.log(`| ${cells(r, drawn[0]).join(' | ')} |`);

function cells(r: Drawn, first: Drawn): string[] {
  return [
    r.points.toLocaleString('en'), r.megabytes.toFixed(0), ((r.megabytes * 1e6) / r.points).toFixed(1), (r.upload / 1000).toFixed(1), r.longestSlice.toFixed(0),
    r.moving.toFixed(1), `${((100 * r.moving) / first.moving).toFixed(0)} %`, r.movingPoints.toLocaleString('en'), (r.whole / 1000).toFixed(1), String(r.frames),
  ];
}

/** One script of a page and all that it imports. */
async function bundle(entry: string): Promise<string> {
  const made = await build({ configFile: false, root: projectRoot, logLevel: 'warn', build: { write: false, target: 'es2022', rollupOptions: { input: entry, output: { codeSplitting: false } } } });
  const [{ output }] = (Array.isArray(made) ? made : [made]) as { output: { type: string; code?: string }[] }[];
  return output.map((part) => part.code ?? '').join('\n');
}
