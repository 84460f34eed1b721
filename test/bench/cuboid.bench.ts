import { uprightBox } from '#src/core/geometry/box.ts';
import type { CuboidSpec } from '#src/core/select/regions/cuboid.ts';
import { createRegion } from '#src/core/select/regions/index.ts';
import type { Bench } from './bench.ts';
import { drive, driveData, middleOf } from './drive.ts';
import { plainRegion, regionContest } from './region-contest.ts';

export const bench: Bench = {
  name: 'cuboid',
  describe: `points in a cuboid of a lorry's size, 12 x 4 x 4 m, askew beside the middle of the drive; ${driveData}`,
  unit: 'ms',
  defaultPoints: 10_000_000,
  setup(points) {
    const sweeps = drive(points);
    const spec: CuboidSpec = { kind: 'cuboid', box: uprightBox([middleOf(sweeps), 10, 0], [12, 4, 4], 0.4) };
    return regionContest(spec, sweeps, () => plainRegion(createRegion(spec), sweeps));
  },
};
