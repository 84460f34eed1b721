import type { BrushSpec } from '#src/core/select/regions/brush.ts';
import { createRegion } from '#src/core/select/regions/index.ts';
import type { Bench } from './bench.ts';
import { drive, driveData, obliqueView } from './drive.ts';
import { plainRegion, regionContest } from './region-contest.ts';

export const bench: Bench = {
  name: 'brush',
  describe: `brush stroke of 100 places and 20 pixels radius over the middle of the picture; ${driveData}`,
  unit: 'ms',
  defaultPoints: 10_000_000,
  setup(points) {
    const sweeps = drive(points);
    const view = obliqueView(sweeps);
    const path = Array.from({ length: 100 }, (_, k) => [view.width / 2 - 200 + 4 * k, view.height / 2 + 30 * Math.sin(k / 8)]).flat();
    const spec: BrushSpec = { kind: 'brush', path, radius: 20, view };
    return regionContest(spec, sweeps, () => plainRegion(createRegion(spec), sweeps));
  },
};
