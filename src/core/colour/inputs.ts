import type { PointCloud } from '../cloud/point-cloud.ts';
import { intensityField } from '../cloud/point-cloud.ts';
import type { Taxonomy } from '../labels/taxonomy.ts';
import type { ColourInputs, Shading } from './colour-mode.ts';
import { rampOf } from './ramp.ts';
import { rgbColumns } from './rgb.ts';
import { percentiles, shadedColumn } from './shaded-column.ts';

/** What is computed from a sweep's columns, once: the 3D view and the images ask for the same. */
type Computed = Pick<ColourInputs, 'intensity' | 'rgb' | 'heightRange'>;
const computed = new WeakMap<PointCloud, Computed>();

/** What a sweep brings with it. */
type Coloured = Pick<ColourInputs, 'cloud' | 'labels' | 'verdicts' | 'worldFromSweep'>;

/** Where nobody chose anything. */
export const plainShading: Shading = { ramp: rampOf('viridis'), column: null, columnRange: null, heightRange: null };

/** Everything that colour modes need of a sweep. `labels` stays live. */
export function colourInputs({ cloud, labels, verdicts, worldFromSweep }: Coloured, taxonomy: Taxonomy, shading = plainShading): ColourInputs {
  let columns = computed.get(cloud);
  if (columns === undefined) {
    const heightRange = percentiles(cloud.count, (i) => worldHeight({ cloud, worldFromSweep }, i));
    const intensity = intensityField(cloud.fields);
    columns = { intensity: intensity === null ? null : shadedColumn(cloud, intensity), rgb: rgbColumns(cloud), heightRange };
    computed.set(cloud, columns);
  }
  const { ramp, column, columnRange, heightRange } = shading;
  return {
    ...columns,
    ...(heightRange !== null && { heightRange }),
    column: column === null ? null : shadedColumn(cloud, column, columnRange),
    cloud, worldFromSweep, labels, verdicts, taxonomy, ramp,
  };
}

/** Height in the world frame, metres. */
export function worldHeight({ cloud, worldFromSweep }: Pick<ColourInputs, 'cloud' | 'worldFromSweep'>, i: number): number {
  const { r, t } = worldFromSweep;
  const { positions: p, origin: o } = cloud;
  return r[6] * (p[3 * i] + o[0]) + r[7] * (p[3 * i + 1] + o[1]) + r[8] * (p[3 * i + 2] + o[2]) + t[2];
}
