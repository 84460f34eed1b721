import { readFileSync, readdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';

/** One thing that a person waits for. */
export interface Phase {
  readonly name: string;
  readonly ms: number;
  readonly longestTaskMs: number;
  readonly longestGapMs: number;
}

/** Runs in the page: a clock, and an ear for long tasks. */
function watchThread(): void {
  const seen = { task: 0, gap: 0 };
  Object.assign(window, { threadSeen: seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.task = Math.max(seen.task, entry.duration);
  }).observe({ entryTypes: ['longtask'] });
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    seen.gap = Math.max(seen.gap, now - last - 5);
    last = now;
  }, 5);
}

async function phase(page: Page, name: string, work: () => Promise<unknown>): Promise<Phase> {
  await page.evaluate(() => Object.assign((window as unknown as { threadSeen: object }).threadSeen, { task: 0, gap: 0 }));
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  // A long task is reported after it ended.
  await page.waitForTimeout(300);
  const { task, gap } = await page.evaluate(() => (window as unknown as { threadSeen: { task: number; gap: number } }).threadSeen);
  return { name, ms, longestTaskMs: task, longestGapMs: gap };
}

/** Memory of the browser's processes, GB. */
function browserMemory(): string {
  let pages = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('chromium')) continue;
      pages += Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) + Number(/RssShmem:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    } catch {
      // It ended meanwhile.
    }
  }
  return (pages / 1e6).toFixed(1);
}

export interface Drive {
  /** Address of the running app. */
  readonly url: string;
  /** Whether memory is shared with workers. */
  readonly isolated: boolean;
  /** Called for each line that may be printed. */
  readonly say: (line: string) => void;
  /** Where a picture of the labelled scene goes; nowhere where it is absent. */
  readonly picture?: string;
}

/** Opens all frames of a scene together, draws a lasso of 200 corners, releases it, undoes it, exports; every step is checked. */
export async function driveWholeApp(browser: Browser, { url, isolated, say, picture }: Drive): Promise<Phase[]> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  await page.addInitScript(watchThread);
  await page.addInitScript(() => localStorage.setItem('pointweld-settings', JSON.stringify({ state: { author: 'bench', memoryGib: 16 }, version: 0 })));
  const phases: Phase[] = [];
  const run = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    phases.push(await phase(page, name, work));
    const { ms, longestTaskMs, longestGapMs } = phases[phases.length - 1];
    say(`${name.padEnd(44)} ${(ms / 1000).toFixed(2).padStart(8)} s   longest task ${longestTaskMs.toFixed(0).padStart(5)} ms   longest gap ${longestGapMs.toFixed(0).padStart(5)} ms   ${browserMemory()} GB`);
  };
  await page.goto(isolated ? url : `${url}?isolated=no`);
  const idle = () => page.waitForFunction(() => window.pointweld?.scene().frameLoading.phase === 'idle' && window.pointweld.scene().shownVersion > 0, undefined, { timeout: 600_000 });
  await run('first frame', idle);
  await run('nothing, for five seconds', () => page.waitForTimeout(5000));
  const frames = await page.evaluate(() => window.pointweld!.scene().scene!.sequences[0].frames.length);
  await run(`${frames} frames together`, async () => {
    await page.keyboard.press('w');
    await page.getByLabel('Frames', { exact: true }).last().fill(String(frames));
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForFunction(() => window.pointweld!.scene().frameLoading.phase === 'loading');
    await idle();
  });
  const points = await page.evaluate(() => [...window.pointweld!.workspace()!.loadedSweeps.values()].reduce((n, loaded) => n + loaded.cloud.count, 0));
  say(`${points.toLocaleString('en')} points are loaded`);
  const labelled = () => page.evaluate(() => [...window.pointweld!.workspace()!.loadedSweeps.values()].reduce((n, loaded) => n + loaded.labels.count - loaded.labels.unlabelledCount, 0));
  const before = await labelled();
  await page.keyboard.press('g');
  await page.keyboard.press('1');
  await page.keyboard.press('l');
  const box = (await page.locator('.viewer canvas').boundingBox())!;
  const at = (k: number) => {
    const turn = (2 * Math.PI * k) / 200;
    const radius = 1 + 0.15 * Math.sin(9 * turn);
    return [box.x + box.width * (0.5 + 0.2 * radius * Math.cos(turn)), box.y + box.height * (0.55 + 0.18 * radius * Math.sin(turn))] as const;
  };
  await run('lasso of 200 corners drawn, with its preview', async () => {
    await page.mouse.move(...at(0));
    await page.mouse.down();
    for (let k = 1; k < 200; k++) await page.mouse.move(...at(k));
  });
  const steps = () => page.evaluate(() => window.pointweld!.workspace()!.history.position);
  await run('released: labelled and coloured', async () => {
    await page.mouse.up();
    await page.waitForFunction(() => window.pointweld!.workspace()!.history.position === 1, undefined, { timeout: 120_000 });
  });
  await run('saved', () => page.getByTestId('save-state').getByText('saved').waitFor({ timeout: 120_000 }));
  const changed = await page.evaluate(() => window.pointweld!.workspace()!.history.steps[0].sweeps.reduce((n, delta) => n + delta.points.count, 0));
  say(`${changed.toLocaleString('en')} points took the label (${((100 * changed) / points).toFixed(1)} %)`);
  if (picture !== undefined) await page.screenshot({ path: picture });
  await run('undone', async () => {
    await page.keyboard.press('Control+z');
    await page.waitForFunction(() => window.pointweld!.workspace()!.history.position === 0, undefined, { timeout: 120_000 });
  });
  if ((await labelled()) !== before || (await steps()) !== 0) throw new Error('undo did not bring every label back');
  await run('exported, all frames', async () => {
    await page.keyboard.press('Control+e');
    await page.locator('input[name=frames]').nth(1).check();
    const download = page.waitForEvent('download', { timeout: 600_000 });
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const path = await (await download).path();
    say(`${(readFileSync(path).byteLength / 1e6).toFixed(0)} MB of labels were exported`);
  });
  if (errors.length > 0) say(`errors in the page: ${errors.join('\n')}`);
  await context.close();
  return phases;
}
