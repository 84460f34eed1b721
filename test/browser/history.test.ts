import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { random } from '#test/support/lidar-scene.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import type { RunningApp } from './support/app.ts';
import { startApp } from './support/app.ts';
import { Labeler, POINTS, writeGrid } from './support/labeler.ts';
import { startBrowser } from './support/page.ts';
import { changesIn, replay } from './support/replay.ts';

/* What people see of what was done: steps to go back to, who labelled a point, links, settings; and what lies on disk behind it. */

const data = tempFolder(), work = join(tempFolder(), 'work');
let app: RunningApp;
let browser: Browser;
let labeler: Labeler;
let page: Page;

beforeAll(async () => {
  writeGrid(data);
  app = await startApp({ path: data, args: ['--work', work] });
  browser = await startBrowser();
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], acceptDownloads: true });
  labeler = await new Labeler(await context.newPage(), random(1)).open(app.url);
  page = labeler.page;
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await app?.kill();
});

const strokes = async (from: number, to: number) => {
  for (let k = from; k < to; k++) {
    await labeler.run(`label.class-${1 + (k % 4)}`);
    await labeler.quickLasso(0.3 + 0.05 * (k % 7), 0.3, 0.42 + 0.05 * (k % 7), 0.7);
  }
  await labeler.saved();
};
const firstLabels = async (of = labeler) => [...(await of.labels()).values()][0];
const journal = () => changesIn(readFileSync(join(work, 'journal/work.journal')));

describe('history', () => {
  const rows = () => page.getByTestId('history').getByRole('button');
  const states: (readonly number[])[] = [];

  it('has a row for each step, with its name, time and author; a click goes there', async () => {
    await page.getByRole('tab', { name: 'History' }).click();
    states.push(await firstLabels());
    for (let k = 0; k < 4; k++) {
      await strokes(k, k + 1);
      states.push(await firstLabels());
    }
    await expect.poll(() => rows().count()).toBe(5);
    expect(await rows().nth(0).textContent()).toContain('As it was opened');
    expect(await rows().nth(1).textContent()).toMatch(/lasso: \d+ points → car 1.*\d\d:\d\d.*annotator · frame 000/);
    for (const step of [1, 3, 0, 2]) {
      await rows().nth(step).click();
      await expect.poll(() => rows().nth(step).getAttribute('aria-current')).toBe('step');
      expect(await firstLabels()).toEqual(states[step]);
    }
    await page.screenshot({ path: '.cache/pictures/history.png' });
  }, 60_000);

  it('survives a reload, with what can be done again', async () => {
    await labeler.saved();
    await page.reload();
    await labeler.ready();
    await page.getByRole('tab', { name: 'History' }).click();
    await expect.poll(() => rows().count()).toBe(5);
    expect(await rows().nth(2).getAttribute('aria-current')).toBe('step');
    await rows().nth(4).click();
    await expect.poll(firstLabels).toEqual(states[4]);
    await labeler.saved();
    const changes = await journal();
    for (const [sweep, labels] of await labeler.labels()) expect(labels).toEqual(replay(changes, sweep, POINTS));
  }, 60_000);

  it('of one point: who, with what, when, what it was before; also after an undo', async () => {
    await labeler.run('label.undo');
    await labeler.saved();
    const spot = await pointUnderStroke();
    await page.mouse.move(...spot);
    await page.waitForTimeout(400);
    await page.keyboard.press('i');
    const steps = page.getByRole('dialog').getByRole('listitem');
    await steps.first().waitFor();
    const texts = await steps.allTextContents();
    expect(texts[texts.length - 1]).toMatch(/before: unlabelled.*lasso.*annotator/);
    expect(texts.some((text) => /lasso, undone/.test(text))).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    // It closed the dialog, and left the tool alone.
    expect(await page.evaluate(() => window.pointweld!.tools().tool)).toBe('lasso');
  }, 60_000);
});

/** Where on the page a point is shown that the last undo took a label off. */
async function pointUnderStroke(): Promise<[number, number]> {
  const canvas = (await page.locator('.viewer canvas').first().boundingBox())!;
  const spot = await page.evaluate(() => {
    const { redoable } = window.pointweld!.workspace()!.history;
    const viewport = window.pointweld!.viewport()!;
    const { width, height } = viewport.view();
    const [{ points }] = redoable!.sweeps;
    const inside = new Set<number>();
    for (const [, block] of points.blocks) {
      if (block.kind === 'bitmap') block.bits.forEach((word, w) => Array.from({ length: 32 }, (_, b) => ((word >>> b) & 1) === 1 && inside.add(32 * w + b)));
      if (block.kind === 'runs') for (let r = 0; r < block.runs.length; r += 2) for (let i = block.runs[r]; i <= block.runs[r + 1]; i++) inside.add(i);
      if (block.kind === 'steps') {
        let i = 0;
        for (const byte of block.steps) {
          i += byte >> 3;
          for (let n = byte & 7; n > 0; n--) inside.add(i++);
        }
      }
    }
    for (let v = height * 0.35; v < height * 0.65; v += 4)
      for (let u = width * 0.3; u < width * 0.7; u += 4) {
        const hit = viewport.pick(u, v);
        if (hit !== null && inside.has(hit.index)) return [u, v];
      }
    return null;
  });
  expect(spot).not.toBeNull();
  return [canvas.x + spot![0], canvas.y + spot![1]];
}

