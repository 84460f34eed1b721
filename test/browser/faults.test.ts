import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#src/cli/prepare.mjs';
import type { SavedChange } from '#src/storage/work/work-store.ts';
import { random } from '#test/support/lidar-scene.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import type { RunningApp } from './support/app.ts';
import { startApp } from './support/app.ts';
import { startChromium } from './support/chromium-process.ts';
import { journalInBrowser, Labeler, POINTS, writeGrid } from './support/labeler.ts';
import { startBrowser } from './support/page.ts';
import { changesIn, replay } from './support/replay.ts';

const pictures = join(projectRoot, '.cache/pictures');
const data = tempFolder();
/** A file system of its own that can fill up and be closed for writing. */
const disk = tempFolder();
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'pointweld-test', disk]).status === 0;

let browser: Browser;
let app: RunningApp | undefined;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  writeGrid(data);
  browser = await startBrowser();
}, 60_000);
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await app?.kill();
});
afterAll(async () => {
  await browser?.close();
  if (mounted) spawnSync('umount', [disk]);
});

/** The machine may be busy. */
const PATIENTLY = { timeout: 15_000 };
const banner = (page: Page) => page.getByTestId('save-failed');

/** Somebody at work on `data`, whose work is kept in `work`, or in the browser where that is null. */
async function labeling(work: string | null, profile?: BrowserContext): Promise<Labeler> {
  app = await startApp({ path: data, args: work === null ? [] : ['--work', work] });
  const context = profile ?? (await browser.newContext({ acceptDownloads: true }));
  return new Labeler(await context.newPage(), random(1)).open(app.url);
}

/** The same server again, at the same address. */
async function restart(work: string): Promise<void> {
  app = await startApp({ path: data, args: ['--work', work, '--port', new URL(app!.url).port] });
}

async function stroke(labeler: Labeler, k: number): Promise<void> {
  await labeler.run(`label.class-${1 + (k % 5)}`);
  await labeler.quickLasso(0.3 + 0.05 * k, 0.3, 0.4 + 0.05 * k, 0.7);
}

async function journalOf(work: string): Promise<SavedChange[]> {
  const path = join(work, 'journal/work.journal');
  return changesIn(existsSync(path) ? readFileSync(path) : null);
}

async function expectAcknowledged(labeler: Labeler, changes: readonly SavedChange[]): Promise<void> {
  const there = new Set(changes.map(({ change }) => change.id));
  expect([...labeler.acknowledged].filter((id) => !there.has(id))).toEqual([]);
}

async function expectWhole(labeler: Labeler, changes: readonly SavedChange[]): Promise<void> {
  await expectAcknowledged(labeler, changes);
  for (const [sweep, labels] of await labeler.labels()) expect(labels).toEqual(replay(changes, sweep, POINTS));
}

/** What must be true while strokes cannot be saved: people are told, warned before they leave, and can take them with them. */
async function expectUnsaved(labeler: Labeler, reason: RegExp, picture: string): Promise<string> {
  const { page } = labeler;
  await banner(page).waitFor({ timeout: 20_000 });
  await expect.poll(() => banner(page).textContent(), PATIENTLY).toMatch(/^[2-9] changes are not saved .* since \d\d:\d\d: /);
  expect(await banner(page).textContent()).toMatch(reason);
  expect(await page.getByTestId('save-state').textContent()).toMatch(/^unsaved since \d\d:\d\d$/);
  await page.screenshot({ path: join(pictures, picture) });
  const [download] = await Promise.all([page.waitForEvent('download'), banner(page).getByRole('button', { name: 'Download them' }).click()]);
  const path = join(tempFolder(), download.suggestedFilename());
  await download.saveAs(path);
  expect(await asksBeforeLeaving(page)).toBe(true);
  return path;
}

async function asksBeforeLeaving(page: Page): Promise<boolean> {
  // Browsers ask only those who have done something on the page.
  await page.mouse.click(5, 5);
  const asked = new Promise<boolean>((resolve) => {
    page.once('dialog', (dialog) => {
      void dialog.dismiss();
      resolve(dialog.type() === 'beforeunload');
    });
    setTimeout(() => resolve(false), 5000);
  });
  await page.close({ runBeforeUnload: true });
  return asked;
}

