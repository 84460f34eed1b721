import { buildSweepIndex } from '#src/core/cloud/sweep-index.ts';
import type { Bench } from './bench.ts';
import { drive, driveData } from './drive.ts';

export const bench: Bench = {
  name: 'index',
  describe: `positions to the disposable spatial index of each sweep, on one thread; ${driveData}; floor: the positions read once`,
  unit: 'ms',
  defaultPoints: 10_000_000,
  setup(points) {
    const sweeps = drive(points);
    return {
      ours: () => sweeps.reduce((n, { positions }) => n + buildSweepIndex(positions, true).order.length, 0),
      peers: {},
      floor() {
        let sum = 0;
        for (const { positions } of sweeps) for (let k = 0; k < positions.length; k++) sum += positions[k];
        return Number.isNaN(sum) ? 0 : points;
      },
      notes: () => {
        const bytes = sweeps.reduce((n, { index }) => n + (index === null ? 0 : index.order.byteLength + index.boxes.byteLength), 0);
        return [`${(bytes / points).toFixed(2)} bytes per point`];
      },
    };
  },
};
