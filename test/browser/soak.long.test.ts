import { join } from 'node:path';
import type { Browser, CDPSession } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { random } from '#test/support/lidar-scene.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import type { RunningApp } from './support/app.ts';
import { startApp } from './support/app.ts';
import { Labeler, writeGrid } from './support/labeler.ts';
import { startBrowser } from './support/page.ts';

/** How long somebody labels; `POINTWELD_SOAK_MINUTES` says another time. */
const MINUTES = Number(process.env.POINTWELD_SOAK_MINUTES ?? 30);
/** Until everything was shown and compiled once: a fifth of the time. */
const WARM_UP = 0.2;
const SAMPLES = 40;

let browser: Browser;
let app: RunningApp;
const data = tempFolder(), work = join(tempFolder(), 'work');

beforeAll(async () => {
  writeGrid(data);
  app = await startApp({ path: data, args: ['--work', work] });
  browser = await startBrowser();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await app?.kill();
});

/** What must not grow. Heap: without what the undo history holds on purpose, up to its cap. Bytes. */
interface Sample {
  readonly heap: number;
  readonly held: number;
  readonly nodes: number;
  readonly listeners: number;
  readonly workers: number;
}

async function sample(labeler: Labeler, cdp: CDPSession): Promise<Sample> {
  // The same picture each time: rows of objects and of history come and go with what was done, and with the list that is open.
  await labeler.page.getByRole('tab', { name: 'Dataset' }).click();
  await labeler.run('label.erase');
  for (const go of ['frames.next', 'frames.previous']) {
    await labeler.run(go);
    await labeler.page.waitForFunction(() => window.pointweld!.scene().frameLoading.phase === 'idle');
    await labeler.quickLasso(0, 0, 1, 1);
  }
  await labeler.saved();
  for (let k = 0; k < 3; k++) await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const value = (name: string) => metrics.find((metric) => metric.name === name)!.value;
  const held = await labeler.page.evaluate(() => window.pointweld!.workspace()!.history.heldBytes);
  return { heap: value('JSHeapUsedSize') - held, held, nodes: value('Nodes'), listeners: value('JSEventListeners'), workers: labeler.page.workers().length };
}

it(`${MINUTES} minutes of labeling leave memory as it was`, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const context = await browser.newContext();
  const labeler = await new Labeler(await context.newPage(), random(seed)).open(app.url);
  const cdp = await context.newCDPSession(labeler.page);
  await cdp.send('Performance.enable');
  const dialogs = ['help.palette', 'help.settings', 'help.keys', 'label.history', 'tool.cuboid', 'tool.brush'];
  const start = performance.now();
  const share = () => (performance.now() - start) / (MINUTES * 60_000);
  const samples: Sample[] = [];
  let acts = 0;
  while (share() < 1) {
    for (let k = 0; k < 20; k++, acts++) await labeler.act();
    await labeler.run(dialogs[acts % dialogs.length]);
    await labeler.page.keyboard.press('Escape');
    await labeler.run('tool.lasso');
    if (share() > WARM_UP + ((1 - WARM_UP) * samples.length) / SAMPLES) samples.push(await sample(labeler, cdp));
  }
  const revision = await labeler.saved();
  const edge = Math.max(1, Math.floor(samples.length / 5));
  const middle = (part: readonly Sample[], what: keyof Sample) => part.map((one) => one[what]).sort((a, b) => a - b)[part.length >> 1];
  const grown = (what: keyof Sample) => middle(samples.slice(-edge), what) / middle(samples.slice(0, edge), what);
  const line = (['heap', 'held', 'nodes', 'listeners', 'workers'] as const).map((what) => `${what} ${middle(samples.slice(0, edge), what)} → ${middle(samples.slice(-edge), what)}`);
  console.log(`${MINUTES} min, ${acts} actions, ${revision} Changes saved (seed ${seed}): ${line.join(', ')}`);
  expect(grown('heap')).toBeLessThan(1.1);
  expect(grown('nodes')).toBeLessThan(1.1);
  expect(grown('listeners')).toBeLessThan(1.1);
  expect(grown('workers')).toBe(1);
}, (MINUTES + 5) * 60_000);