/** The unsaved strokes, downloaded, are taken into the work as it was when they could not be saved. */
async function expectTakenBack(file: string, journal: Uint8Array, like: Labeler): Promise<void> {
  const work = join(tempFolder(), 'other');
  mkdirSync(join(work, 'journal'), { recursive: true });
  writeFileSync(join(work, 'journal/work.journal'), journal);
  const expected = [...(await like.labels()).values()];
  await app!.stop();
  const other = await labeling(work);
  const [chooser] = await Promise.all([other.page.waitForEvent('filechooser'), other.run('file.restore')]);
  await chooser.setFiles(file);
  await other.page.getByText(/changes from .* are here again/).waitFor();
  await other.saved();
  expect([...(await other.labels()).values()]).toEqual(expected);
  await expectWhole(other, await journalOf(work));
}

describe.skipIf(!mounted)(`a work folder on a disk of 256 KiB${mounted ? '' : ' (mounting one is not permitted here)'}`, () => {
  it('that fills up: nothing acknowledged is lost, and work goes on when there is room again', async () => {
    const work = join(disk, 'full');
    const labeler = await labeling(work);
    await stroke(labeler, 0);
    await labeler.saved();
    fill(join(disk, 'filler'));
    // What is left of the journal's last block of 4 KiB takes some more.
    let k = 1;
    for (; (await labeler.state()) !== 'failed'; k++) {
      await stroke(labeler, k % 6);
      await sleep(100);
    }
    await stroke(labeler, k % 6);
    const file = await expectUnsaved(labeler, /no space left|no room/i, 'disk-full.png');
    const journal = readFileSync(join(work, 'journal/work.journal'));
    await expectAcknowledged(labeler, await changesIn(journal));
    rmSync(join(disk, 'filler'));
    await banner(labeler.page).getByRole('button', { name: 'Save again' }).click();
    await labeler.saved();
    expect(await banner(labeler.page).count()).toBe(0);
    await expectWhole(labeler, await journalOf(work));
    await expectTakenBack(file, journal, labeler);
  }, 180_000);

  it('that may not be written any more: the same', async () => {
    const work = join(disk, 'closed');
    const labeler = await labeling(work);
    await stroke(labeler, 0);
    await labeler.saved();
    spawnSync('mount', ['-o', 'remount,ro', disk]);
    try {
      await stroke(labeler, 1);
      await stroke(labeler, 2);
      await expectUnsaved(labeler, /read-only|not permitted|may not/i, 'read-only-disk.png');
    } finally {
      spawnSync('mount', ['-o', 'remount,rw', disk]);
    }
    // Nobody does anything: it is tried again by itself.
    await labeler.saved(20_000);
    await expectWhole(labeler, await journalOf(work));
  }, 180_000);
});

function fill(path: string): void {
  const bytes = new Uint8Array(4096);
  try {
    for (let k = 0; k < 10_000; k++) writeFileSync(path, bytes, { flag: 'a' });
  } catch (error) {
    expect(String(error)).toContain('ENOSPC');
  }
}

