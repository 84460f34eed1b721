import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type RunningApp } from './support/app.ts';
import { openPage, startBrowser, type OpenPage } from './support/page.ts';

/* Every dialog by its key, at the smallest supported size: it opens, fits, does its work, and closes with Escape. */

describe('dialogs', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: OpenPage;
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dialogs-'));
    writeFileSync(join(folder, 'a.bin'), new Uint8Array(Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i) * 10).buffer));
    app = await startApp({ path: folder });
    browser = await startBrowser();
    opened = await openPage(browser, app.url);
    page = opened.page;
    await page.getByTestId('point-total').getByText('1,000 points').waitFor();
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await app?.kill();
    rmSync(folder, { recursive: true });
  });

  const dialog = () => page.getByRole('dialog');
  const open = async (key: string) => {
    await page.keyboard.press(key);
    await dialog().waitFor();
    const box = (await dialog().boundingBox())!;
    expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= 1280 && box.y + box.height <= 720).toBe(true);
  };
  const close = async () => {
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog().count()).toBe(0);
  };

  it.each([
    ['?', 'Keys and mouse'],
    ['Control+k', 'Search actions and classes'],
    ['/', 'Find a class'],
    ['Control+e', 'Export labels'],
    ['Control+o', 'Open a dataset'],
  ])('%s opens "%s", and Escape closes it', async (key, title) => {
    await open(key);
    expect(await dialog().getByRole('heading', { name: title }).count()).toBe(1);
    await close();
  });

  it('a class is found by a part of its name and armed with Enter', async () => {
    await open('/');
    await page.keyboard.type('veget');
    await page.keyboard.press('Enter');
    await expect.poll(() => dialog().count()).toBe(0);
    expect(await page.getByTestId('hud').textContent()).toContain('vegetation');
  });

  it('an action is found by name and run; keys typed there reach no tool', async () => {
    await open('Control+k');
    await page.keyboard.type('lasso');
    expect(await page.getByTestId('hud').textContent()).toContain('navigate');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('hud').textContent()).toContain('lasso');
    await page.keyboard.press('v');
  });

  it('a folder is opened through the browser\'s own dialog; changing one\'s mind changes nothing', async () => {
    // The dialog itself is the browser's: a folder of its private file system stands for what was chosen.
    await page.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('picked', { create: true });
      const file = await (await folder.getFileHandle('b.bin', { create: true })).createWritable();
      await file.write(new Float32Array(4 * 77).fill(1));
      await file.close();
      const answers = [() => Promise.reject(new DOMException('no', 'AbortError')), () => Promise.resolve(folder)];
      Object.assign(window, { showDirectoryPicker: () => answers.shift()!() });
    });
    await open('Control+o');
    await dialog().getByRole('button', { name: 'Open a folder…' }).click();
    await dialog().getByRole('button', { name: 'Open a folder…' }).click();
    await page.getByTestId('point-total').getByText('77 points').waitFor();
    await expect.poll(() => dialog().count()).toBe(0);
  });

  it('no key that is said to do something is taken twice', async () => {
    const chords = await page.evaluate(() => window.pointweld!.actions.flatMap((a) => (a.shortcuts ?? []).map((chord) => `${a.when ?? 'all the app'} ${chord}`)));
    expect(chords.filter((chord, i) => chords.indexOf(chord) !== i)).toEqual([]);
  });

  it('none of this was an error', () => {
    expect(opened.errors).toEqual([]);
  });
});
