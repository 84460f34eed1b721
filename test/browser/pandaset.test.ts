import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeReal } from '#test/support/shared-data.ts';
import { startApp, type RunningApp } from './support/app.ts';
import { openPage, startBrowser, type OpenPage } from './support/page.ts';

/*
 * The walking skeleton as a user walks it, on a real frame: lasso a car, take another one by a cuboid, undo, redo, export.
 * What must be in the file is computed here from the raw bytes, with arithmetic of its own.
 */

const CAR = 13;
type Point = readonly [number, number, number];

/** x, y, z of each point, from the KITTI-style file. */
function readPoints(file: string): Point[] {
  const values = new Float32Array(Uint8Array.from(readFileSync(file)).buffer);
  return Array.from({ length: values.length / 4 }, (_, i) => [values[4 * i], values[4 * i + 1], values[4 * i + 2]] as const);
}

function readLabels(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer);
}

/** Winding by angles: another method than the app's crossing count, for the simple polygons of this test. */
function surrounds(polygon: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let turn = 0;
  for (let i = 0; i < polygon.length; i++) {
    const [ax, ay] = polygon[i], [bx, by] = polygon[(i + 1) % polygon.length];
    const a = Math.atan2(ay - y, ax - x), b = Math.atan2(by - y, bx - x);
    let step = b - a;
    while (step > Math.PI) step -= 2 * Math.PI;
    while (step < -Math.PI) step += 2 * Math.PI;
    turn += step;
  }
  return Math.abs(turn) > Math.PI;
}

interface Pose {
  readonly r: readonly number[];
  readonly t: readonly number[];
}

function transform({ r, t }: Pose, [x, y, z]: Point): Point {
  return [r[0] * x + r[1] * y + r[2] * z + t[0], r[3] * x + r[4] * y + r[5] * z + t[1], r[6] * x + r[7] * y + r[8] * z + t[2]];
}

/** World to pixels of the view, by the clip matrix that the view reports. */
function toPixel(view: { clipFromWorld: readonly number[]; width: number; height: number }, p: Point): { u: number; v: number; w: number } {
  const row = (k: number) => view.clipFromWorld[4 * k] * p[0] + view.clipFromWorld[4 * k + 1] * p[1] + view.clipFromWorld[4 * k + 2] * p[2] + view.clipFromWorld[4 * k + 3];
  const w = row(3);
  return { u: ((row(0) / w + 1) / 2) * view.width, v: ((1 - row(1) / w) / 2) * view.height, w };
}

interface Cuboid {
  readonly 'label': string;
  readonly 'yaw': number;
  readonly 'position.x': number;
  readonly 'position.y': number;
  readonly 'position.z': number;
  readonly 'dimensions.x': number;
  readonly 'dimensions.y': number;
  readonly 'dimensions.z': number;
}

