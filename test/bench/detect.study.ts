import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Study } from './bench.ts';
import type { Figures } from './detect-figures.ts';
import { tables } from './detect-tables.ts';

/** Nothing was chosen on streets from here on. */
const FIRST_SEED = 1001;

export const study: Study = {
  name: 'detect',
  describe: 'finding wrong labels in simulated streets with masks that are wrong as well, and reviewing them',
  defaultSeeds: 50,
  async run(seeds, say) {
    const figures = await allFigures(Array.from({ length: seeds }, (_, k) => FIRST_SEED + k), say);
    return { lines: tables(figures), figures };
  },
};

/** One street after the other on every core; in the order of the seeds. */
function allFigures(seeds: readonly number[], say: (line: string) => void): Promise<Figures[][]> {
  const done = new Map<number, Figures[]>(), queue = [...seeds];
  const workers = Array.from({ length: Math.min(seeds.length, availableParallelism()) }, () => new Worker(new URL('./detect-worker.mjs', import.meta.url), { execArgv: [] }));
  return new Promise<Figures[][]>((resolve, reject) => {
    for (const worker of workers) {
      const send = (): void => {
        const seed = queue.shift();
        if (seed !== undefined) worker.postMessage(seed);
      };
      worker.on('error', reject);
      worker.on('message', ({ seed, figures }: { seed: number; figures: Figures[] }) => {
        done.set(seed, figures);
        say(`street ${seed}: ${done.size} of ${seeds.length}`);
        if (done.size === seeds.length) resolve(seeds.map((s) => done.get(s)!));
        else send();
      });
      send();
    }
  }).finally(() => workers.forEach((worker) => worker.terminate()));
}
