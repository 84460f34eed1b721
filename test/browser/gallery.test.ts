import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packLabel } from '#src/core/labels/label.ts';
import { tempFolder, writeFiles } from '#test/support/temp-folder.ts';
import type { RunningApp } from './support/app.ts';
import { startApp } from './support/app.ts';
import { openPage, startBrowser } from './support/page.ts';

/** SemanticKITTI's classes. */
const CAR = 10, TRUCK = 18;
const OBJECTS = 7, PER_OBJECT = 120;
/** The one that is a truck, and is called a car. */
const LARGE = 5;

let browser: Browser;
let app: RunningApp;
const folder = tempFolder();

/** Two frames of seven boxes full of points, all called cars; nothing else. */
function writeCars(): void {
  const files: Record<string, Uint8Array> = {};
  for (const [name, shift] of [['000', 0], ['001', 1]] as const) {
    const points = new Float32Array(4 * OBJECTS * PER_OBJECT), labels = new Uint32Array(OBJECTS * PER_OBJECT);
    for (let i = 0; i < labels.length; i++) {
      const object = Math.floor(i / PER_OBJECT) + 1, k = i % PER_OBJECT, size = object === LARGE ? 2.2 : 1;
      points.set([6 * object + size * 4 * ((k % 6) / 5 - 0.5) + shift, size * 1.8 * ((Math.floor(k / 6) % 5) / 4 - 0.5), size * 1.5 * (Math.floor(k / 30) / 3) - 1.7, 0.5], 4 * i);
      labels[i] = packLabel(CAR, object);
    }
    files[`${name}.bin`] = new Uint8Array(points.buffer);
    files[`${name}.label`] = new Uint8Array(labels.buffer);
  }
  writeFiles(folder, files);
}

beforeAll(async () => {
  writeCars();
  app = await startApp({ path: folder, args: ['--work', join(tempFolder(), 'work')] });
  browser = await startBrowser();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await app?.kill();
});

it('shows objects that are unlike the others first, changes many in all frames at once, takes that back, and goes to one', async () => {
  const { page, errors, close } = await openPage(browser, app.url);
  await page.getByTestId('point-total').getByText(`${OBJECTS * PER_OBJECT} points`).waitFor();
  await page.keyboard.press('Shift+g');
  const dialog = page.getByRole('dialog'), tiles = dialog.getByRole('listbox', { name: 'Objects' }).getByRole('option');
  await dialog.getByRole('tab', { name: `car ${OBJECTS}` }).waitFor();
  expect(await tiles.count()).toBe(OBJECTS);
  const first = await tiles.first().innerText();
  expect(first).toContain(`car ${LARGE}`);
  expect(first).toContain(`${2 * PER_OBJECT} points, 2 frames`);
  expect(first).toMatch(/8\.8 m long, others 4\.0|\d\.\d m (wide|high), others/);
  expect(first).toContain('no camera sees it');

  await dialog.getByLabel('Order').selectOption('id');
  await tiles.nth(2).click();
  await tiles.nth(4).click({ modifiers: ['Shift'] });
  await tiles.nth(3).click({ modifiers: ['Control'] });
  await dialog.getByText('2 chosen').waitFor();
  const digit = await page.evaluate((id) => window.pointweld!.tools().digits.indexOf(id) + 1, TRUCK);
  if (digit > 0) await page.keyboard.press(String(digit));
  else await dialog.getByLabel('Class for the chosen objects').selectOption(String(TRUCK));
  await dialog.getByRole('tab', { name: 'truck 2' }).waitFor();
  expect(await labelCounts(page)).toEqual(counts(new Set([3, LARGE])));
  // Focus is where people left it, also after a choice in the list.
  await tiles.first().click();
  await page.keyboard.press('Control+z');
  await dialog.getByRole('tab', { name: `car ${OBJECTS}` }).waitFor();
  expect(await labelCounts(page)).toEqual(counts(new Set()));

  await tiles.nth(1).dblclick();
  await dialog.waitFor({ state: 'detached' });
  await page.waitForFunction((n) => window.pointweld!.labels.getState().selected === n, PER_OBJECT);
  expect(errors).toEqual([]);
  await close();
}, 120_000);

/** Points per label over both frames. */
function labelCounts(page: Awaited<ReturnType<typeof openPage>>['page']): Promise<[number, number][]> {
  return page.evaluate(() => {
    const { set, scene } = window.pointweld!.workspace()!, sums = new Map<number, number>();
    for (const { frames } of scene.sequences)
      for (const { sweeps } of frames) for (const { id } of sweeps) for (const label of set.get(id)!.labels) sums.set(label, (sums.get(label) ?? 0) + 1);
    return [...sums].sort((a, b) => a[0] - b[0]);
  });
}

function counts(trucks: ReadonlySet<number>): [number, number][] {
  return Array.from({ length: OBJECTS }, (_, k): [number, number] => [packLabel(trucks.has(k + 1) ? TRUCK : CAR, k + 1), 2 * PER_OBJECT]).sort((a, b) => a[0] - b[0]);
}
