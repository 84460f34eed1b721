import type { Page } from 'playwright-core';
import { writeFiles } from '#test/support/temp-folder.ts';

/** Points in each frame of the small dataset: a grid, 1 m apart. */
export const SIDE = 24;
export const POINTS = SIDE * SIDE;

/** Two frames of a flat grid: small, so that what is measured is saving and not drawing. */
export function writeGrid(folder: string): void {
  const grid = Float32Array.from({ length: 4 * POINTS }, (_, k) => [((k >> 2) % SIDE) - SIDE / 2, Math.floor((k >> 2) / SIDE) - SIDE / 2, 0, 0.5][k & 3]);
  writeFiles(folder, { '000.bin': new Uint8Array(grid.buffer), '001.bin': new Uint8Array(grid.buffer) });
}

type Random = () => number;

/** Somebody at work in a page of the app, as fast as the page takes it, with mouse and keyboard. */
export class Labeler {
  /** Ids of Changes of this page that were shown as saved, or that a store said it has: whichever came first. */
  readonly acknowledged = new Set<string>();
  /** Strokes that were drawn so far. */
  strokes = 0;
  private box = { x: 0, y: 0, width: 0, height: 0 };

  constructor(readonly page: Page, private readonly random: Random) {
    page.on('console', (message) => {
      const [, id] = /^acknowledged (\S+)$/.exec(message.text()) ?? [];
      if (id !== undefined) this.acknowledged.add(id);
    });
  }

  /** Opens the app, looks straight down, arms the lasso, and listens for what is acknowledged from here on. */
  async open(url: string): Promise<this> {
    // Small: a browser without a GPU draws every pixel by itself, and what is asked here is how it saves.
    await this.page.setViewportSize({ width: 960, height: 540 });
    await this.page.goto(url);
    return this.ready();
  }

  async ready(): Promise<this> {
    const { page } = this;
    await page.getByTestId('point-total').getByText(`${POINTS} points`).waitFor({ timeout: 60_000 });
    await page.evaluate(reportAcknowledged);
    await page.evaluate(() => window.pointweld!.tools().guards.unlabelledOnly && window.pointweld!.actions.find((a) => a.id === 'label.guard')!.run());
    await page.keyboard.press('Shift+b');
    await this.run('tool.lasso');
    await page.keyboard.press('1');
    this.box = (await page.locator('.viewer canvas').first().boundingBox())!;
    return this;
  }

  /** Draws a lasso around a part of the view, given from 0 to 1, by its left, top, right and bottom. */
  async lasso(left: number, top: number, right: number, bottom: number): Promise<void> {
    const { mouse } = this.page, { x, y, width, height } = this.box;
    const at = (u: number, v: number) => mouse.move(x + u * width, y + v * height);
    await at(left, top);
    await mouse.down();
    await at(right, top);
    await at(right, bottom);
    await at(left, bottom);
    await mouse.up();
    this.strokes++;
  }

  /** The same stroke in one go, from the tool on: a browser without a GPU takes each move of a mouse at its next picture only. */
  async quickLasso(left: number, top: number, right: number, bottom: number): Promise<void> {
    const { width, height } = this.box;
    const corners = [[left, top], [right, top], [right, bottom], [left, bottom]].map(([u, v]) => [u * width, v * height] as const);
    await this.page.evaluate((path) => {
      const tool = window.pointweld!.activeTool();
      const at = ([x, y]: readonly [number, number]) => ({ x, y, button: 0, shift: false, alt: false, ctrl: false, clicks: 1 });
      tool.pointerDown(at(path[0]));
      for (const corner of path) tool.pointerMove(at(corner));
      tool.pointerUp(at(path[path.length - 1]));
    }, corners);
    this.strokes++;
  }

  /** Does an action by its id. */
  run(id: string): Promise<void> {
    return this.page.evaluate((wanted) => window.pointweld!.actions.find((action) => action.id === wanted)!.run(), id);
  }

