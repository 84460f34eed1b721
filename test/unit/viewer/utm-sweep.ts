import { buildSweepIndex } from '#src/core/cloud/sweep-index.ts';
import { fromQuaternion } from '#src/core/geometry/rigid.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { LoadedSweep } from '#src/session/workspace.ts';

/** A sweep of `count` points in a box `side` metres wide, at UTM coordinates, whose pose turns it as well; point 17 is NaN. */
export function utmSweep(count = 65_536 + 300, { indexed = false, side = 20 } = {}): LoadedSweep {
  const positions = Float32Array.from({ length: 3 * count }, (_, k) => (((k * 7919) % 100_003) / 100_003 - 0.5) * side);
  positions[3 * 17] = NaN;
  const origin = [689_000, 5_338_000, 500] as const;
  const worldFromSweep = fromQuaternion<'world', 'sweep'>([0.9, 0.1, -0.05, 0.4], [1234.5, -987.25, 3]);
  const half = side / 2;
  const bounds = { min: [689_000 - half, 5_338_000 - half, 500 - half], max: [689_000 + half, 5_338_000 + half, 500 + half] } as const;
  const labels = new SweepLabels(new Uint32Array(count).fill(0x00070003));
  const sweep = { id: 's/f/lidar', sensor: 'lidar', cloud: { file: 'f.las' }, labels: null, timeNs: null, worldFromSweep };
  return {
    sweep,
    cloud: { name: 'f', format: 'las', count, origin, positions, fields: [], columns: {}, invalid: 1, bounds, labelField: null, warnings: [] },
    labels,
    flags: null,
    verdicts: null,
    view: {
      id: sweep.id, count, positions, origin, bounds: null, index: indexed ? buildSweepIndex(positions) : null, labels: labels.labels, worldFromSweep,
    },
  };
}
