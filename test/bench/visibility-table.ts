import { visiblePoints } from '#src/core/camera/visibility.ts';
import { median } from './measure.ts';
import type { SceneView, Score } from './visibility-scenes.ts';
import { plainZBuffer } from './visibility-peer.ts';
import { boxViews, sceneViews, score } from './visibility-scenes.ts';

/**
 * Prints how many hidden points are found, how many seen ones lost, and the time per picture, over camera offset and beams, in streets that
 * nothing was tuned on: node src/cli/with-tsx.mjs test/bench/visibility-table.ts [SEED ...]
 */
const SEEDS = [101, 102];
const BEAMS = [16, 32, 64, 128];
const OFFSETS = [0.2, 0.5, 1, 1.5];
const ROUNDS = 7;

type Method = (view: SceneView) => Uint8Array;
const METHODS: readonly Method[] = [
  ({ projection, beams, width, height }) => visiblePoints([projection], width, height, [beams])[0],
  ({ projection, width, height }) => plainZBuffer(projection, width, height),
];

const seeds = process.argv.length > 2 ? process.argv.slice(2).map(Number) : SEEDS;
print('The simulated street', sceneViews);
print('Boxes on flat ground', boxViews);

function print(title: string, viewsOf: (seed: number, beams: number, metres: number) => SceneView[]): void {
  console.log(`\n${title}, seeds ${seeds.join(' and ')}\n`);
  console.log('| beams | offset m | points per image | hidden % | found % | lost % | ms | z-buffer: found % | lost % | ms |');
  console.log('|---|---|---|---|---|---|---|---|---|---|');
  for (const beams of BEAMS)
    for (const offset of OFFSETS) {
      const views = seeds.flatMap((seed) => viewsOf(seed, beams, offset));
      const results = METHODS.map((method) => {
        const scores = views.map((view) => score(view, method(view)));
        return { total: total(scores), ms: median(views.map((view) => median(Array.from({ length: ROUNDS }, () => time(() => method(view)))))) };
      });
      const [{ total: { points, hidden, seen } }] = results;
      const cells = results.flatMap(({ total: t, ms }) => [percent(t.found, t.hidden, 1), percent(t.lost, t.seen, 2), ms.toFixed(1)]);
      console.log(`| ${[beams, offset, Math.round(points / views.length), percent(hidden, hidden + seen, 1), ...cells].join(' | ')} |`);
    }
}

function total(scores: readonly Score[]): Score {
  const sum = (key: keyof Score): number => scores.reduce((s, one) => s + one[key], 0);
  return { points: sum('points'), hidden: sum('hidden'), found: sum('found'), seen: sum('seen'), lost: sum('lost') };
}

function percent(part: number, whole: number, digits: number): string {
  return ((100 * part) / whole).toFixed(digits);
}

function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
