import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#src/cli/prepare.mjs';
import { startApp, type RunningApp } from './support/app.ts';
import { openPage, startBrowser, type OpenPage } from './support/page.ts';

interface Defects {
  readonly defects: readonly {
    readonly kind: string;
    readonly from?: string;
    readonly to?: string;
    /** `runs`: first point, number of points, … */
    readonly points: readonly { readonly frame: string; readonly runs: readonly number[] }[];
  }[];
}

/** Where pictures of the app go: `docs` when the README's are made anew, else a folder that nobody commits. */
const pictures = join(projectRoot, process.env.POINTWELD_PICTURES ?? '.cache/pictures');

describe('the sample scene, as a newcomer meets it', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: OpenPage;
  let page: Page;

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    app = await startApp();
    browser = await startBrowser();
    opened = await openPage(browser, app.url, { width: 1600, height: 900 });
    page = opened.page;
    await page.locator('[data-class="0"]').waitFor({ timeout: 60_000 });
    await page.locator('.image-counts').getByText('in image').waitFor({ timeout: 60_000 });
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await app?.kill();
  });

  const counts = () =>
    page.locator('[data-class]').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-count'))).reduce((a, b) => a + b, 0));
  const total = async () => Number((await page.getByTestId('point-total').textContent())!.replace(/\D/g, ''));

  it('opens with points, images and something left to label', async () => {
    expect(await counts()).toBe(await total());
    expect(Number(await page.locator('[data-class="0"]').getAttribute('data-count'))).toBeGreaterThan(1000);
    expect(await page.locator('.image-thumbnail').count()).toBeGreaterThan(0);
  });

  it('a click on a box of the data takes it, and Enter labels the points inside', async () => {
    // The car with the most unlabelled points: found by looking, not by knowing the scene.
    const target = await page.evaluate(() => {
      const here = window.pointweld!.scene();
      const { sweeps, boxes } = here.scene!.sequences[0].frames[here.frameIndex];
      const { positions, labels, count, origin, worldFromSweep } = window.pointweld!.workspace()!.get(sweeps[0].id)!.view;
      const { r, t } = worldFromSweep;
      const cars = boxes.filter((b) => b.className === 'car').map((b) => ({ center: b.box.pose.t, size: b.box.size, points: [] as number[][] }));
      for (let i = 0; i < count; i++) {
        if (labels[i] !== 0) continue;
        const p = [0, 1, 2].map((k) => positions[3 * i + k] + origin[k]);
        const w = [0, 1, 2].map((k) => r[3 * k] * p[0] + r[3 * k + 1] * p[1] + r[3 * k + 2] * p[2] + t[k]);
        const car = cars.find(({ center, size }) => Math.hypot(w[0] - center[0], w[1] - center[1]) < size[1] / 2 && Math.abs(w[2] - center[2]) < size[2] / 2);
        car?.points.push(w);
      }
      return cars.sort((a, b) => b.points.length - a.points.length)[0];
    });
    await page.evaluate((center) => window.pointweld!.viewport()!.focus(center, 13), target.center as [number, number, number]);
    await page.waitForTimeout(1500);
    await page.keyboard.press('c');
    const canvas = (await page.locator('.viewer canvas').first().boundingBox())!;
    // A point of the car that the view really shows at its place.
    const spot = await page.evaluate((points) => {
      const viewport = window.pointweld!.viewport()!;
      const { clipFromWorld: m, width, height } = viewport.view();
      for (const [x, y, z] of points) {
        const w = m[12] * x + m[13] * y + m[14] * z + m[15];
        const u = ((m[0] * x + m[1] * y + m[2] * z + m[3]) / w / 2 + 0.5) * width;
        const v = (0.5 - (m[4] * x + m[5] * y + m[6] * z + m[7]) / w / 2) * height;
        const hit = viewport.pick(u, v);
        if (hit !== null && Math.hypot(hit.world[0] - x, hit.world[1] - y, hit.world[2] - z) < 0.01) return [u, v];
      }
      return null;
    }, target.points);
    expect(spot).not.toBeNull();
    await page.mouse.click(canvas.x + spot![0], canvas.y + spot![1]);
    await page.getByRole('form', { name: 'Cuboid' }).waitFor();
    expect(await page.getByTestId('hud').textContent()).toContain('car');
    await page.screenshot({ path: join(pictures, 'cuboid.png') });
    const cuboid = () => page.evaluate(() => window.pointweld!.tools().cuboid!);
    const before = await cuboid();
    // Any face's grip that is in sight: dragging it changes that one side's length, and nothing of the others.
    const grip = page.locator('.viewer-grip-face:visible').first();
    const { x, y, width, height } = (await grip.boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2 + 25, y + height / 2 - 20, { steps: 4 });
    await page.mouse.up();
    const after = await cuboid();
    expect(after.size.filter((side, k) => Math.abs(side - before.size[k]) > 1e-6)).toHaveLength(1);
    expect(after.yaw).toBe(before.yaw);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('[data-label]:not([data-count="0"])').count()).toBeGreaterThan(0);
    expect(await counts()).toBe(await total());
    await expect.poll(() => page.getByTestId('save-state').textContent()).toMatch(/^saved/);
  }, 120_000);

  it('a lasso shows what it would label before the mouse is released', async () => {
    await page.keyboard.press('h');
    await page.waitForTimeout(1500);
    await page.keyboard.press('l');
    const { x, y, width, height } = (await page.locator('.viewer canvas').first().boundingBox())!;
    await page.mouse.move(x + width * 0.4, y + height * 0.35);
    await page.mouse.down();
    for (const [u, v] of [[0.5, 0.3], [0.62, 0.36], [0.64, 0.5], [0.5, 0.56], [0.4, 0.5]]) await page.mouse.move(x + width * u, y + height * v, { steps: 4 });
    await page.locator('.viewer-tip').waitFor();
    expect(await page.locator('.viewer-tip').textContent()).toMatch(/points? → .*release to label/);
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(pictures, 'annotate.png') });
    await page.keyboard.press('Escape');
    await page.mouse.up();
  }, 60_000);

  it('K switches the cross-check on, and the first planted mistake is one click away', async () => {
    const { defects } = JSON.parse(readFileSync(join(projectRoot, 'sample-data/scene/truth/defects.json'), 'utf8')) as Defects;
    const car = defects.find((d) => d.kind === 'class-object' && d.from === 'car' && d.to === 'building')!;
    const planted = new Set<number>();
    const { runs } = car.points.find((p) => p.frame === '000000')!;
    for (let k = 0; k < runs.length; k += 2) for (let i = 0; i < runs[k + 1]; i++) planted.add(runs[k] + i);

    await page.keyboard.press('k');
    await page.getByTestId('check-result').waitFor({ timeout: 60_000 });
    await page.getByTestId('matrix').scrollIntoViewIfNeeded();
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(pictures, 'check.png') });
    // Labelled building where the masks show a car: the cell of that pair.
    await page.locator('[data-pair="50-10"]').click();
    const found = await page.evaluate(() => {
      const [[, points]] = [...window.pointweld!.workspace()!.marks('selected')];
      const out: number[] = [];
      for (const [block, packed] of points.blocks) {
        const at = block * 65536;
        if (packed.kind === 'runs') for (let k = 0; k < packed.runs.length; k += 2) for (let i = packed.runs[k]; i <= packed.runs[k + 1]; i++) out.push(at + i);
        else if (packed.kind === 'bitmap') for (let i = 0; i < 65536; i++) if ((packed.bits[i >>> 5] >>> (i & 31)) & 1) out.push(at + i);
      }
      return out;
    });
    expect(found.filter((i) => planted.has(i)).length).toBeGreaterThan(0.7 * planted.size);
    expect(found.filter((i) => planted.has(i)).length).toBeGreaterThan(0.85 * found.length);
    await page.keyboard.press('Escape');
    await page.keyboard.press('k');
  }, 90_000);

  it.each([
    [1280, 720],
    [1920, 1080],
  ])('is usable at %i x %i', async (width, height) => {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(800);
    const view = (await page.locator('.view-room').boundingBox())!;
    const image = (await page.locator('.image-stage').boundingBox())!;
    if (width === 1920) {
      expect((view.width * view.height) / (width * height)).toBeGreaterThanOrEqual(0.6);
      expect(image.width).toBeGreaterThanOrEqual(640);
    }
    for (const name of ['Open…', 'Export…']) await expect.poll(() => page.getByRole('button', { name }).isVisible()).toBe(true);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight);
    expect(overflow).toBe(false);
    await page.screenshot({ path: join(pictures, `layout-${width}.png`) });
  }, 60_000);

  it('asks nothing of any other host, and logs no error', () => {
    expect(opened.outsideRequests).toEqual([]);
    expect(opened.errors).toEqual([]);
  });
});
