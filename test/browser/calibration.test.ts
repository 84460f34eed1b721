import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#src/cli/prepare.mjs';
import { turnedSample } from '#test/support/turned-sample.ts';
import { startApp, type RunningApp } from './support/app.ts';
import { openPage, startBrowser, type OpenPage } from './support/page.ts';

const pictures = join(projectRoot, '.cache/pictures');
const CAMERA = 'front-left', DEGREES = 0.4;

describe('a user one of whose cameras is turned', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: OpenPage;
  let page: Page;
  const row = (camera: string) => page.locator(`.camera-verdict[data-camera="${camera}"]`);
  const verdicts = () => page.locator('.camera-verdict').evaluateAll((rows) => rows.map((r) => [r.getAttribute('data-camera'), r.getAttribute('data-verdict')]));
  const picture = async (name: string) => {
    for (const [width, height] of [[1920, 1080], [1280, 720]] as const) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: join(pictures, `calibration-${name}-${width}.png`) });
    }
  };

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    app = await startApp({ path: turnedSample(CAMERA, [0, DEGREES, 0]) });
    browser = await startBrowser();
    opened = await openPage(browser, app.url, { width: 1920, height: 1080 });
    page = opened.page;
    await page.locator('.image-counts').getByText('in image').waitFor({ timeout: 120_000 });
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await app?.kill();
  });

  it('is told which camera and by how much, corrects it, and takes that back', async () => {
    await page.getByRole('tab', { name: 'Dataset' }).click();
    const test = page.getByRole('button', { name: 'Test the cameras' });
    await test.scrollIntoViewIfNeeded();
    await picture('before');
    await test.click();
    await page.getByRole('progressbar', { name: 'Testing the cameras' }).waitFor();
    await page.getByRole('button', { name: 'Test again' }).waitFor({ timeout: 120_000 });
    expect(await verdicts()).toEqual([['front', 'fine'], [CAMERA, 'rotation'], ['front-right', 'fine']]);
    const said = await row(CAMERA).innerText();
    const pan = Number(/y (-?[\d.]+)°/.exec(said)?.[1]);
    expect(Math.abs(pan + DEGREES)).toBeLessThan(0.06);
    await row(CAMERA).scrollIntoViewIfNeeded();
    await picture('turned');

    // The projection follows at once, and the correction is a step like any other.
    await page.locator('.image-thumbnail', { hasText: new RegExp(`${CAMERA}$`) }).click();
    const counts = page.locator('.image-counts'), before = await counts.innerText();
    await row(CAMERA).getByRole('button', { name: 'Apply to this camera' }).click();
    await expect.poll(() => counts.innerText(), { timeout: 30_000 }).not.toBe(before);
    expect(await row(CAMERA).innerText()).toContain('Corrected by');
    await picture('corrected');
    await page.getByRole('button', { name: 'Test again' }).click();
    await expect.poll(() => row(CAMERA).getAttribute('data-verdict'), { timeout: 120_000 }).toBe('fine');
    await page.keyboard.press('Control+z');
    await expect.poll(() => counts.innerText(), { timeout: 30_000 }).toBe(before);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => counts.innerText(), { timeout: 30_000 }).not.toBe(before);
    await row(CAMERA).locator('summary').click();
    await row(CAMERA).getByRole('button', { name: 'Take back' }).click();
    await expect.poll(() => counts.innerText(), { timeout: 30_000 }).toBe(before);
    expect(opened.errors).toEqual([]);
  }, 300_000);
});