describe('a server that is away', () => {
  it('for a while and back: banner, download, warning; then all is saved by itself', async () => {
    const work = join(tempFolder(), 'work');
    const labeler = await labeling(work);
    await stroke(labeler, 0);
    await labeler.saved();
    await app!.kill();
    await stroke(labeler, 1);
    await stroke(labeler, 2);
    await expectUnsaved(labeler, /the server at .* does not answer/, 'server-gone.png');
    await restart(work);
    await labeler.saved(20_000);
    expect(await banner(labeler.page).count()).toBe(0);
    await stroke(labeler, 3);
    await labeler.saved();
    const changes = await journalOf(work);
    expect(changes).toHaveLength(4);
    await expectWhole(labeler, changes);
  }, 180_000);

  it('that only hangs: it is waited for, and people see since when', async () => {
    const work = join(tempFolder(), 'work');
    const labeler = await labeling(work);
    process.kill(app!.pid, 'SIGSTOP');
    await stroke(labeler, 0);
    await expect.poll(() => labeler.page.getByTestId('save-state').textContent(), { timeout: 10_000 }).toMatch(/^unsaved since/);
    expect(await journalOf(work)).toEqual([]);
    process.kill(app!.pid, 'SIGCONT');
    await labeler.saved();
    await expectWhole(labeler, await journalOf(work));
  }, 120_000);

  it('while the page is closed too: this browser has kept what was not saved, and it is saved on opening', async () => {
    const work = join(tempFolder(), 'work');
    const labeler = await labeling(work);
    await stroke(labeler, 0);
    await labeler.saved();
    await app!.kill();
    await stroke(labeler, 1);
    await stroke(labeler, 2);
    await labeler.run('label.undo');
    await banner(labeler.page).waitFor();
    await expect.poll(() => banner(labeler.page).textContent(), PATIENTLY).toContain('3 changes');
    const before = await labeler.labels();
    const { page } = labeler;
    const context = page.context();
    await page.close();
    await restart(work);
    const again = await new Labeler(await context.newPage(), random(1)).open(app!.url);
    await again.saved();
    expect(await again.labels()).toEqual(before);
    const changes = await journalOf(work);
    expect(changes).toHaveLength(4);
    await expectWhole(again, changes);
    expect(await again.page.evaluate(() => window.pointweld!.workspace()!.history.position)).toBe(2);
    // Once is enough.
    await again.page.reload();
    await again.ready();
    expect(await journalOf(work)).toHaveLength(4);
  }, 120_000);

  it('while somebody else labels the same points: what this browser kept is a label set of its own, and nothing is overwritten', async () => {
    const work = join(tempFolder(), 'work');
    const labeler = await labeling(work);
    await stroke(labeler, 0);
    await labeler.saved();
    await app!.kill();
    await stroke(labeler, 1);
    await banner(labeler.page).waitFor();
    const mine = [...(await labeler.labels()).values()];
    const context = labeler.page.context();
    await labeler.page.close();
    await restart(work);
    const other = await new Labeler(await (await browser.newContext()).newPage(), random(1)).open(app!.url);
    await stroke(other, 1);
    await other.saved();
    const again = await new Labeler(await context.newPage(), random(1)).open(app!.url);
    const told = await again.page.getByText('are in the label set').textContent();
    expect(await again.labels()).toEqual(await other.labels());
    expect(await journalOf(work)).toHaveLength(2);
    const [, set] = /\?set=(\S+)/.exec(told!)!;
    await again.page.goto(`${app!.url}?set=${set}`);
    await again.ready();
    expect([...(await again.labels()).values()]).toEqual(mine);
  }, 120_000);
});

