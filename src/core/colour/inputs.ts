import type { PointCloud } from '../cloud/point-cloud.ts';
import { intensityField } from '../cloud/point-cloud.ts';
import type { Taxonomy } from '../labels/taxonomy.ts';
import type { ColourInputs } from './colour-mode.ts';
import { rgbaOf } from './rgb.ts';

/** Values outside these shares are painted with the ramp's ends: a single retro-reflector must not darken the rest. */
const LOW = 0.02;
const HIGH = 0.98;
/** Points looked at for the percentiles. */
const SAMPLE = 20_000;

/** What is computed from a sweep's columns, once: the 3D view and the images ask for the same. */
type Computed = Pick<ColourInputs, 'intensity' | 'rgba' | 'heightRange'>;
const computed = new WeakMap<PointCloud, Computed>();

/** What a sweep brings with it. */
type Coloured = Pick<ColourInputs, 'cloud' | 'labels' | 'verdicts' | 'worldFromSweep'>;

/** Everything that colour modes need of a sweep. `labels` stays live. */
export function colourInputs({ cloud, labels, verdicts, worldFromSweep }: Coloured, taxonomy: Taxonomy): ColourInputs {
  let columns = computed.get(cloud);
  if (columns === undefined) {
    const heightRange = percentiles(cloud.count, (i) => worldHeight({ cloud, worldFromSweep }, i));
    columns = { intensity: scaledIntensity(cloud), rgba: rgbaOf(cloud), heightRange };
    computed.set(cloud, columns);
  }
  return { ...columns, cloud, worldFromSweep, labels, verdicts, taxonomy };
}

/** Height in the world frame, metres. */
export function worldHeight({ cloud, worldFromSweep }: Pick<ColourInputs, 'cloud' | 'worldFromSweep'>, i: number): number {
  const { r, t } = worldFromSweep;
  const { positions: p, origin: o } = cloud;
  return r[6] * (p[3 * i] + o[0]) + r[7] * (p[3 * i + 1] + o[1]) + r[8] * (p[3 * i + 2] + o[2]) + t[2];
}

function scaledIntensity(cloud: PointCloud): Float32Array | null {
  const name = intensityField(cloud.fields);
  const values = name === null ? undefined : cloud.columns[name]?.values;
  if (values === undefined) return null;
  const [low, high] = percentiles(cloud.count, (i) => Number(values[i]));
  const out = new Float32Array(cloud.count);
  for (let i = 0; i < cloud.count; i++) {
    const t = (Number(values[i]) - low) / (high - low);
    out[i] = t > 0 ? Math.min(1, t) : 0; // NaN becomes 0
  }
  return out;
}

function percentiles(count: number, value: (i: number) => number): readonly [number, number] {
  const step = Math.max(1, Math.floor(count / SAMPLE));
  const sample: number[] = [];
  for (let i = 0; i < count; i += step) {
    const v = value(i);
    if (Number.isFinite(v)) sample.push(v);
  }
  if (sample.length === 0) return [0, 1];
  sample.sort((a, b) => a - b);
  const at = (share: number) => sample[Math.min(sample.length - 1, Math.floor(share * sample.length))];
  const low = at(LOW), high = at(HIGH);
  return high > low ? [low, high] : [low, low + 1];
}
