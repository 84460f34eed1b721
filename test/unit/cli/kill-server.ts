import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Change } from '#src/core/labels/change.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { openHttpWork } from '#src/storage/work/http-work-store.ts';
import { openWorkDir } from '#src/storage/work/node-work-files.ts';
import { loadSweep, openLabelSet } from '#src/storage/work/open-label-set.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import { WorkError } from '#src/storage/work/work-store.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { paint } from '../storage/make-change.ts';

export interface KillReport {
  readonly kills: number;
  /** Changes that a client was told are saved. */
  readonly acknowledged: number;
  /** Of those, how many were not there at some reopening. */
  readonly lost: number;
  /** Openings that found the tail of the journal damaged: nothing that had been acknowledged was in it. */
  readonly damagedTails: number;
}

const POINTS = 70_000;

/**
 * A server under the load of two clients is killed (SIGKILL) at random moments and started again; each client asks again
 * for what it got no answer to. After each kill, all that was acknowledged must be there; at the end the labels too.
 */
export async function killServer(kills: number, random: () => number): Promise<KillReport> {
  const root = tempFolder(), folder = join(root, 'work');
  mkdirSync(join(root, 'data'));
  const clients = [0, 1].map((who) => new Painter(sweepId('s', `frame ${who}`, 'l'), random));
  let lost = 0, damagedTails = 0;
  for (let kill = 0; kill < kills; kill++) {
    const { child, url } = await startServer(join(root, 'data'), folder);
    const gone = new Promise((resolve) => child.on('exit', resolve));
    const painting = clients.map(async (client) => client.paintUntilGone(await openHttpWork(`${url}api/work`, 'work').catch(() => null)));
    // From the first answer on, so that there is something to lose.
    await Promise.race(clients.map((client) => client.nextAnswer()));
    await new Promise((resolve) => setTimeout(resolve, 150 * random()));
    child.kill('SIGKILL');
    await gone;
    await Promise.all(painting);
    const store = await openWorkDir(folder, 'work');
    if (store.recovered !== null) damagedTails++;
    const there = new Map((await store.since(0)).map(({ seq, change }) => [change.id, seq]));
    for (const client of clients) for (const [id, seq] of client.acknowledged) if (there.get(id) !== seq) lost++;
    await store.close();
  }
  const store = await openWorkDir(folder, 'work');
  for (const client of clients) {
    await client.settle(store);
    const { labels } = await loadSweep(store, (await openLabelSet(store, 'work')).set, client.sweep, new Uint32Array(POINTS));
    if (labels.some((label, i) => label !== client.labels.labels[i])) lost++;
  }
  if ((await openLabelSet(store, 'work')).history.undoable === null) throw new Error('there is nothing to undo');
  return { kills, acknowledged: clients.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0), lost, damagedTails };
}

/** One who paints a sweep of their own, Change after Change. */
class Painter {
  readonly acknowledged = new Map<string, number>();
  readonly labels = SweepLabels.unlabelled(POINTS);
  private pending: Stroke | null = null;
  private answered = (): void => undefined;
  private made = 0;

  constructor(readonly sweep: string, private readonly random: () => number) {}

  nextAnswer(): Promise<void> {
    return new Promise((resolve) => (this.answered = resolve));
  }

  /** Until the server does not answer any more. */
  async paintUntilGone(store: WorkStore | null): Promise<void> {
    try {
      while (store !== null) {
        await this.saveNext(store);
        if (this.made % 10 === 0) await store.putSnapshot(this.sweep, this.labels.labels, await store.revision(), (await store.getSnapshot(this.sweep))?.etag ?? null, this.labels.draftBytes());
      }
    } catch (error) {
      if (!(error instanceof WorkError) || error.kind !== 'unavailable') throw error;
    }
  }

  /** Saves what there was no answer to. */
  async settle(store: WorkStore): Promise<void> {
    if (this.pending !== null) await this.saveNext(store);
  }

  private async saveNext(store: WorkStore): Promise<void> {
    this.pending ??= this.next();
    const { change, indices, label, draft } = this.pending;
    this.acknowledged.set(change.id, await store.append(change));
    this.answered();
    this.pending = null;
    for (const i of indices) this.labels.set(i, i + 1, label, draft);
  }

  private next(): Stroke {
    const begin = Math.floor(this.random() * (POINTS - 4000));
    const indices = Array.from({ length: 1 + Math.floor(this.random() * 1500) }, (_, i) => begin + i + 2 * (i >> 2));
    const classId = 1 + (this.made % 7), draft = this.made % 3 === 0;
    const change = paint(`${this.sweep} ${this.made++}`, this.sweep, this.labels, indices, classId, draft);
    // Both clients would change the same one.
    return { change: { ...change, records: [] }, indices, label: packLabel(classId, 1), draft };
  }
}

interface Stroke {
  readonly change: Change;
  readonly indices: readonly number[];
  readonly label: number;
  readonly draft: boolean;
}

/** The real command, without its build. */
async function startServer(data: string, folder: string): Promise<{ child: ChildProcess; url: string }> {
  const options = { path: data, port: 0, work: folder, host: '127.0.0.1', readOnly: false, open: false };
  const script = `
    import { serve } from '#src/cli/commands/serve.ts';
    await serve(${JSON.stringify(options)}, { out: (text) => process.stdout.write(text), err: () => undefined }, () => undefined);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await new Promise<string>((resolve) => child.stdout.once('data', (part: Buffer) => resolve(part.toString())));
  return { child, url: /http:\S+/.exec(said)![0] };
}

/** Numbers in [0, 1) that a seed repeats (mulberry32). */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
