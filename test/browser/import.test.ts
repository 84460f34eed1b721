import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type RunningApp } from './support/app.ts';
import { openPage, startBrowser, type OpenPage } from './support/page.ts';

/* A user chooses files to import, sees how far they were looked through, stops, and tries again with others. */

const FRAMES = 300, POINTS = 20_000;

describe('importing labels', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: OpenPage;
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'import-'));
    const cloud = new Uint8Array(Float32Array.from({ length: 4 * POINTS }, (_, i) => Math.sin(i) * 10).buffer);
    for (let k = 0; k < FRAMES; k++) writeFileSync(join(folder, `${String(k).padStart(4, '0')}.bin`), cloud);
    app = await startApp({ path: folder });
    browser = await startBrowser();
    opened = await openPage(browser, app.url);
    page = opened.page;
    await page.getByTestId('point-total').getByText('20,000 points').waitFor();
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await app?.kill();
    rmSync(folder, { recursive: true });
  });

  const dialog = () => page.getByRole('dialog');
  const choose = async (files: { name: string; value: number }[], points = POINTS) => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.locator('[data-action="file.import"]').click()]);
    await chooser.setFiles(files.map(({ name, value }) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(new Uint32Array(points).fill(value).buffer) })));
  };
  const all = Array.from({ length: FRAMES }, (_, k) => ({ name: `${String(k).padStart(4, '0')}.label`, value: 1 + (k % 3) }));

  it('can be stopped while files are looked through, and nothing has changed', async () => {
    await choose(all);
    await dialog().getByText(/of 300 files are held against their sweeps/).waitFor();
    if (process.env.POINTWELD_PICTURES) await page.screenshot({ path: join(process.env.POINTWELD_PICTURES, 'import-looking.png') });
    await dialog().getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => dialog().count()).toBe(0);
    await page.waitForTimeout(500);
    expect([await dialog().count(), await page.getByText(/^Imported/).count()]).toEqual([0, 0]);
    // There is nothing to undo.
    await page.keyboard.press('Control+z');
    expect(await page.getByText('no changes yet').count()).toBe(1);
  }, 120_000);

  it('says why files do not fit, and makes what fits one change', async () => {
    await choose([{ name: '0000.label', value: 1 }], 7);
    await page.getByText(/0000\.label: .*20,?000 labels.*7 labels/).waitFor();
    expect(await dialog().count()).toBe(0);
    await choose(all.slice(0, 2));
    await dialog().getByText(/40,000 of 40,000 points change, in 2 sweeps/).waitFor();
    await dialog().getByRole('button', { name: 'Import', exact: true }).click();
    await expect.poll(() => dialog().count()).toBe(0);
    await page.getByText(/^Imported .*40,000 points/).first().waitFor();
    await expect.poll(() => page.getByTestId('save-state').textContent()).toMatch(/^saved/);
  }, 120_000);

  it('asked nothing of any other host, and logged no error', () => {
    expect([opened.outsideRequests, opened.errors]).toEqual([[], []]);
  });
});