  /** One thing that somebody may do: mostly a stroke with some class, now and then undo, redo or another frame. */
  async act(): Promise<void> {
    const { page, random } = this;
    const dice = random();
    if (dice < 0.1) return page.keyboard.press('Control+z');
    if (dice < 0.14) return this.run('label.redo');
    if (dice < 0.18) return this.run(random() < 0.5 ? 'frames.next' : 'frames.previous');
    await this.run(`label.class-${1 + Math.floor(9 * random())}`);
    const u = 0.25 + 0.4 * random(), v = 0.2 + 0.5 * random();
    const stroke = [u, v, u + 0.05 + 0.2 * random(), v + 0.05 + 0.2 * random()] as const;
    await (dice > 0.9 ? this.lasso(...stroke) : this.quickLasso(...stroke));
  }

  /** Acts every 50 to 150 ms until `over`, or until the page or its browser is gone. */
  async actUntil(over: () => boolean): Promise<void> {
    try {
      while (!over()) {
        await this.act();
        await new Promise((resolve) => setTimeout(resolve, 50 + 100 * this.random()));
      }
    } catch (error) {
      if (!over()) throw error;
    }
  }

  /** The labels on screen and off it, by sweep, of all frames that were loaded. */
  async labels(): Promise<Map<string, readonly number[]>> {
    const found = await this.page.evaluate(() => [...window.pointweld!.workspace()!.loadedSweeps.values()].map(({ sweep, labels }) => [sweep.id, [...labels.labels]] as const));
    return new Map(found);
  }

  /** Waits until all is saved, and gives the number of the last Change. */
  async saved(timeout = 30_000): Promise<number> {
    await this.page.waitForFunction(() => window.pointweld!.unsavedChanges().length === 0 && window.pointweld!.labels.getState().save.state === 'saved', null, { timeout });
    return this.page.evaluate(() => window.pointweld!.savedRevision());
  }

  state(): Promise<string> {
    return this.page.evaluate(() => window.pointweld!.labels.getState().save.state);
  }
}

/** Runs in the page: says on the console which Changes the store has taken, and which ones the app shows as saved. */
function reportAcknowledged(): void {
  const { workspace, labels } = window.pointweld!;
  const open = workspace()!;
  const said = new Set<string>(), made = new Set<string>();
  const say = (id: string) => {
    if (!said.has(id)) console.debug(`acknowledged ${id}`);
    said.add(id);
  };
  const { append } = open.store;
  open.store.append = async (change, condition) => {
    const seq = await append.call(open.store, change, condition);
    say(change.id);
    return seq;
  };
  const { announce } = open;
  open.announce = (change) => {
    made.add(change.id);
    announce.call(open, change);
  };
  let { save } = labels.getState();
  labels.subscribe((state) => {
    if (state.save === save) return;
    save = state.save;
    if (save.state === 'saved') made.forEach(say);
  });
}

/** The journal of a label set that this browser keeps, of a dataset by its name there, as it lies in its private file system. */
export async function journalInBrowser(page: Page, which: RegExp, set = 'work'): Promise<Uint8Array | null> {
  const text = await page.evaluate(async ([source, journal]) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('pointweld');
    for await (const [name, project] of folder.entries()) {
      if (!new RegExp(source).test(name)) continue;
      try {
        const journals = await (project as FileSystemDirectoryHandle).getDirectoryHandle('journal');
        const bytes = new Uint8Array(await (await (await journals.getFileHandle(journal)).getFile()).arrayBuffer());
        let binary = '';
        for (const byte of bytes) binary += String.fromCharCode(byte);
        return btoa(binary);
      } catch {
        return null; // killed before the first Change
      }
    }
    return null;
  }, [which.source, `${set}.journal`] as const);
  return text === null ? null : new Uint8Array(Buffer.from(text, 'base64'));
}
