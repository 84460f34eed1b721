import { measureDrawing } from './draw-pictures.ts';
import type { Drawn } from './draw-page.ts';

/**
 * Prints what a picture costs while the view moves, over the size of the cloud at one budget, in headless Chromium:
 * node src/cli/with-tsx.mjs test/bench/draw-table.ts [MILLIONS ...] [--budget POINTS]
 */
const at = process.argv.indexOf('--budget');
const budget = at < 0 ? 300_000 : Number(process.argv[at + 1]);
const given = process.argv.slice(2, at < 0 ? undefined : at).map(Number);
const millions = given.length > 0 ? given : [1, 100];

const { device, drawn } = await measureDrawing(millions.map((size) => size * 1e6), budget);

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
