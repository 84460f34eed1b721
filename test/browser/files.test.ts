import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeReal } from '#test/support/shared-data.ts';
import { startApp, type RunningApp } from './support/app.ts';
import { openPage, startBrowser, type OpenPage } from './support/page.ts';

let browser: Browser;
let app: RunningApp | null = null;
let opened: OpenPage | null = null;
let folder: string;

beforeAll(async () => {
  browser = await startBrowser();
  folder = mkdtempSync(join(tmpdir(), 'files-'));
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await app?.kill();
  rmSync(folder, { recursive: true });
});

/** Serves a path and opens the app on it, in place of what was served before. */
async function open(path: string): Promise<OpenPage> {
  await app?.kill();
  app = await startApp({ path });
  await opened?.close();
  opened = await openPage(browser, app.url);
  return opened;
}

/** KITTI .bin of `count` points on a spiral. */
function bin(count: number): Uint8Array {
  const values = Float32Array.from({ length: 4 * count }, (_, k) => {
    const i = k >> 2;
    return [Math.cos(i / 40) * (3 + i / 100), Math.sin(i / 40) * (3 + i / 100), (i % 50) / 25 - 1.5, (i % 100) / 100][k & 3];
  });
  return new Uint8Array(values.buffer);
}

/** Records of x, y, z as doubles and a byte of intensity: 25 bytes, on a spiral. */
function doubles(count: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(25 * count));
  for (let i = 0; i < count; i++) {
    [Math.cos(i / 40) * (3 + i / 100), Math.sin(i / 40) * (3 + i / 100), (i % 50) / 25 - 1.5].forEach((value, k) => view.setFloat64(25 * i + 8 * k, value, true));
    view.setUint8(25 * i + 24, i % 256);
  }
  return new Uint8Array(view.buffer);
}

describe('files without a header in columns of their own', () => {
  it('are an error with a way to say what they hold, shown before it is kept; it is undone, kept over a reload, and refused over labels of other points', async () => {
    const clouds = join(folder, 'doubles');
    mkdirSync(clouds);
    writeFileSync(join(clouds, '000.bin'), doubles(3001));
    const { page, errors } = await open(clouds);
    await page.getByTestId('frame-error').getByText('a whole number of points').waitFor();
    await page.getByRole('button', { name: 'Choose its columns…' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('alert').textContent()).toMatch(/4,689 points, and 1 bytes left over/);
    expect(await dialog.getByRole('button', { name: 'Read it like this' }).isDisabled()).toBe(true);
    for (const k of [1, 2, 3]) await dialog.getByLabel(`Type of column ${k}`, { exact: true }).selectOption('float64');
    await dialog.getByLabel('Type of column 4').selectOption('uint8');
    await dialog.getByLabel('Name of column 4').fill('intensity');
    await dialog.getByText('3,001 points').waitFor();
    await dialog.getByText(/x -[23]\d\.\d to [23]\d\.\d/).waitFor();
    expect(await dialog.getByRole('row', { name: /intensity|Type of column 4/ }).last().getByRole('cell').nth(6).textContent()).toBe('4');
    await dialog.getByRole('button', { name: 'Read it like this' }).click();
    await page.getByTestId('point-total').getByText('3,001 points').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByTestId('frame-error').waitFor();
    await page.keyboard.press('Control+Shift+z');
    await page.getByTestId('point-total').getByText('3,001 points').waitFor();
    await page.getByText('saved', { exact: false }).first().waitFor();
    await page.reload();
    await page.getByTestId('point-total').getByText('3,001 points').waitFor();
    // Labels are of these points from here on: columns that make other points of them are refused.
    await page.keyboard.press('Shift+b');
    await page.keyboard.press('1');
    await page.keyboard.press('l');
    const view = (await page.locator('.viewer canvas').first().boundingBox())!;
    await page.mouse.move(view.x + view.width * 0.3, view.y + view.height * 0.3);
    await page.mouse.down();
    for (const [u, v] of [[0.7, 0.3], [0.7, 0.7], [0.3, 0.7]]) await page.mouse.move(view.x + view.width * u, view.y + view.height * v, { steps: 3 });
    await page.mouse.up();
    await page.waitForFunction(() => [...window.pointweld!.workspace()!.loadedSweeps.values()][0].labels.labels.some((label) => label !== 0));
    await page.getByRole('tab', { name: 'Dataset' }).click();
    await page.getByRole('button', { name: 'Columns…' }).click();
    await dialog.getByRole('button', { name: /As at first/ }).click();
    await dialog.getByText('was labelled as 3,001 points', { exact: false }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+z');
    await page.waitForFunction(() => [...window.pointweld!.workspace()!.loadedSweeps.values()][0].labels.labels.every((label) => label === 0));
    await page.keyboard.press('Control+z');
    await page.getByText('labels were made since on points that these files would not have', { exact: false }).waitFor();
    expect(await page.getByTestId('point-total').textContent()).toContain('3,001');
    expect(errors).toEqual([]);
  }, 180_000);
});

describe('one bad frame among good ones', () => {
  it('is an error in its place that names file and numbers; the others stay usable', async () => {
    const clouds = join(folder, 'clouds');
    mkdirSync(clouds);
    writeFileSync(join(clouds, '000.bin'), bin(5000));
    writeFileSync(join(clouds, '001.bin'), bin(10).subarray(0, 150));
    writeFileSync(join(clouds, '002.bin'), bin(6000));
    const { page, errors } = await open(clouds);
    await page.getByTestId('point-total').getByText('5,000 points').waitFor();
    await page.keyboard.press('.');
    const problem = page.getByTestId('frame-error');
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/001\.bin.*150/);
    await page.keyboard.press('.');
    await page.getByTestId('point-total').getByText('6,000 points').waitFor();
    expect(await problem.count()).toBe(0);
    expect(errors).toEqual([]);
  }, 120_000);

  it('labels of another length are refused with both numbers, and the points are not shown with wrong ones', async () => {
    const clouds = join(folder, 'labelled');
    mkdirSync(clouds);
    writeFileSync(join(clouds, 'a.bin'), bin(100));
    writeFileSync(join(clouds, 'a.label'), new Uint8Array(99 * 4));
    const { page } = await open(clouds);
    const problem = page.getByTestId('frame-error');
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/a\.label.*100.*99/);
  }, 120_000);
});

