import type { LassoSpec } from '#src/core/select/regions/lasso.ts';
import { createSelector, select, selectedCount } from '#src/core/select/selector.ts';
import type { Bench } from './bench.ts';
import { drive, driveData, handDrawn, obliqueView, sizeForShare } from './drive.ts';
import { plainLasso, regionContest, threeProjectPolygon } from './region-contest.ts';

/** With more points than this the point-in-polygon peer would take minutes. */
const MOST = 20_000_000;

export const bench: Bench = {
  name: 'lasso',
  describe: `lasso of 200 vertices around a fifth of the points; ${driveData}; mask and packing included`,
  unit: 'ms',
  defaultPoints: 10_000_000,
  setup(points) {
    const sweeps = drive(points);
    const view = obliqueView(sweeps);
    const spec = (size: number): LassoSpec => ({ kind: 'lasso', polygon: handDrawn(view, size), view });
    const { polygon } = spec(sizeForShare(900, points, 0.2, (size) => selectedCount(select(createSelector(spec(size)), sweeps))));
    const others: Record<string, () => number> = points > MOST ? {} : { 'three-project-polygon': () => threeProjectPolygon(polygon, view, sweeps) };
    return regionContest({ kind: 'lasso', polygon, view }, sweeps, () => plainLasso(polygon, view, sweeps), others);
  },
};
