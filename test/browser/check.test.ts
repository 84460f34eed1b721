import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type RunningApp } from './support/app.ts';
import { openPage, startBrowser, type OpenPage } from './support/page.ts';

/*
 * A reviewer's way through the smallest case in which everything is known: one flat wall, one camera, a mask whose left half is
 * class 1 and whose right half is class 2, labels that say the same but for one patch. Nothing hides anything.
 */
const [WIDTH, HEIGHT, FOCAL] = [240, 120, 200];
const points: [number, number, number][] = [];
for (let row = 0; row < 40; row++) for (let column = 0; column < 80; column++) points.push([10, 3.95 - column * 0.1, 1.95 - row * 0.1]);
/** The planted mistake: 100 points deep in the left half, labelled as the right half is. */
const planted = points.flatMap(([, y, z], i) => (y > 1.5 && y < 2.5 && z > -0.5 && z < 0.5 ? [i] : []));

function writeDataset(folder: string): void {
  for (const sub of ['lidar', 'labels', 'front', 'masks/front']) mkdirSync(join(folder, sub), { recursive: true });
  writeFileSync(join(folder, 'lidar/0.bin'), new Uint8Array(Float32Array.from(points.flatMap((p) => [...p, 0.5])).buffer));
  const wrong = new Set(planted);
  writeFileSync(join(folder, 'labels/0.label'), new Uint8Array(Uint32Array.from(points, ([, y], i) => (wrong.has(i) || y < 0 ? 2 : 1)).buffer));
  const pixels = (of: (x: number) => number) => Uint8Array.from({ length: WIDTH * HEIGHT }, (_, k) => of(k % WIDTH));
  const png = (data: Uint8Array) => encode({ width: WIDTH, height: HEIGHT, data, channels: 1, depth: 8 });
  writeFileSync(join(folder, 'front/0.png'), png(pixels((x) => x)));
  writeFileSync(join(folder, 'masks/front/0.png'), png(pixels((x) => (x < WIDTH / 2 ? 1 : 2))));
  const scene = {
    schemaVersion: 1,
    name: 'wall',
    taxonomy: { name: 'halves', classes: [{ id: 1, name: 'left', colour: '#3366ff', kind: 'stuff' }, { id: 2, name: 'right', colour: '#ffaa33', kind: 'stuff' }] },
    sensors: [
      { id: 'top', kind: 'lidar' },
      {
        id: 'front', kind: 'camera', egoFromSensor: { translation: { x: 0, y: 0, z: 0 }, rotation: { w: 0.5, x: -0.5, y: 0.5, z: -0.5 } },
        camera: { model: 'pinhole', width: WIDTH, height: HEIGHT, fx: FOCAL, fy: FOCAL, cx: WIDTH / 2, cy: HEIGHT / 2 },
      },
    ],
    sequences: [{ id: '0', frames: [{ id: '0', sweeps: [{ sensor: 'top', file: 'lidar/0.bin', labels: { file: 'labels/0.label' } }], images: [{ sensor: 'front', file: 'front/0.png' }] }] }],
  };
  writeFileSync(join(folder, 'scene.json'), JSON.stringify(scene));
}

describe('cross-check in the app', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: OpenPage;
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'check-'));
    writeDataset(folder);
    app = await startApp({ path: folder });
    browser = await startBrowser();
    opened = await openPage(browser, app.url);
    page = opened.page;
    await page.getByTestId('point-total').getByText('3,200 points').waitFor();
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await app?.kill();
    rmSync(folder, { recursive: true });
  });

  const verdict = async (name: string) => Number(await page.locator(`[data-verdict="${name}"]`).getAttribute('data-count'));
  const selected = () => page.evaluate(() => [...window.pointweld!.workspace()!.marks('selected').values()].reduce((n, s) => n + s.count, 0));

  it('finds the masks beside the data, and exactly the planted points disagree', async () => {
    await page.keyboard.press('k');
    await page.getByTestId('check-result').waitFor();
    await expect.poll(() => verdict('disagrees')).toBe(planted.length);
    // Every other point in the picture agrees, or lies at the border of the halves.
    expect((await verdict('agrees')) + (await verdict('edge')) + (await verdict('disagrees')) + (await verdict('outside'))).toBe(3200);
    expect(await verdict('hidden')).toBe(0);
  }, 60_000);

  it('shows the mask over the image in the colours of its classes', async () => {
    const colours = await page.getByTestId('mask-overlay').evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
      const seen = new Map<string, number>();
      for (let k = 0; k < data.length; k += 4) if (data[k + 3] > 0) seen.set(`${data[k]},${data[k + 1]},${data[k + 2]}`, (seen.get(`${data[k]},${data[k + 1]},${data[k + 2]}`) ?? 0) + 1);
      return [...seen.values()].sort((a, b) => b - a);
    });
    // Two halves of the same size; the outline is one column of one of them.
    expect(colours.length).toBeGreaterThanOrEqual(2);
    expect(Math.abs(colours[0] - colours[1]) / colours[0]).toBeLessThan(0.05);
  });

  it('a cell of the matrix selects its points', async () => {
    const cell = page.locator('[data-pair="2-1"]');
    expect(await cell.getAttribute('data-disagrees')).toBe('true');
    await cell.click();
    expect(await selected()).toBe(Number(await cell.getAttribute('data-count')));
    await page.locator('[data-verdict="disagrees"]').click();
    expect(await selected()).toBe(planted.length);
  });

  it('labelling them right settles it, and undo brings the disagreement back', async () => {
    await page.locator('[data-class="1"]').click();
    await page.keyboard.press('g');
    await page.keyboard.press('Enter');
    await expect.poll(() => verdict('disagrees')).toBe(0);
    await page.keyboard.press('Control+z');
    await expect.poll(() => verdict('disagrees')).toBe(planted.length);
  }, 60_000);

  it('a class map that says the two mean the same thing leaves nothing to disagree; it is kept, and can be undone', async () => {
    await page.getByRole('button', { name: 'Class map…' }).click();
    await page.getByLabel('Add to right').selectOption({ label: 'left' });
    await page.keyboard.press('Escape');
    await expect.poll(() => verdict('disagrees')).toBe(0);
    await expect.poll(() => page.getByTestId('save-state').textContent()).toMatch(/^saved/);
    await page.reload();
    await page.getByTestId('point-total').getByText('3,200 points').waitFor();
    await page.keyboard.press('k');
    await page.getByTestId('check-result').waitFor();
    await expect.poll(() => verdict('disagrees')).toBe(0);
    await page.keyboard.press('Control+z');
    await expect.poll(() => verdict('disagrees')).toBe(planted.length);
  }, 60_000);

  it('masks of another size are refused in the app with both sizes', async () => {
    writeFileSync(join(folder, 'masks/front/0.png'), encode({ width: 50, height: 50, data: new Uint8Array(2500), channels: 1, depth: 8 }));
    await page.reload();
    await page.getByTestId('point-total').getByText('3,200 points').waitFor();
    await page.keyboard.press('k');
    const problem = page.getByRole('alert');
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/masks\/front\/0\.png.*240.*120.*50.*50/);
  }, 60_000);

  it('none of this was an error, and nothing was asked of any other host', () => {
    expect(opened.errors).toEqual([]);
    expect(opened.outsideRequests).toEqual([]);
  });
});