it('a link opens the frame, the point and the object in a fresh page', async () => {
  await labeler.run('frames.next');
  await page.waitForFunction(() => window.pointweld!.scene().frameIndex === 1 && window.pointweld!.scene().frameLoading.phase === 'idle');
  await labeler.run('label.class-1');
  await labeler.quickLasso(0.3, 0.3, 0.7, 0.7);
  await labeler.saved();
  const canvas = (await page.locator('.viewer canvas').first().boundingBox())!;
  await page.mouse.move(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
  await page.waitForTimeout(400);
  await page.keyboard.press('Shift+e');
  await page.keyboard.press('Control+Shift+l');
  await page.getByText('The link to this place is copied.').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/#sequence=.*&frame=001.*point=\d+.*object=\d+/);
  const fresh = await (await browser.newContext()).newPage();
  await fresh.goto(link);
  await fresh.getByText('2 of 2').first().waitFor({ timeout: 60_000 });
  const parts = new URLSearchParams(new URL(link).hash.slice(1));
  await expect.poll(() => fresh.evaluate(() => window.pointweld!.workspace()!.marks('selected').size), { timeout: 10_000 }).toBe(1);
  // The object that is selected there is the one that the link names, whole.
  const selected = await fresh.evaluate((object) => {
    const [loaded] = [...window.pointweld!.workspace()!.loadedSweeps.values()].filter(({ sweep }) => window.pointweld!.workspace()!.marks('selected').has(sweep.id));
    return { count: window.pointweld!.labels.getState().selected, expected: loaded.labels.labels.filter((label) => label === object).length };
  }, Number(parts.get('object')));
  expect(selected.count).toBeGreaterThan(0);
  expect(selected.count).toBe(selected.expected);
  await fresh.context().close();
}, 120_000);

it('settings go through a file into another browser, and a key of one\'s own works there', async () => {
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your name').fill('Ada <b>');
  await dialog.getByRole('button', { name: 'Key for Lasso' }).click();
  await page.keyboard.press('x');
  await dialog.getByRole('button', { name: 'Key for Lasso' }).getByText('X', { exact: false }).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save to a file' }).click()]);
  const file = join(tempFolder(), download.suggestedFilename());
  await download.saveAs(file);
  const other = await (await browser.newContext()).newPage();
  const there = await new Labeler(other, random(2)).open(app.url);
  await other.keyboard.press('Control+,');
  const [chooser] = await Promise.all([other.waitForEvent('filechooser'), other.getByRole('dialog').getByRole('button', { name: 'Take from a file…' }).click()]);
  await Promise.all([other.waitForEvent('load'), chooser.setFiles(file)]);
  await there.ready();
  await other.keyboard.press('v');
  await other.keyboard.press('x');
  await expect.poll(() => other.evaluate(() => window.pointweld!.tools().tool)).toBe('lasso');
  await there.quickLasso(0.3, 0.3, 0.35, 0.7);
  await there.saved();
  expect((await journal()).pop()!.change.provenance.author).toBe('Ada <b>');
  await other.context().close();
  await page.keyboard.press('Escape');
}, 120_000);

describe('snapshots', () => {
  const snapshots = () => (existsSync(join(work, 'sets')) ? readdirSync(join(work, 'sets'), { recursive: true }).map(String).filter((name) => name.endsWith('.label')) : []);

  it('are written by themselves once enough was done, used when the work is opened, and not needed', async () => {
    const asked: string[] = [];
    page.on('response', (response) => response.url().includes('/snapshot?') && asked.push(`${response.request().method()} ${response.status()}`));
    const open = async () => {
      await page.goto('about:blank');
      await labeler.open(app.url);
      return firstLabels();
    };
    await open();
    await strokes(0, 70);
    await expect.poll(() => snapshots().length, { timeout: 10_000 }).toBeGreaterThan(0);
    const before = await firstLabels();
    asked.length = 0;
    expect(await open()).toEqual(before);
    expect(asked).toContain('GET 200');
    // One byte of it is wrong: the journal has everything.
    for (const name of snapshots()) {
      const path = join(work, 'sets', name);
      const bytes = readFileSync(path);
      bytes[8] ^= 1;
      writeFileSync(path, bytes);
    }
    asked.length = 0;
    expect(await open()).toEqual(before);
    expect(asked).not.toContain('GET 200');
    expect(await page.getByTestId('frame-error').count()).toBe(0);
  }, 180_000);

  it('are written when people turn away, where that is worth it, after few Changes too', async () => {
    const tidy = snapshots().map((name) => join(work, 'sets', name));
    const times = () => tidy.map((path) => readFileSync(path).toString('base64')).join();
    const before = times();
    await strokes(0, 3);
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await expect.poll(times, { timeout: 10_000 }).not.toBe(before);
  }, 60_000);
});

it('a server that only reads shows the work, takes no change, and says so', async () => {
  const reading = await startApp({ path: data, args: ['--work', work, '--read-only'] });
  try {
    const fresh = await (await browser.newContext()).newPage();
    const reader = await new Labeler(fresh, random(3)).open(reading.url);
    const before = await firstLabels(reader);
    expect(before.some((label) => label !== 0)).toBe(true);
    expect(await fresh.getByTestId('save-state').textContent()).toBe('read only');
    const bytes = readFileSync(join(work, 'journal/work.journal'));
    await reader.quickLasso(0.2, 0.2, 0.8, 0.8);
    await fresh.getByText('this work is open for reading only').waitFor();
    expect(await firstLabels(reader)).toEqual(before);
    await fresh.screenshot({ path: '.cache/pictures/read-only.png' });
    await fresh.keyboard.press('Control+z');
    await fresh.getByText('this work is open for reading only').first().waitFor();
    expect(await firstLabels(reader)).toEqual(before);
    expect(readFileSync(join(work, 'journal/work.journal'))).toEqual(bytes);
  } finally {
    await reading.kill();
  }
}, 120_000);
