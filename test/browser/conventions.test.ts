import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#src/cli/prepare.mjs';
import { startApp, type RunningApp } from './support/app.ts';
import { openPage, startBrowser, type OpenPage } from './support/page.ts';

const pictures = join(projectRoot, '.cache/pictures');

describe('a user whose points do not lie on the picture', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: OpenPage;
  let page: Page;
  const counts = () => page.locator('.image-counts').innerText();

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    app = await startApp();
    browser = await startBrowser();
    opened = await openPage(browser, app.url, { width: 1600, height: 900 });
    page = opened.page;
    await page.locator('.image-counts').getByText('in image').waitFor({ timeout: 120_000 });
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await app?.kill();
  });

  it('flips a convention in the Dataset tab, sees the points move, sets it back, and undoes that', async () => {
    const right = await counts();
    await page.getByRole('tab', { name: 'Dataset' }).click();
    const axes = page.getByRole('combobox', { name: 'camera axes' });
    expect(await axes.inputValue()).toBe('optical');
    await axes.selectOption('vehicle');
    await expect.poll(counts, { timeout: 30_000 }).not.toBe(right);
    const wrong = await counts();
    const said = page.locator('.fact', { has: axes });
    expect(await said.innerText()).toContain('changed by you');
    await page.screenshot({ path: join(pictures, 'conventions.png') });
    await said.getByRole('button', { name: 'Set back' }).click();
    await expect.poll(counts, { timeout: 30_000 }).toBe(right);
    await page.keyboard.press('Control+z');
    await expect.poll(counts, { timeout: 30_000 }).toBe(wrong);
    await page.keyboard.press('Control+z');
    await expect.poll(counts, { timeout: 30_000 }).toBe(right);
    expect(opened.errors).toEqual([]);
  }, 180_000);
});
