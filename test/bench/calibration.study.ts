import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { OffsetKind } from '#src/core/crosscheck/calibration/verdict.ts';
import type { Study } from './bench.ts';
import type { Figure } from './calibration-figures.ts';
import { AMOUNTS } from './calibration-figures.ts';
import { median } from './measure.ts';

/** Nothing was chosen on streets from here on. */
const FIRST_SEED = 1001;
/** In so many of the streets offsets are injected; in all of them false alarms are counted. */
const INJECTED = 4;

export const study: Study = {
  name: 'calibration',
  describe: 'the self-test of cameras in simulated streets: four pictures of 960 x 540 each, masks of half that resolution',
  defaultSeeds: 50,
  async run(seeds, say) {
    const figures = await allFigures(Array.from({ length: seeds }, (_, k) => FIRST_SEED + k), say);
    const last = FIRST_SEED + seeds - 1, injected = Math.min(seeds, INJECTED);
    return {
      lines: [
        `Seeds ${FIRST_SEED} to ${last}; offsets in random directions in the first ${injected}, three cameras each`, '',
        ...falseAlarms(figures), '', ...detection(figures),
      ],
      figures,
    };
  },
};

/** One street after the other on every core; in the order of the seeds. */
async function allFigures(seeds: readonly number[], say: (line: string) => void): Promise<Figure[]> {
  const done = new Map<number, Figure[]>(), queue = seeds.map((seed, k) => ({ seed, injected: k < INJECTED }));
  const workers = Array.from({ length: Math.min(seeds.length, availableParallelism()) }, () => new Worker(new URL('./calibration-worker.mjs', import.meta.url), { execArgv: [] }));
  try {
    await new Promise<void>((resolve, reject) => {
      for (const worker of workers) {
        const send = (): void => {
          const next = queue.shift();
          if (next !== undefined) worker.postMessage(next);
        };
        worker.on('error', reject);
        worker.on('message', ({ seed, figures }: { seed: number; figures: Figure[] }) => {
          done.set(seed, figures);
          say(`street ${seed}: ${done.size} of ${seeds.length}`);
          if (done.size === seeds.length) resolve();
          else send();
        });
        send();
      }
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return seeds.flatMap((seed) => done.get(seed)!);
}

const CONDITIONS = [[false, 'right'], [true, '10 % of things wrong in labels, 10 % in masks']] as const;

function falseAlarms(figures: readonly Figure[]): string[] {
  return [
    '| labels and masks | streets | cameras | called off | highest confidence |', '|---|---|---|---|---|',
    ...CONDITIONS.map(([mistakes, name]) => {
      const clean = figures.filter((f) => f.kind === null && f.mistakes === mistakes);
      return `| ${name} | ${new Set(clean.map((f) => f.seed)).size} | ${clean.length} | ${clean.filter((f) => f.off).length} | ${percent(Math.max(...clean.map((f) => f.confidence)))} |`;
    }),
  ];
}

const UNITS: Readonly<Record<OffsetKind, readonly [name: string, scale: number]>> = { rotation: ['degrees', 1], shift: ['cm', 100], time: ['ms', 1] };

function detection(figures: readonly Figure[]): string[] {
  const rows = CONDITIONS.flatMap(([mistakes, name]) => (Object.keys(AMOUNTS) as OffsetKind[]).flatMap((kind) => AMOUNTS[kind].map((amount) => {
    const of = figures.filter((f) => f.kind === kind && f.amount === amount && f.mistakes === mistakes);
    const errors = of.flatMap(({ error }) => (error === null ? [] : [error])), [unit, scale] = UNITS[kind];
    const share = (count: number): string => percent(count / of.length);
    const error = errors.length === 0 ? '-' : `${Number((scale * median(errors)).toPrecision(2))} ${unit}`;
    return `| ${name} | ${kind} | ${Number((scale * amount).toPrecision(3))} ${unit} | ${of.length} | ${share(of.filter((f) => f.off).length)} | ${share(of.filter((f) => f.named).length)} | ${share(of.filter((f) => f.among).length)} | ${error} |`;
  })));
  return [
    '| labels and masks | injected | by | cameras | called off | of this kind | of this kind or not told from it | median error of the estimate |', '|---|---|---|---|---|---|---|---|', ...rows,
  ];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
