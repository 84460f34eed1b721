import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { SavedChange } from '#src/storage/work/work-store.ts';
import { random as seeded } from '#test/support/lidar-scene.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import type { RunningApp } from './app.ts';
import { startApp } from './app.ts';
import type { ChromiumProcess } from './chromium-process.ts';
import { startChromium } from './chromium-process.ts';
import { journalInBrowser, Labeler, POINTS, writeGrid } from './labeler.ts';
import { changesIn, replay, undoable } from './replay.ts';

interface KillReport {
  readonly kills: number;
  /** Changes that the app showed as saved, or that its store said it has. */
  acknowledged: number;
  /** Of those, how many were not there at some reopening. */
  lost: number;
  /** Steps that were taken back after a reopening, each checked against the journal. */
  undone: number;
}

type Killed = 'browser, work on the server' | 'browser, work in it' | 'server';

/** How long somebody works between the first Change that is acknowledged and the kill, at most. Milliseconds. */
const WORK_MS = 1200;

/** Tests that kill so many times, and print what they saw with the seed that repeats it. */
export function killTests(counts: readonly (readonly [Killed, number])[], timeoutMs: number): void {
  it.each(counts)('no acknowledged Change is lost when it is killed at random moments: %s, %i times', async (which, kills) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const report = await killAtRandom(which, kills, seeded(seed));
    console.log(`${which}: killed ${kills} times, ${report.acknowledged} Changes acknowledged, lost: ${report.lost}; ${report.undone} undone after reopening (seed ${seed})`);
    expect(report).toMatchObject({ kills, lost: 0 });
    expect(report.acknowledged).toBeGreaterThanOrEqual(kills);
    expect(report.undone).toBeGreaterThan(0);
  }, timeoutMs);
}

/**
 * Somebody labels in a real Chromium, fast; browser or server is killed (SIGKILL) at random moments and started again. Each time
 * all that was acknowledged must be in the journal, the labels on screen must be what a plain replay of it gives, and an undo
 * must take back the last step. Throws an Error where labels or undo are wrong; Changes that are lost are counted.
 */
async function killAtRandom(which: Killed, kills: number, random: () => number): Promise<KillReport> {
  const run = new Run(which, random);
  try {
    return await run.all(kills);
  } finally {
    await run.close();
  }
}

class Run {
  private readonly data = tempFolder();
  private readonly work = join(tempFolder(), 'work');
  private readonly profile = tempFolder();
  private readonly acknowledged = new Set<string>();
  private readonly lost = new Set<string>();
  private app: RunningApp | null = null;
  private chromium: ChromiumProcess | null = null;
  private port = 0;
  private undone = 0;

  constructor(private readonly which: Killed, private readonly random: () => number) {
    writeGrid(this.data);
  }

  async all(kills: number): Promise<KillReport> {
    await this.startServer();
    for (let kill = 0; kill < kills; kill++) {
      const labeler = await this.reopen();
      await this.workAndKill(labeler);
      labeler.acknowledged.forEach((id) => this.acknowledged.add(id));
    }
    await this.reopen();
    return { kills, acknowledged: this.acknowledged.size, lost: this.lost.size, undone: this.undone };
  }

  async close(): Promise<void> {
    await this.chromium?.kill();
    await this.app?.kill();
  }

  private async startServer(): Promise<void> {
    const args = this.which === 'browser, work in it' ? [] : ['--work', this.work];
    this.app = await startApp({ path: this.data, args: [...args, '--port', String(this.port)] });
    // The same address after each kill: a page that stays open must find it again, and so must its private storage.
    this.port = Number(new URL(this.app.url).port);
  }

  /** Opens the page anew and checks what is there. */
  private async reopen(): Promise<Labeler> {
    this.chromium ??= await startChromium(this.profile);
    const { context } = this.chromium;
    const page = await context.newPage();
    for (const other of context.pages()) if (other !== page) await other.close();
    const labeler = await new Labeler(page, this.random).open(this.app!.url);
    await labeler.saved();
    const changes = await this.journal(labeler);
    const there = new Set(changes.map(({ change }) => change.id));
    for (const id of this.acknowledged) if (!there.has(id)) this.lost.add(id);
    await this.checkLabels(labeler, changes);
    await this.checkUndo(labeler, changes);
    return labeler;
  }

  private async workAndKill(labeler: Labeler): Promise<void> {
    let over = false;
    const before = labeler.acknowledged.size;
    const acting = labeler.actUntil(() => over);
    // From the first answer on, so that there is something to lose.
    while (labeler.acknowledged.size === before) await Promise.race([sleep(5), acting]);
    await this.someMoment(labeler, acting);
    if (this.which === 'server') {
      await this.app!.kill();
      // People go on for a moment before they notice.
      await sleep(200 * this.random());
      over = true;
      await acting;
      await this.startServer();
      await labeler.page.keyboard.press('Control+s');
      await labeler.saved();
      await this.checkLabels(labeler, await this.journal(labeler));
      return;
    }
    over = true;
    await this.chromium!.kill();
    this.chromium = null;
    await acting;
  }

  /** Any moment of the work, or, every other time, one just after a stroke, when its Change is on the way. */
  private async someMoment(labeler: Labeler, acting: Promise<void>): Promise<void> {
    await sleep(WORK_MS * this.random());
    if (this.random() < 0.5) return;
    const { strokes } = labeler;
    while (labeler.strokes === strokes) await Promise.race([sleep(1), acting]);
    await sleep(30 * this.random());
  }

  private async checkLabels(labeler: Labeler, changes: readonly SavedChange[]): Promise<void> {
    for (const [sweep, labels] of await labeler.labels()) {
      const expected = replay(changes, sweep, POINTS);
      const wrong = labels.findIndex((label, i) => label !== expected[i]);
      if (wrong >= 0) throw new Error(`point ${wrong} of ${sweep} is shown as ${labels[wrong]}, and the journal of ${changes.length} Changes says ${expected[wrong]}`);
    }
  }

  private async checkUndo(labeler: Labeler, changes: readonly SavedChange[]): Promise<void> {
    const last = undoable(changes);
    if (last === null) return;
    await labeler.page.keyboard.press('Control+z');
    await labeler.page.waitForFunction((revision) => window.pointweld!.savedRevision() > revision, changes.length);
    await labeler.saved();
    const after = await this.journal(labeler);
    const { undoes } = after[after.length - 1].change.provenance;
    if (after.length !== changes.length + 1 || undoes !== last.id) throw new Error(`undo after reopening took back ${undoes}, not “${last.title}”`);
    await this.checkLabels(labeler, after);
    this.undone++;
  }

  private async journal(labeler: Labeler): Promise<SavedChange[]> {
    if (this.which === 'browser, work in it') return changesIn(await journalInBrowser(labeler.page, /(?<!-copy)$/));
    const path = join(this.work, 'journal/work.journal');
    return changesIn(existsSync(path) ? readFileSync(path) : null);
  }
}