describe('work in this browser', () => {
  // A private window says that all was written where its room ends in the middle.
  it.each(['a private window', 'a profile'] as const)('that has no room left, in %s: the same banner, and it goes on when there is', async (kind) => {
    const profile = kind === 'a profile' ? await startChromium(tempFolder()) : null;
    try {
      const labeler = await labeling(null, profile?.context);
      await stroke(labeler, 0);
      await labeler.saved();
      const cdp = await labeler.page.context().newCDPSession(labeler.page);
      const origin = new URL(app!.url).origin;
      const { usage = 0 } = await labeler.page.evaluate(() => navigator.storage.estimate());
      // Room for a part of the next Change.
      await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 100 });
      await stroke(labeler, 1);
      await stroke(labeler, 2);
      await banner(labeler.page).waitFor();
      await expect.poll(() => banner(labeler.page).textContent(), PATIENTLY).toMatch(/^2 changes are not saved in this browser since \d\d:\d\d: the browser has no room left/);
      await labeler.page.screenshot({ path: join(pictures, 'no-room.png') });
      await cdp.send('Storage.overrideQuotaForOrigin', { origin });
      await banner(labeler.page).getByRole('button', { name: 'Save again' }).click();
      await labeler.saved();
      await expectWhole(labeler, await changesIn(await journalInBrowser(labeler.page, /(?<!-copy)$/)));
    } finally {
      await profile?.kill();
    }
  }, 120_000);

  it('in a folder that it may not write any more: a click allows it again', async () => {
    const labeler = await labeling(null);
    const { page } = labeler;
    await page.evaluate(pickOwnFolder);
    await page.keyboard.press('Control+o');
    await page.getByRole('dialog').getByRole('button', { name: 'Open a folder…' }).click();
    await page.getByText('picked', { exact: false }).first().waitFor();
    await labeler.ready();
    expect(await page.getByTestId('save-state').getAttribute('title')).toContain('picked/pointweld');
    await stroke(labeler, 0);
    await labeler.saved();
    await page.evaluate(() => Object.assign(window, { mayWrite: false }));
    await stroke(labeler, 1);
    await stroke(labeler, 2);
    await banner(page).waitFor();
    await expect.poll(() => banner(page).textContent(), PATIENTLY).toMatch(/^2 changes are not saved in picked\/pointweld since \d\d:\d\d: the browser wants to be allowed again/);
    await page.screenshot({ path: join(pictures, 'permission.png') });
    // Nothing else is opened over it.
    await page.keyboard.press('Control+o');
    await page.getByRole('dialog').getByRole('button', { name: 'Open a folder…' }).click();
    await page.getByText('has changes that are not saved').waitFor();
    await page.screenshot({ path: join(pictures, 'not-left.png') });
    await page.keyboard.press('Escape');
    await sleep(300);
    await banner(page).getByRole('button', { name: 'Allow saving' }).click();
    await labeler.saved();
    expect(await banner(page).count()).toBe(0);
    const before = await labeler.labels();
    await page.reload();
    await page.evaluate(pickOwnFolder);
    await page.keyboard.press('Control+o');
    await page.getByRole('dialog').getByRole('button', { name: 'Open a folder…' }).click();
    await labeler.ready();
    await expect.poll(async () => [...(await labeler.labels()).values()][0]).toEqual([...before.values()][0]);
    expect(await page.evaluate(() => window.pointweld!.workspace()!.history.position)).toBe(3);
  }, 120_000);
});

/**
 * Runs in the page: the browser's own folder dialog gives a folder of its private file system with one frame of the grid, and the
 * permission to write there can be taken away by `mayWrite`.
 */
async function pickOwnFolder(): Promise<void> {
  const state = Object.assign(window, { mayWrite: true });
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('picked', { create: true });
  const response = await fetch('/data/000.bin');
  const file = await (await folder.getFileHandle('a.bin', { create: true })).createWritable();
  await file.write(await response.arrayBuffer());
  await file.close();
  const { createWritable } = FileSystemFileHandle.prototype;
  FileSystemFileHandle.prototype.createWritable = function (options) {
    return state.mayWrite ? createWritable.call(this, options) : Promise.reject(new DOMException('not allowed', 'NotAllowedError'));
  };
  Object.assign(FileSystemDirectoryHandle.prototype, {
    requestPermission: async () => ((state.mayWrite = true), 'granted'),
  });
  Object.assign(window, { showDirectoryPicker: () => Promise.resolve(folder) });
}

it('a clock that jumps, back and forth, changes nothing of what is saved and in which order', async () => {
  const work = join(tempFolder(), 'work');
  const labeler = await labeling(work);
  for (const [k, hours] of [0, -24, 24 * 365 * 50, -24 * 365 * 50, 0.5].entries()) {
    await labeler.page.evaluate((jump) => {
      const page = window as { realNow?: () => number };
      const realNow = (page.realNow ??= Date.now.bind(Date));
      Date.now = () => realNow() + jump;
    }, hours * 3_600_000);
    await stroke(labeler, k);
    await labeler.saved();
  }
  await labeler.run('label.undo');
  await labeler.saved();
  const changes = await journalOf(work);
  expect(changes).toHaveLength(6);
  await expectWhole(labeler, changes);
  await labeler.page.reload();
  await labeler.ready();
  await expectWhole(labeler, changes);
  expect(await labeler.page.evaluate(() => window.pointweld!.workspace()!.history.position)).toBe(4);
}, 120_000);
