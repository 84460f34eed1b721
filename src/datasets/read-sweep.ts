import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { FileTree, JobContext } from '#src/core/io/bytes.ts';
import type { Sweep } from '#src/core/scene/scene.ts';
import { compensated } from '#src/core/scene/sweep-timing.ts';
import type { ReadCloudOptions } from '#src/formats/clouds/format.ts';
import { readCloud } from '#src/formats/clouds/index.ts';

type ToRead = Pick<Sweep, 'cloud' | 'labels' | 'timing'>;

/**
 * Reads the cloud of a sweep the way its dataset says, with its points where they were at the sweep's time: ego motion is taken out where
 * the file still has it. Throws DataError that names the file.
 */
export async function readSweep(
  tree: FileTree, sweep: ToRead, context: JobContext = {}, columns: ReadCloudOptions['columns'] = defaultColumns(sweep),
): Promise<PointCloud> {
  const cloud = await readSweepAsWritten(tree, sweep, context, withTimes(columns, sweep));
  return sweep.timing === undefined ? cloud : compensated(cloud, sweep.timing);
}

/** The same with the file's own coordinates: what is written to other files. */
export async function readSweepAsWritten(tree: FileTree, { cloud }: ToRead, context: JobContext, columns: ReadCloudOptions['columns']): Promise<PointCloud> {
  const { file, format, columns: layout } = cloud;
  return readCloud(await tree.open(file), { format, layout, columns }, context);
}

/** What is to be told to a reader in a worker so that it gives what `readSweep` would; shaped as `ReadCloudRequest`. */
export function sweepRequest(sweep: ToRead, columns: ReadCloudOptions['columns'] = defaultColumns(sweep)) {
  const { format, columns: layout } = sweep.cloud;
  return { format, layout, columns: withTimes(columns, sweep), timing: sweep.timing };
}

/**
 * What is loaded of a sweep unless told otherwise: a field that the dataset names for labels or times need not be one that the format would
 * load by itself.
 */
export function defaultColumns(sweep: ToRead): ReadCloudOptions['columns'] {
  const { labels } = sweep;
  return withTimes(labels?.field === undefined ? undefined : { also: [labels.field] }, sweep);
}

function withTimes(columns: ReadCloudOptions['columns'], { timing }: ToRead): ReadCloudOptions['columns'] {
  if (timing === undefined || columns === 'all') return columns;
  const { column } = timing, named = columns === undefined ? [] : 'also' in columns ? columns.also : columns;
  if (named.includes(column)) return columns;
  return columns !== undefined && !('also' in columns) ? [...columns, column] : { also: [...named, column] };
}