describe('a dataset in two tabs', () => {
  it('is the same work in both: what one labels, the other has when it is looked at again', async () => {
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    writeFileSync(join(shared, 'a.bin'), bin(321));
    const { page, context } = await open(shared);
    await page.getByTestId('point-total').getByText('321 points').waitFor();
    const second = await context.newPage();
    await second.goto(app!.url);
    await second.getByTestId('point-total').getByText('321 points').waitFor();
    const labelled = (tab: Page) => tab.evaluate(() => {
      const [loaded] = window.pointweld!.workspace()!.loadedSweeps.values();
      return loaded.labels.count - loaded.labels.unlabelledCount;
    });
    await page.bringToFront();
    await page.keyboard.press('Shift+b');
    await page.keyboard.press('1');
    await page.keyboard.press('l');
    const box = (await page.locator('.viewer canvas').boundingBox())!;
    const corners = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]].map(([x, y]) => [box.x + x * box.width, box.y + y * box.height] as const);
    await page.mouse.move(...corners[0]);
    await page.mouse.down();
    for (const corner of corners) await page.mouse.move(...corner);
    await page.mouse.up();
    await page.getByTestId('save-state').getByText('saved').waitFor();
    expect(await labelled(page)).toBeGreaterThan(0);
    expect(await labelled(second)).toBe(0);
    await second.bringToFront();
    await second.evaluate(() => dispatchEvent(new Event('focus')));
    await second.getByText('made elsewhere, came in').waitFor();
    expect(await labelled(second)).toBe(await labelled(page));
  }, 120_000);
});

describe('a folder that is nothing we know', () => {
  it('says so, lists what can be opened, and offers to open something else', async () => {
    const nothing = join(folder, 'nothing');
    mkdirSync(nothing);
    writeFileSync(join(nothing, 'notes.txt'), 'hello');
    const { page } = await open(nothing);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/nothing.*could not be opened/);
    await page.getByRole('button', { name: 'Open a folder…' }).waitFor();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Open a file…' }).click()]);
    await chooser.setFiles({ name: 'sweep.bin', mimeType: 'application/octet-stream', buffer: Buffer.from(bin(1234)) });
    await page.getByTestId('point-total').getByText('1,234 points').waitFor();
  }, 120_000);
});

describeReal('las', 'LAS and LAZ in the browser', (las) => {
  it('decodes LAZ in its worker without asking anybody, at UTM-like coordinates', async () => {
    copyFileSync(join(las, 'laz_autzen_trim.laz'), join(folder, 'autzen.laz'));
    const { page, outsideRequests, errors } = await open(join(folder, 'autzen.laz'));
    await page.getByTestId('point-total').getByText('110,000 points').waitFor({ timeout: 60_000 });
    // Classification is the label of a LAS: 26,107 ground points, published in expected.json.
    expect(await page.locator('[data-class="2"]').getAttribute('data-count')).toBe('26107');
    await page.getByLabel('Colour by').selectOption('rgb');
    await page.getByText('This dataset has no camera images').waitFor();
    expect(outsideRequests).toEqual([]);
    expect(errors).toEqual([]);
  }, 120_000);

  it('refuses a LAZ point format by name', async () => {
    copyFileSync(join(las, 'pdrf9-1.4.laz'), join(folder, 'nine.laz'));
    const { page } = await open(join(folder, 'nine.laz'));
    const problem = page.getByTestId('frame-error');
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/nine\.laz.*point format 9/);
  }, 120_000);
});
