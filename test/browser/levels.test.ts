import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeReal } from '#test/support/shared-data.ts';
import { startApp } from './support/app.ts';
import type { RunningApp } from './support/app.ts';
import { startBrowser } from './support/page.ts';

describeReal('las', 'a COPC file of more points than fit into memory', (las) => {
  let app: RunningApp, browser: Browser;
  beforeAll(async () => {
    app = await startApp({ path: join(las, 'copc_lone-star.copc.laz') });
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  it('is looked at in levels of detail, finer where the view goes, and takes no labels', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    await context.addInitScript(() => localStorage.setItem('pointweld-settings', JSON.stringify({ state: { memoryGib: 0.001 }, version: 0 })));
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(app.url);
    const levels = () => page.evaluate(() => window.pointweld!.scene().levels);
    await page.waitForFunction(() => (window.pointweld?.scene().levels?.shown ?? 0) > 0);
    const first = (await levels())!;
    expect(first.total).toBe(518_862);
    expect(first.shown).toBeLessThanOrEqual(first.total);
    const canvas = (await page.locator('.viewer canvas').boundingBox())!;
    await page.mouse.move(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
    for (let k = 0; k < 12; k++) await page.mouse.wheel(0, -300);
    // Closer by, finer nodes come in: nodes are many, and each has fewer points than the file.
    await page.waitForFunction((before) => (window.pointweld!.scene().preview?.length ?? 0) > 1 && window.pointweld!.scene().levels!.shown !== before, first.shown, { timeout: 30_000 });
    await page.getByTestId('shown-points').getByText('518,862').waitFor();
    expect(await page.evaluate(() => window.pointweld!.workspace()!.loadedSweeps.size)).toBe(0);
    expect(errors).toEqual([]);
    if (process.env.POINTWELD_PICTURES !== undefined) await page.screenshot({ path: join(process.env.POINTWELD_PICTURES, 'levels.png') });
    await context.close();
  }, 120_000);
});