describeReal('pandaset-002', 'PandaSet in the browser', (folder) => {
  let app: RunningApp;
  let browser: Browser;
  let opened: OpenPage;
  let page: Page;

  beforeAll(async () => {
    app = await startApp({ path: folder });
    browser = await startBrowser();
    opened = await openPage(browser, app.url, { width: 1600, height: 900 });
    page = opened.page;
    await page.getByTestId('point-total').getByText('165,941 points').waitFor({ timeout: 60_000 });
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await app?.kill();
  });

  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, { points_inside_image: Record<string, number>; class_histogram: Record<string, number> }>;
  const count = async (classId: number) => Number((await page.locator(`[data-class="${classId}"]`).getAttribute('data-count')) ?? Number.NaN);
  const arm = (classId: number) => page.locator(`[data-class="${classId}"]`).click();
  const view = () => page.evaluate(() => window.pointweld!.viewport()!.view());
  const pose = () => page.evaluate(() => {
    const here = window.pointweld!.scene();
    return here.scene!.sequences[0].frames[here.frameIndex].sweeps[0].worldFromSweep;
  });
  /** Where the 3D view lies on the page. */
  const canvas = async () => (await page.locator('.viewer canvas').first().boundingBox())!;

  it('shows eight frames and six cameras, and the counts of points in the images', async () => {
    await expect.poll(() => page.locator('.segment').count()).toBe(8);
    expect(await page.locator('.image-thumbnail').count()).toBe(5);
    for (const [camera, inside] of Object.entries(expected['36'].points_inside_image)) {
      const thumbnail = page.getByRole('button', { name: `Show ${camera} large` });
      if (camera !== 'front_camera') await thumbnail.click();
      await page.locator('.image-counts').getByText(`${inside.toLocaleString('en')} in image`).waitFor({ timeout: 60_000 });
    }
    await page.getByRole('button', { name: 'Show front_camera large' }).click();
  }, 180_000);

  it('says which layout and conventions it recognised', async () => {
    await page.getByRole('tab', { name: 'Dataset' }).click();
    const facts = await page.getByTestId('scene-facts').textContent();
    expect(facts).toContain('segments');
    expect(facts).toMatch(/OpenCV/);
    await page.getByRole('tab', { name: 'Instances' }).click();
  });

  it('class counts are those of the label file, and sum to the points', async () => {
    for (const [id, n] of Object.entries(expected['36'].class_histogram)) expect(await count(Number(id)), `class ${id}`).toBe(n);
    const all = await page.locator('[data-class]').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-count'))));
    expect(all.reduce((a, b) => a + b)).toBe(165_941);
  });

  const points = readPoints(join(folder, 'lidar/36.bin'));
  const want = readLabels(readFileSync(join(folder, 'labels/36.label')));
  const cuboids = JSON.parse(readFileSync(join(folder, 'cuboids/36.json'), 'utf8')) as Cuboid[];
  let original: Uint32Array;
  let afterLasso: Uint32Array;

  it('lassoes a car: as many points as lie under the stroke', async () => {
    original = want.slice();
    const worldFromSweep = await pose();
    await page.evaluate(() => window.pointweld!.viewport()!.focus([7.361, 2.63, 0.487], 14));
    await page.waitForTimeout(1500);
    await arm(CAR);
    await page.keyboard.press('l');
    await page.keyboard.press('g');
    const seen = await view();
    const at = await canvas();
    const centre = toPixel(seen, [7.361, 2.63, 0.487]);
    const stroke = [[-90, -60], [-20, -85], [80, -50], [95, 40], [10, 75], [-85, 45]].map(([dx, dy]) => [Math.round(at.x + centre.u + dx), Math.round(at.y + centre.v + dy)] as const);
    await page.mouse.move(...stroke[0]);
    await page.mouse.down();
    for (const corner of stroke.slice(1)) await page.mouse.move(...corner);
    await page.getByText('release to label').first().waitFor();
    await page.mouse.up();

    const polygon = stroke.map(([x, y]) => [x - at.x, y - at.y] as const);
    points.forEach((p, i) => {
      const { u, v, w } = toPixel(seen, transform(worldFromSweep, p));
      if (w > 0 && surrounds(polygon, Math.floor(u) + 0.5, Math.floor(v) + 0.5)) want[i] = CAR | (1 << 16);
    });
    afterLasso = want.slice();
    const touched = want.filter((label) => label >>> 16 === 1).length;
    expect(touched).toBeGreaterThan(500);
    const row = page.locator(`[data-label="${CAR | (1 << 16)}"]`);
    await row.waitFor();
    expect(Number(await row.getAttribute('data-count'))).toBe(touched);
    expect(await count(CAR)).toBe(want.filter((label) => (label & 0xffff) === CAR).length);
  }, 120_000);

  it('takes another car by a cuboid: drawn on the ground, then set by numbers', async () => {
    const worldFromSweep = await pose();
    // A parked car that the lasso did not touch, near enough to have many points.
    const box = cuboids.filter((c) => c.label === 'Car').map((c) => ({ c, inside: inCuboid(c, points, worldFromSweep) }))
      .filter(({ inside }) => inside.every((i) => want[i] >>> 16 === 0))
      .sort((a, b) => b.inside.length - a.inside.length)[0].c;
    await page.evaluate((p) => window.pointweld!.viewport()!.focus(p, 16), [box['position.x'], box['position.y'], box['position.z']] as [number, number, number]);
    await page.waitForTimeout(1500);
    await page.keyboard.press('c');
    const at = await canvas();
    const seen = await view();
    const ground: Point = [box['position.x'], box['position.y'], box['position.z'] - box['dimensions.z'] / 2];
    const from = toPixel(seen, [ground[0] - 1.5, ground[1] - 1.5, ground[2]]);
    const to = toPixel(seen, [ground[0] + 1.5, ground[1] + 1.5, ground[2]]);
    await page.mouse.move(at.x + from.u, at.y + from.v);
    await page.mouse.down();
    await page.mouse.move(at.x + (from.u + to.u) / 2, at.y + (from.v + to.v) / 2);
    await page.mouse.move(at.x + to.u, at.y + to.v);
    await page.mouse.up();
    const inspector = page.getByRole('form', { name: 'Cuboid' });
    await inspector.waitFor();
    // PandaSet: x is the width, y the length, yaw turns the y axis.
    const numbers: Record<string, number> = {
      length: box['dimensions.y'], width: box['dimensions.x'], height: box['dimensions.z'],
      x: box['position.x'], y: box['position.y'], z: box['position.z'], yaw: ((box.yaw + Math.PI / 2) * 180) / Math.PI,
    };
    for (const [name, value] of Object.entries(numbers)) await inspector.getByLabel(name, { exact: true }).fill(String(value));
    const inside = inCuboid(box, points, worldFromSweep);
    await expect.poll(() => page.getByTestId('hud').textContent()).toContain('overwrites');
    await inspector.getByRole('button', { name: 'Apply' }).click();
    for (const i of inside) want[i] = CAR | (2 << 16);
    const row = page.locator(`[data-label="${CAR | (2 << 16)}"]`);
    await row.waitFor();
    expect(Number(await row.getAttribute('data-count'))).toBe(inside.length);
    expect(inside.length).toBeGreaterThan(200);
  }, 120_000);

  it('undoes both from another frame, going back to the frame they changed, and redoes them', async () => {
    await page.keyboard.press('.');
    await page.getByTestId('point-total').getByText('167,682 points').waitFor({ timeout: 60_000 });
    await page.keyboard.press('Control+z');
    await page.getByTestId('point-total').getByText('165,941 points').waitFor({ timeout: 60_000 });
    await expect.poll(() => page.locator(`[data-label="${CAR | (2 << 16)}"]`).count()).toBe(0);
    expect(await labelsOnScreen(page)).toEqual([...afterLasso]);
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.locator('[data-label]').count()).toBe(0);
    expect(await labelsOnScreen(page)).toEqual([...original]);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => page.locator('[data-label]').count()).toBe(1);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => page.locator('[data-label]').count()).toBe(2);
    expect(await labelsOnScreen(page)).toEqual([...want]);
  }, 120_000);

  const exported = async () => {
    await page.keyboard.press('Control+e');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('dialog').getByRole('button', { name: 'Export' }).click()]);
    return { name: download.suggestedFilename(), labels: readLabels(readFileSync(await download.path())) };
  };

  it('exports exactly that, in file order', async () => {
    const { name, labels } = await exported();
    expect(name).toBe('36.label');
    expect([...labels]).toEqual([...want]);
  }, 60_000);

  it('keeps the work over a reload, undo included', async () => {
    await expect.poll(() => page.getByTestId('save-state').textContent()).toMatch(/^saved/);
    await page.reload();
    await page.getByTestId('point-total').getByText('165,941 points').waitFor({ timeout: 60_000 });
    await expect.poll(() => page.locator('[data-label]').count()).toBe(2);
    expect(await labelsOnScreen(page)).toEqual([...want]);
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.locator('[data-label]').count()).toBe(1);
    expect(await labelsOnScreen(page)).toEqual([...afterLasso]);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => page.locator('[data-label]').count()).toBe(2);
  }, 120_000);

  it('imports a .label file, and refuses one of another length with both numbers', async () => {
    const importFile = async (name: string, bytes: Uint8Array) => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.locator('[data-action="file.import"]').click()]);
      await chooser.setFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });
    };
    await importFile('short.label', new Uint8Array(400));
    const refusal = page.getByText('short.label');
    await refusal.waitFor();
    expect(await refusal.textContent()).toMatch(/165,?941.*100/);
    expect(await labelsOnScreen(page)).toEqual([...want]);
    await importFile('36.label', new Uint8Array(original.buffer));
    await page.getByRole('dialog').getByText('is one change').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
    await expect.poll(() => page.locator('[data-label]:not([data-count="0"])').count()).toBe(0);
    expect(await labelsOnScreen(page)).toEqual([...original]);
  }, 60_000);

  it('asked nothing of any other host, and logged no error', () => {
    expect(opened.outsideRequests).toEqual([]);
    expect(opened.errors).toEqual([]);
  });
});

/** Points in a PandaSet cuboid, by its own definition: position, yaw, x = width, y = length, in the world. */
function inCuboid(c: Cuboid, points: readonly Point[], worldFromSweep: Pose): number[] {
  const cos = Math.cos(c.yaw), sin = Math.sin(c.yaw);
  return points.flatMap((p, i) => {
    const [x, y, z] = transform(worldFromSweep, p);
    const dx = x - c['position.x'], dy = y - c['position.y'], dz = z - c['position.z'];
    const across = cos * dx + sin * dy, along = cos * dy - sin * dx;
    const inside = Math.abs(across) <= c['dimensions.x'] / 2 && Math.abs(along) <= c['dimensions.y'] / 2 && Math.abs(dz) <= c['dimensions.z'] / 2;
    return inside ? [i] : [];
  });
}

async function labelsOnScreen(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const here = window.pointweld!.scene();
    const sweep = here.scene!.sequences[0].frames[here.frameIndex].sweeps[0];
    return [...window.pointweld!.workspace()!.get(sweep.id)!.view.labels];
  });
}
