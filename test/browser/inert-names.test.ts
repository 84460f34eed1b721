import { join } from 'node:path';
import { encode } from 'fast-png';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDelta } from '#src/core/labels/change.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { packIndices } from '#src/core/select/packed-points.ts';
import { openWorkDir } from '#src/storage/work/node-work-files.ts';
import { tempFolder, writeFiles } from '#test/support/temp-folder.ts';
import type { RunningApp } from './support/app.ts';
import { startApp } from './support/app.ts';
import type { OpenPage } from './support/page.ts';
import { openPage, startBrowser } from './support/page.ts';

/* A dataset and work whose every text is a script: all of it is shown as the text that it is. */

const POINTS = 400;
/** In any text; no '/' in it, so that it may be an id and a file name too. */
const evil = (where: string): string => `<img src=x onerror="window.ran='${where}'"> javascript:window.ran='${where}'`;
const LIDAR = evil('sensor'), CAMERA = evil('camera'), FRAMES = [evil('frame A'), evil('frame B')], SEQUENCE = evil('sequence');

let app: RunningApp;
let browser: Browser;
let opened: OpenPage;
let page: Page;
const asked: string[] = [];

beforeAll(async () => {
  const data = tempFolder(), work = join(tempFolder(), 'work');
  writeFiles(data, files());
  await writeWork(work);
  app = await startApp({ path: data, args: ['--work', work] });
  browser = await startBrowser();
  opened = await openPage(browser, app.url, { width: 1600, height: 1000 });
  page = opened.page;
  page.on('dialog', (dialog) => (asked.push(dialog.message()), void dialog.dismiss()));
  await page.getByTestId('point-total').getByText(`${POINTS} points`).waitFor();
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await app?.kill();
});

function files(): Record<string, unknown> {
  // A wall 10 m in front of the camera, which looks along x.
  const cloud = Float32Array.from({ length: 4 * POINTS }, (_, k) => [10, ((k >> 2) % 20) / 5 - 2, Math.floor((k >> 2) / 20) / 5 - 2, 0.5][k & 3]);
  const cloudName = `${evil('file')}.bin`, imageName = `${evil('image')}.png`, maskName = `${evil('mask')}.png`;
  const pixels = (channels: number) => encode({ width: 64, height: 48, channels, depth: 8, data: new Uint8Array(64 * 48 * channels).fill(1) });
  const classes = (where: string) => [1, 2].map((id) => ({ id, name: `${evil(`${where} ${id}`)}`, kind: 'thing', guideline: evil(`guideline ${id}`) }));
  const scene = {
    schemaVersion: 1, name: evil('scene'), [evil('unknown field')]: 1,
    taxonomy: { name: evil('taxonomy'), classes: classes('class') },
    maskTaxonomy: { name: evil('mask taxonomy'), classes: classes('mask class') },
    sensors: [
      { id: LIDAR, kind: 'lidar' },
      { id: CAMERA, kind: 'camera', egoFromSensor: { matrix: [0, 0, 1, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 1] }, camera: { model: 'pinhole', width: 64, height: 48, fx: 60, fy: 60, cx: 32, cy: 24 } },
    ],
    sequences: [{
      id: SEQUENCE,
      frames: FRAMES.map((id) => ({
        id,
        worldFromEgo: { matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] },
        sweeps: [{ sensor: LIDAR, file: cloudName }],
        images: [{ sensor: CAMERA, file: imageName, masks: [{ kind: 'class-ids', file: maskName }] }],
        boxes: [{ id: evil('box'), class: evil('class 1'), track: evil('track'), egoFromBox: { translation: { x: 10, y: 0, z: 0 } }, size: { length: 2, width: 2, height: 2 } }],
      })),
    }],
  };
  return { 'scene.json': scene, [cloudName]: new Uint8Array(cloud.buffer), [imageName]: pixels(3), [maskName]: pixels(1) };
}

