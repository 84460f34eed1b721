import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCommand } from '#src/cli/commands/check.ts';
import { DONE } from '#src/cli/command.ts';
import { writeDataset } from '#sample-data/output/write-dataset.ts';
import { DEFAULT_OPTIONS } from '#sample-data/simulate.ts';
import type { Bench, Task } from './bench.ts';
import { median } from './measure.ts';

const CAMERAS = 6;
/** What a sweep of 64 beams and 1,800 firings has here, nearly. */
const POINTS_PER_FRAME = 100_000;
/** The command starts a second thread for eight frames and more. */
const FEWEST_FRAMES = 8;

export const bench: Bench = {
  name: 'check',
  describe: `\`pointweld check\` over a simulated drive of 64 beams and ${CAMERAS} cameras of 960 x 540, files to report, on two threads and on one; the floor reads the files`,
  unit: 'ms',
  defaultPoints: 800_000,
  async setup(points) {
    const frames = Math.max(FEWEST_FRAMES, Math.round(points / POINTS_PER_FRAME));
    const out = mkdtempSync(join(tmpdir(), 'pointweld-bench-'));
    await writeDataset({ options: { ...DEFAULT_OPTIONS, frames, azimuthSteps: 1800, cameras: CAMERAS, imageWidth: 960 }, layout: 'scene', images: true, out });
    const taken = new Map<string, number[]>();
    const on = (threads: string): Task => async () => {
      const start = performance.now();
      const errors: string[] = [];
      const code = await checkCommand.run({ args: [out], positionals: [out], values: { threads, json: true } }, { out: () => undefined, err: (text) => errors.push(text) });
      if (code !== DONE) throw new Error(errors.join(''));
      taken.set(threads, [...(taken.get(threads) ?? []), performance.now() - start]);
      return points;
    };
    const files = ['lidar', 'labels', 'masks'].flatMap((folder) =>
      readdirSync(join(out, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)));
    return {
      ours: on('2'),
      peers: { 'one thread': on('1') },
      floor: () => {
        for (const file of files) readFileSync(file);
        return points;
      },
      release: () => rmSync(out, { recursive: true, force: true }),
      notes: () => [...taken].map(([threads, times]) => `${((1000 * frames) / median(times)).toFixed(2)} frames of ${CAMERAS} pictures per second on ${threads} thread${threads === '1' ? '' : 's'}`),
    };
  },
};
