import type { PointCloud } from '../cloud/point-cloud.ts';
import type { Column, ColumnArray, FieldInfo } from '../cloud/columns.ts';

/** Low and high value that a ramp runs between. */
export type Range = readonly [number, number];

/** Values outside these shares are painted with the ramp's ends: a single retro-reflector must not darken the rest. */
const LOW = 0.02;
const HIGH = 0.98;
/** Points looked at for the percentiles. */
const SAMPLE = 20_000;

/** A column as a ramp shows it. Nothing is copied: columns of a hundred million points stay single. */
export class ShadedColumn {
  constructor(
    private readonly values: ColumnArray,
    /** Values per point; the first one is shown. */
    private readonly stride: number,
    readonly range: Range,
  ) {}

  /** The value of point i, NaN where it has none; what is above 2^53 is rounded. */
  value(i: number): number {
    return Number(this.values[i * this.stride]);
  }

  /** Its place in the range, 0..1, clamped; NaN gives 0. */
  at(i: number): number {
    const t = (this.value(i) - this.range[0]) / (this.range[1] - this.range[0]);
    return t > 0 ? Math.min(1, t) : 0;
  }
}

/** Columns do not change: their percentiles are found once. */
const found = new WeakMap<Column, Range>();

function ownRange(column: Column, count: number): Range {
  let range = found.get(column);
  if (range === undefined) found.set(column, (range = percentiles(count, (i) => Number(column.values[i * column.field.count]))));
  return range;
}

/** A loaded column with a range, by default its own percentiles; null where it is not loaded. */
export function shadedColumn(cloud: Pick<PointCloud, 'columns' | 'count'>, name: string, range: Range | null = null): ShadedColumn | null {
  const column = Object.hasOwn(cloud.columns, name) ? cloud.columns[name] : undefined;
  if (column === undefined || cloud.count === 0) return null;
  return new ShadedColumn(column.values, column.field.count, range ?? ownRange(column, cloud.count));
}

/** Around the percentiles of all clouds that have the column loaded; null where none has. */
export function commonRange(clouds: readonly Pick<PointCloud, 'columns' | 'count'>[], name: string): Range | null {
  return unite(clouds.flatMap((cloud) => shadedColumn(cloud, name)?.range ?? []));
}

/** Around all of them; null for none. A flat list: low, high, low, high, … */
export function unite(ends: readonly number[]): Range | null {
  return ends.length === 0 ? null : [Math.min(...ends), Math.max(...ends)];
}

/** The low and the high value of `count` without the outliers; [v, v + 1] where all are v, [0, 1] where there is none. */
export function percentiles(count: number, value: (i: number) => number): Range {
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

/** The columns that a ramp can show: every field but the coordinates themselves. */
export function shadeable(fields: readonly FieldInfo[]): readonly FieldInfo[] {
  return fields.filter(({ name }) => !['x', 'y', 'z'].includes(name.toLowerCase()));
}