/** Work as somebody with a strange name left it. */
async function writeWork(folder: string): Promise<void> {
  const sweep = sweepId(SEQUENCE, FRAMES[0], LIDAR);
  const store = await openWorkDir(folder, 'work');
  const label = packLabel(2, 7);
  await store.append({
    id: evil('change'), clientId: evil('client'), baseRevision: 0, title: evil('title'), place: { sequence: SEQUENCE, frame: FRAMES[0] },
    sweeps: [makeDelta(sweep, packIndices(POINTS, Array.from({ length: POINTS }, (_, i) => i)), SweepLabels.unlabelled(POINTS), { label, draft: false })],
    records: [
      { table: 'instances', id: '7', before: null, after: { id: 7, classId: 2, note: evil('note'), track: evil('instance track'), attributes: { [evil('attribute')]: evil('value') } } },
      {
        table: 'findings', id: evil('finding'), before: null,
        after: {
          id: evil('finding'), decision: 'returned', fingerprint: '', kind: 'class', sequence: SEQUENCE, frames: [FRAMES[0]], cameras: [evil('finding camera')], label: 2, mask: 1, instance: 7,
          track: evil('finding track'), points: 1, centre: [0, 0, 0], size: [1, 1, 1], range: 1, errorCode: 'missed', reason: evil('reason'), comment: evil('comment'),
          author: evil('finding author'), timeMs: 1_700_000_000_000,
        },
      },
    ],
    provenance: { tool: evil('tool'), author: evil('author'), timeMs: 1_700_000_000_000, region: { [evil('region')]: evil('shape') } },
  });
  await store.close();
}

/** What is on screen, by its text: names come as text, and as nothing else. */
async function expectInert(shown: readonly string[]): Promise<void> {
  const body = await page.evaluate(() => document.body.innerText + [...document.querySelectorAll('[title]')].map((e) => `\n${e.getAttribute('title')}`).join(''));
  for (const where of shown) expect(body).toContain(`onerror="window.ran='${where}'">`);
  expect(await page.evaluate(() => (window as { ran?: string }).ran ?? null)).toBeNull();
  expect(await page.locator('img[src="x"], [onerror], [href^="javascript:"], iframe, object, embed').count()).toBe(0);
  expect(asked).toEqual([]);
}

const tab = (name: string) => page.getByRole('tab', { name }).click();
const run = (id: string) => page.evaluate((wanted) => window.pointweld!.actions.find((action) => action.id === wanted)!.run(), id);

it('names in the frame, the classes and the instances', async () => {
  await tab('Instances');
  await expectInert(['scene', 'frame A', 'class 1', 'class 2']);
});

it('steps, with their authors', async () => {
  await tab('History');
  await expectInert(['title', 'author']);
});

it('frames', async () => {
  await tab('Frames');
  await expectInert(['frame A', 'frame B']);
});

it('sensors, taxonomy, warnings and conventions', async () => {
  await tab('Dataset');
  await expectInert(['sensor', 'camera', 'taxonomy', 'unknown field']);
});

it('the cross-check with its matrix and findings', async () => {
  await tab('Check');
  await run('check.switch');
  await page.getByTestId('matrix').or(page.getByText('unmapped', { exact: false })).first().waitFor();
  await expectInert(['class 2', 'mask class 1']);
});

it.each([
  ['help.palette', ['class 1']],
  ['check.class-map', ['class 1', 'mask class 1']],
  ['help.classes', ['class 1', 'class 2']],
  ['file.open', []],
  ['file.export', []],
  ['help.keys', []],
  ['help.settings', []],
  ['frames.together', []],
])('the dialog of %s', async (id, shown) => {
  await run(id);
  await page.getByRole('dialog').waitFor();
  await page.waitForTimeout(300);
  await expectInert(shown);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
});

it('the history of a point, at the cursor and in its dialog', async () => {
  await page.evaluate(() => {
    const [loaded] = window.pointweld!.workspace()!.loadedSweeps.values();
    window.pointweld!.viewport()!.focus([10, 0, 0], 8);
    return loaded.sweep.id;
  });
  await page.waitForTimeout(800);
  const canvas = (await page.locator('.viewer canvas').first().boundingBox())!;
  const spot = await page.evaluate(() => {
    const viewport = window.pointweld!.viewport()!;
    const { width, height } = viewport.view();
    for (let v = 0; v < height; v += 6) for (let u = 0; u < width; u += 6) if (u > width / 4 && v > height / 4 && viewport.pick(u, v) !== null) return [u, v];
    return null;
  });
  expect(spot).not.toBeNull();
  await page.mouse.move(canvas.x + spot![0], canvas.y + spot![1]);
  await page.waitForTimeout(500);
  await page.keyboard.press('i');
  await page.getByRole('dialog').getByText('before: unlabelled').waitFor();
  await expectInert(['class 2', 'author', 'tool']);
  await page.screenshot({ path: '.cache/pictures/inert.png' });
  await page.keyboard.press('Escape');
});

it('a link that somebody else made', async () => {
  const hash = new URLSearchParams({ sequence: SEQUENCE, frame: evil('no frame') });
  await page.evaluate((text) => void (location.hash = text), hash.toString());
  await page.getByText('The link names frame').waitFor();
  await expectInert(['no frame']);
});

it('none of this broke the policy of what may run, or was an error', () => {
  expect(opened.errors).toEqual([]);
});
