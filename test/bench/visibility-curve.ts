import { visiblePoints } from '#src/core/camera/visibility.ts';
import { sceneViews, score } from './visibility-scenes.ts';

/**
 * Prints how many hidden points are found and how many seen ones lost as the ends of surfaces are taken to lie farther out, in the simulated
 * street: node src/cli/with-tsx.mjs test/bench/visibility-curve.ts [SEED ...]
 */
const SEEDS = [101, 102];
const BEYOND = [0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1];
const RIGS = [{ beams: 16, metres: 0.5 }, { beams: 64, metres: 0.2 }, { beams: 64, metres: 0.5 }, { beams: 64, metres: 1.5 }, { beams: 128, metres: 0.5 }, { beams: 128, metres: 1.5 }];

const seeds = process.argv.length > 2 ? process.argv.slice(2).map(Number) : SEEDS;
const rigs = RIGS.map(({ beams, metres }) => ({ name: `${beams} beams, ${metres} m`, views: seeds.flatMap((seed) => sceneViews(seed, beams, metres)) }));
console.log(`| beyond | ${rigs.map(({ name }) => name).join(' | ')} |`);
console.log(`|---|${rigs.map(() => '---|').join('')}`);
for (const beyond of BEYOND) {
  const cells = rigs.map(({ views }) => {
    const total = { hidden: 0, found: 0, seen: 0, lost: 0 };
    for (const view of views) {
      const one = score(view, visiblePoints([view.projection], view.width, view.height, [view.beams], beyond)[0]);
      for (const key of ['hidden', 'found', 'seen', 'lost'] as const) total[key] += one[key];
    }
    return `${((100 * total.found) / total.hidden).toFixed(1)} / ${((100 * total.lost) / total.seen).toFixed(2)}`;
  });
  console.log(`| ${beyond} | ${cells.join(' | ')} |`);
}
