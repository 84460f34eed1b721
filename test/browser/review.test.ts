import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#src/cli/prepare.mjs';
import type { DecisionsDocument } from '#src/core/crosscheck/decisions/export-decisions.ts';
import { startApp, type RunningApp } from './support/app.ts';
import { openPage, startBrowser, type OpenPage } from './support/page.ts';

/** Where pictures of the app go: `docs` when the README's are made anew, else a folder that nobody commits. */
const pictures = join(projectRoot, process.env.POINTWELD_PICTURES ?? '.cache/pictures');

interface Defects {
  readonly defects: readonly { readonly from?: string; readonly to?: string; readonly points: readonly { readonly frame: string; readonly runs: readonly number[] }[] }[];
}

/** Per frame: the points whose labels are wrong, from the simulator that made them so; of all mistakes, or of some of them. */
function planted(which: (defect: Defects['defects'][number]) => boolean = () => true): Map<string, Set<number>> {
  const out = new Map<string, Set<number>>();
  const { defects } = JSON.parse(readFileSync(join(projectRoot, 'sample-data/scene/truth/defects.json'), 'utf8')) as Defects;
  for (const { points } of defects.filter(which))
    for (const { frame, runs } of points) {
      const mine = out.get(frame) ?? new Set<number>();
      out.set(frame, mine);
      for (let k = 0; k < runs.length; k += 2) for (let i = 0; i < runs[k + 1]; i++) mine.add(runs[k] + i);
    }
  return out;
}

