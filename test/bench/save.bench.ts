import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '#src/cli/prepare.mjs';
import type { Change } from '#src/core/labels/change.ts';
import { oneRun } from '#src/core/labels/label-runs.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { packIndices } from '#src/core/select/packed-points.ts';
import { openHttpWork } from '#src/storage/work/http-work-store.ts';
import { encodeRecord } from '#src/storage/work/journal.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import type { Bench, Task } from './bench.ts';

const SWEEP_POINTS = 120_000;
const CLOUD_POINTS = 100_000_000;
/** Points of one stroke lie in the file in runs of about four (measured on real scans). */
const RUN = 4, GAP = 2;

/** A stroke over `count` points in the middle of a cloud of `universe`, from unlabelled to a car. */
function stroke(universe: number, count: number): Omit<Change, 'id'> {
  const begin = Math.max(0, (universe >> 1) - count);
  const indices = Array.from({ length: count }, (_, i) => begin + i + GAP * Math.floor(i / RUN));
  const points = packIndices(universe, indices.filter((i) => i < universe));
  return {
    clientId: 'bench', baseRevision: 0, title: `lasso: ${points.count} points → car`, place: { sequence: 's', frame: 'f' },
    sweeps: [{ sweep: sweepId('s', 'f', 'l'), points, before: oneRun(points.count, 0, false), after: oneRun(points.count, packLabel(2, 1), false) }],
    records: [], provenance: { tool: 'lasso', author: 'bench', timeMs: 0 },
  };
}

/** The real command in a process of its own, which ends with this one. */
async function startServer(folder: string): Promise<string> {
  const options = { path: folder, port: 0, work: join(folder, 'work'), host: '127.0.0.1', readOnly: false, open: false };
  const script = `
    import { serve } from '#src/cli/commands/serve.ts';
    await serve(${JSON.stringify(options)}, { out: (text) => process.stdout.write(text), err: () => undefined }, () => undefined);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  const said = await new Promise<string>((resolve) => child.stdout.once('data', (part: Buffer) => resolve(part.toString())));
  child.stdout.destroy();
  child.unref();
  return /http:\S+/.exec(said)![0];
}

export const bench: Bench = {
  name: 'save',
  describe: `Change to acknowledged, through the server onto this disk: in a cloud of ${CLOUD_POINTS / 1e6} M points, against one sweep and a bare write + fsync of the same bytes`,
  unit: 'ms',
  defaultPoints: 20_000,
  async setup(points) {
    // In the project's own folder: a temporary folder is often in memory, where a flush costs nothing.
    const cache = join(projectRoot, '.cache');
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, 'save-bench-'));
    const url = await startServer(folder);
    const large = stroke(CLOUD_POINTS, points), small = stroke(SWEEP_POINTS, points);
    const record = encodeRecord(1, { ...large, id: 'change-0' });
    const floor = await open(join(folder, 'floor'), 'w');

    let made = 0;
    const save = (store: WorkStore, change: Omit<Change, 'id'>): Task => async () => {
      const revision = await store.append({ ...change, id: `change-${made++}` });
      if (revision < 1) throw new Error('a Change has no number');
      return change.sweeps[0].points.count;
    };
    const [cloud, sweep] = await Promise.all(['cloud', 'sweep'].map((set) => openHttpWork(`${url}api/work`, set)));
    let at = 0;
    return {
      ours: save(cloud, large),
      peers: { 'the same in one sweep of 120,000': save(sweep, small) },
      floor: async () => {
        at += (await floor.write(record, 0, record.length, at)).bytesWritten;
        await floor.sync();
        return points;
      },
      release: () => floor.close(),
    };
  },
};
