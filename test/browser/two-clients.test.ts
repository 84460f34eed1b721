import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SavedChange } from '#src/storage/work/work-store.ts';
import { random } from '#test/support/lidar-scene.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import type { RunningApp } from './support/app.ts';
import { startApp } from './support/app.ts';
import { journalInBrowser, Labeler, POINTS, writeGrid } from './support/labeler.ts';
import { startBrowser } from './support/page.ts';
import { changesIn, replay } from './support/replay.ts';

/** A page that is being loaded again has its labels when they are read. */
const PATIENT = { timeout: 20_000 };

let browser: Browser;
let app: RunningApp | undefined;
const seed = Math.floor(Math.random() * 2 ** 31);
const dice = random(seed);

beforeAll(async () => {
  browser = await startBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await app?.kill();
});

/** Two people at work on the same data: by one server, each in a browser of their own, or in two tabs of one browser. */
async function twoPeople(where: 'server' | 'browser'): Promise<{ ann: Labeler; bob: Labeler; contexts: BrowserContext[]; journal(set?: string): Promise<SavedChange[]> }> {
  const data = tempFolder(), work = join(tempFolder(), 'work');
  writeGrid(data);
  await app?.kill();
  app = await startApp({ path: data, args: where === 'server' ? ['--work', work] : [] });
  const first = await browser.newContext(), second = where === 'server' ? await browser.newContext() : first;
  const ann = await new Labeler(await first.newPage(), dice).open(app.url);
  const bob = await new Labeler(await second.newPage(), dice).open(app.url);
  const journal = async (set = 'work') => {
    if (where === 'browser') return changesIn(await journalInBrowser(ann.page, /(?<!-copy)$/, set));
    const path = join(work, `journal/${set}.journal`);
    return changesIn(existsSync(path) ? readFileSync(path) : null);
  };
  return { ann, bob, contexts: [...new Set([first, second])], journal };
}

/** The journal has what everybody was told is saved, and everybody who opens the work now sees what a plain replay of it gives. */
async function expectWhole(people: readonly Labeler[], changes: readonly SavedChange[]): Promise<void> {
  const there = new Set(changes.map(({ change }) => change.id));
  for (const { acknowledged } of people) expect([...acknowledged].filter((id) => !there.has(id))).toEqual([]);
  for (const person of people) {
    await person.page.reload();
    await person.ready();
    for (const [sweep, labels] of await person.labels()) expect(labels).toEqual(replay(changes, sweep, POINTS));
  }
}

/** Ids of objects that were made while one with that id was there: none, or two things would be one. */
function madeTwice(changes: readonly SavedChange[]): string[] {
  const there = new Set<string>(), twice: string[] = [];
  for (const { change } of changes)
    for (const { table, id, before, after } of change.records) {
      if (table !== 'instances') continue;
      if (before === null && there.has(id)) twice.push(id);
      if (after === null) there.delete(id);
      else there.add(id);
    }
  return twice;
}

describe.each(['server', 'browser'] as const)(`two people on the same work, kept by the %s (seed ${seed})`, (where) => {
  it('who label different points never meet, whatever the order; objects made at the same time stay two', async () => {
    const { ann, bob, contexts, journal } = await twoPeople(where);
    for (let k = 0; k < 12; k++) {
      const strokes = [ann, bob].map(async (person, who) => {
        await person.run(`label.class-${1 + Math.floor(4 * dice())}`);
        const u = 0.25 + 0.25 * who + 0.1 * dice(), v = 0.2 + 0.4 * dice();
        await person.quickLasso(u, v, u + 0.1, v + 0.2);
        if (dice() < 0.2) await person.run('label.undo');
      });
      // At the same moment, or one after the other.
      if (dice() < 0.6) await Promise.all(strokes);
      else for (const stroke of strokes) await stroke;
    }
    await ann.saved();
    await bob.saved();
    const changes = await journal();
    expect(changes.length).toBeGreaterThan(15);
    expect(new Set(changes.map(({ change }) => change.clientId)).size).toBe(2);
    expect(madeTwice(changes)).toEqual([]);
    await expectWhole([ann, bob], changes);
    for (const context of contexts) await context.close();
  }, 180_000);

  it('who label the same points are told; each of the two ways out does what it says', async () => {
    const { ann, bob, contexts, journal } = await twoPeople(where);
    await ann.quickLasso(0.3, 0.3, 0.6, 0.6);
    await ann.saved();
    await bob.run('label.class-2');
    await bob.quickLasso(0.4, 0.4, 0.7, 0.7);
    const banner = bob.page.getByTestId('save-conflict');
    await banner.waitFor();
    expect(await banner.textContent()).toMatch(/annotator changed the same \d+ points elsewhere since \d\d:\d\d\. Your change is not saved, and nothing was overwritten\./);
    expect(await bob.page.getByTestId('save-state').textContent()).toMatch(/^unsaved since/);
    const own = await bob.labels();

    // A stroke more, while the banner is there, belongs to his work too.
    await bob.quickLasso(0.65, 0.65, 0.75, 0.75);
    await expect.poll(() => banner.textContent()).toContain('Your 2 changes are not saved');
    const mine = await bob.labels();
    expect(mine).not.toEqual(own);
    await bob.page.screenshot({ path: '.cache/conflict.png' });
    await banner.getByRole('button', { name: 'Keep mine as another label set' }).click();
    await expect.poll(() => banner.count()).toBe(0);
    const set = new URL(bob.page.url()).searchParams.get('set')!;
    expect(set).toMatch(/^annotator-/);
    await bob.quickLasso(0.25, 0.25, 0.35, 0.35);
    await bob.saved();
    const kept = await bob.labels();
    await bob.page.reload();
    await bob.ready();
    await expect.poll(() => bob.labels(), PATIENT).toEqual(kept);
    const [work, apart] = [await journal(), await journal(set)];
    expect(work).toHaveLength(1);
    expect(apart).toHaveLength(3);

    // In the work itself there is hers only; he makes the same mistake again, and gives his up.
    await bob.page.goto(app!.url);
    await bob.ready();
    await expect.poll(() => bob.labels(), PATIENT).toEqual(await ann.labels());
    await ann.quickLasso(0.3, 0.6, 0.4, 0.7);
    await ann.saved();
    await bob.run('label.class-2');
    await bob.quickLasso(0.25, 0.55, 0.4, 0.75);
    await banner.waitFor();
    const asked: string[] = [];
    bob.page.on('dialog', (dialog) => (asked.push(dialog.message()), void dialog.accept()));
    await banner.getByRole('button', { name: 'Drop mine and load theirs' }).click();
    await expect.poll(() => banner.count()).toBe(0);
    // The page is on its way to being loaded again; what it shows until then is still his.
    await expect.poll(() => bob.labels(), PATIENT).toEqual(await ann.labels());
    expect(asked).toEqual([]);
    expect(await bob.page.getByText('kept by this browser').or(bob.page.getByText('This browser kept')).count()).toBe(0);
    expect(await journal()).toHaveLength(2);
    for (const context of contexts) await context.close();
  }, 180_000);
});