describe('a reviewer’s session over the sample scene, by the keyboard alone', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: OpenPage;
  let page: Page;
  /** The reviewer's last decision on each finding. */
  const done = new Map<string, string>();
  /** Decisions in order, each with the findings that it was on. */
  const actions: { readonly ids: readonly string[]; readonly decision: string }[] = [];
  const wrong = planted(), mislabelledCar = planted(({ from, to }) => from === 'car' && to === 'building');
  /** Points of that car that one finding has at first. */
  let seenOfCar = 0;

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    app = await startApp();
    browser = await startBrowser();
    opened = await openPage(browser, app.url, { width: 1920, height: 1080 });
    page = opened.page;
    await page.locator('[data-class="0"]').waitFor({ timeout: 60_000 });
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await app?.kill();
  });

  const press = (key: string) => page.keyboard.press(key);
  const review = () => page.evaluate(() => {
    const { scan, current, rechecking } = window.pointweld!.review();
    return { phase: scan.phase, current, rechecking };
  });
  const states = () => page.evaluate(() => Object.fromEntries(window.pointweld!.findings().map((row) => [row.id, row.state])));
  const records = () => page.evaluate(() => [...window.pointweld!.workspace()!.set.table('findings').values()].map(({ id, decision }) => ({ id, decision })));
  const open = async () => Object.values(await states()).filter((state) => state === 'open').length;
  /** Open findings that the queue shows, the one on screen first, with how many of their points are unlabelled or wrong by the simulator's own account. */
  const look = async () => {
    const findings = await page.evaluate(() => {
      const { current } = window.pointweld!.review();
      const open = window.pointweld!.findings().flatMap(({ state, finding }) => (state === 'open' && finding !== null ? [finding] : []));
      return open.sort((a, b) => Number(b.id === current) - Number(a.id === current)).map(({ id, kind, label, mask, parts }) => ({
        id, pair: `${kind} ${label} ${mask}`, onScreen: id === current, label, mask, parts: parts.map(({ frame, points }) => ({ frame, points: [...points] })),
      }));
    });
    return findings.map(({ parts, ...finding }) => {
      const points = parts.flatMap(({ frame, points: mine }) => mine.map((i) => finding.label === 0 || wrong.get(frame)?.has(i) === true));
      const ofCar = parts.reduce((n, { frame, points: mine }) => n + mine.filter((i) => mislabelledCar.get(frame)?.has(i) === true).length, 0);
      return { ...finding, isWrong: points.filter(Boolean).length > points.length / 2, ofCar };
    });
  };
  const question = () => page.evaluate(() => window.pointweld!.review().question);
  /** Decides by a key, with what that key asks for, and waits until it is kept. */
  const decide = async (key: string, decision: string, ids: readonly string[]) => {
    await press(key);
    if (key === '1') for (let k = 0; (await question()) === 'mask-class' && k < 5; k++) await press('1'); // the first class that the mask may mean
    if (key === '5') await page.keyboard.type('1'); // the first reason
    if (key === '6') {
      await page.keyboard.type('1'); // boundary
      await page.keyboard.type('a look at the edge');
      await press('Enter');
    }
    await page.waitForFunction(([wanted, kind]) => {
      const table = window.pointweld!.workspace()!.set.table('findings');
      return (wanted as string[]).every((id) => table.get(id)?.decision === kind) && window.pointweld!.labels.getState().working === null;
    }, [ids, decision] as const, { timeout: 60_000 });
    for (const id of ids) done.set(id, decision);
    actions.push({ ids, decision });
  };
  const checked = () => page.waitForFunction(() => window.pointweld!.review().rechecking === 0 && window.pointweld!.labels.getState().working === null, null, { timeout: 120_000 });

  it('finds what disagrees, in the background, and opens what is most worth it', async () => {
    await press('Shift+r');
    await page.getByRole('button', { name: 'Find disagreements' }).waitFor();
    await press('Enter');
    await page.waitForFunction(() => window.pointweld!.review().scan.phase === 'done', null, { timeout: 180_000 });
    expect(await open()).toBeGreaterThan(3);
    await page.getByTestId('finding-title').waitFor();
    const all = await look();
    expect(all[0]).toMatchObject({ onScreen: true, isWrong: true });
    seenOfCar = Math.max(...all.map(({ ofCar }) => ofCar));
    expect(seenOfCar).toBeGreaterThan(3000);
    expect(await page.getByTestId('finding-title').textContent()).toMatch(/masks say.*car/);
    // Its points are the live selection, and the picture that shows it best is there with the mask's outline.
    await page.waitForFunction(() => window.pointweld!.labels.getState().selected > 0);
    await page.waitForFunction(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="mask-outline"]');
      return canvas !== null && canvas.width > 0 && canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data.some((v) => v > 0);
    });
  }, 240_000);

  it('goes through them with J and K, shows labels and masks with F, before and after with D, and other pictures with ]', async () => {
    const first = (await review()).current;
    await press('j');
    await expect.poll(async () => (await review()).current).not.toBe(first);
    await press('k');
    await expect.poll(async () => (await review()).current).toBe(first);
    const lookNow = () => page.evaluate(() => window.pointweld!.review().look);
    await press('f');
    expect(await lookNow()).toBe('labels');
    await page.waitForTimeout(300);
    await press('f');
    expect(await lookNow()).toBe('masks');
    await page.waitForTimeout(300);
    await press('d');
    expect(await lookNow()).toBe('after');
    await press('Escape');
    expect(await lookNow()).toBe('verdict');
    const view = () => page.evaluate(() => window.pointweld!.review().view);
    const before = await view();
    await press(']');
    expect(await view()).not.toBe(before);
    await press('[');
    expect(await view()).toBe(before);
    await page.waitForFunction(() => window.pointweld!.labels.getState().selected > 0 && window.pointweld!.drawing().settled);
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(pictures, 'review.png') });
  }, 60_000);

  it('settles one after the other, and what is alike together, until nothing is open', async () => {
    // What is right is told by the simulator's truth; where the labels are, each way to say so is used.
    const others = [['2', 'label-right'], ['3', 'mask-wrong'], ['5', 'ignored'], ['6', 'returned']] as const;
    for (let k = 0; ; k++) {
      expect(k).toBeLessThan(150);
      let findings = await look();
      if (findings.length === 0) {
        // Rechecks may still bring something up.
        await checked();
        findings = await look();
        if (findings.length === 0) break;
      }
      const [finding] = findings;
      if (!finding.onScreen) {
        await press('j');
        continue;
      }
      const alike = findings.filter(({ pair }) => pair === finding.pair), together = alike.length > 1 && alike.every(({ isWrong }) => isWrong === finding.isWrong);
      if (together) {
        await press('a');
        expect(await page.getByTestId('alike').getAttribute('data-findings')).toBe(String(alike.length));
      }
      const [key, decision] = finding.isWrong ? (['1', 'take-mask'] as const) : others[k % others.length];
      await decide(key, decision, (together ? alike : [finding]).map(({ id }) => id));
    }
    await page.getByTestId('nothing-open').waitFor();
    expect(await page.getByTestId('review-progress').getAttribute('data-open')).toBe('0');
    expect(new Set(done.values()).size).toBeGreaterThan(3);
  }, 900_000);

  it('has put right what was wrong, and labels and masks agree better than before', async () => {
    const iou = (await page.getByTestId('review-iou').textContent())!.match(/[\d.]+(?= %)/g)!.map(Number);
    expect(iou).toHaveLength(2);
    expect(iou[1]).toBeGreaterThan(iou[0]);
    // The car that was labelled building: what the cameras saw of it is a car now, in frames that were not on screen, too.
    const cars = await page.evaluate((frames) => frames.map(({ frame, points }) => {
      const labels = window.pointweld!.workspace()!.set.get(`street/${frame}/top`)!.labels;
      return points.filter((i) => (labels[i] & 0xffff) === 10).length;
    }), [...mislabelledCar].map(([frame, points]) => ({ frame, points: [...points] })));
    expect(cars.reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(seenOfCar);
    expect(cars.filter((n) => n > 0).length).toBeGreaterThan(4);
  });

  it('takes the last decision back with one undo, and brings it again with one redo', async () => {
    const { ids } = actions[actions.length - 1], before = await states(), count = (await records()).length;
    await press('Control+z');
    await expect.poll(open, { timeout: 60_000 }).toBeGreaterThan(0);
    await checked();
    for (const id of ids) expect((await states())[id]).toBe('open');
    await expect.poll(async () => ids.includes((await review()).current!)).toBe(true);
    await press('Control+Shift+z');
    await expect.poll(async () => (await records()).length).toBe(count);
    await checked();
    await expect.poll(open).toBe(0);
    for (const id of ids) expect((await states())[id]).toBe(before[id]);
  }, 120_000);

  it('exports what was done, no more and no less', async () => {
    const take = async (title: string) => {
      await press('Control+k');
      await page.keyboard.type(title);
      const [download] = await Promise.all([page.waitForEvent('download'), press('Enter')]);
      return readFileSync((await download.path())!, 'utf8');
    };
    const { decisions } = JSON.parse(await take('Export decisions as JSON')) as DecisionsDocument;
    expect(Object.fromEntries(decisions.map(({ finding, decision }) => [finding, decision]))).toEqual(Object.fromEntries(done));
    for (const { decision, errorCode, comment, reason } of decisions) {
      expect(decision === 'returned').toBe(errorCode === 'boundary' && comment === 'a look at the edge');
      expect(decision === 'ignored').toBe(reason !== '');
    }
    const rows = (await take('Export decisions as CSV')).trimEnd().split(/\r?\n/);
    expect(rows.slice(1).map((row) => row.split(',').slice(0, 2))).toEqual(decisions.map(({ finding, decision }) => [finding, decision]));
  }, 60_000);

  it('is as it was after the page was loaded again, and a link opens a finding', async () => {
    const before = await records();
    await expect.poll(() => page.getByTestId('save-state').textContent()).toMatch(/^saved/);
    const [returned] = [...done].find(([, decision]) => decision === 'returned')!;
    const { sequence, frame } = await page.evaluate((id) => {
      const record = window.pointweld!.workspace()!.set.table('findings').get(id)!;
      return { sequence: record.sequence, frame: record.frames[0] };
    }, returned);
    await page.goto(`${app.url}#${new URLSearchParams({ sequence, frame, finding: returned }).toString()}`);
    await page.reload();
    await page.waitForFunction(() => window.pointweld?.review().scan.phase === 'done', null, { timeout: 180_000 });
    expect((await records()).sort((a, b) => a.id.localeCompare(b.id))).toEqual(before.sort((a, b) => a.id.localeCompare(b.id)));
    expect(await open()).toBe(0);
    expect((await review()).current).toBe(returned);
    expect(await page.getByTestId('decided').textContent()).toContain('a look at the edge');
  }, 240_000);

  it('none of this was an error, and nothing was asked of any other host', () => {
    expect(opened.errors).toEqual([]);
    expect(opened.outsideRequests).toEqual([]);
  });
});
