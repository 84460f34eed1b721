import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { FileTree, JobContext } from '#src/core/io/bytes.ts';
import type { Sweep } from '#src/core/scene/scene.ts';
import type { ReadCloudOptions } from '#src/formats/clouds/format.ts';
import { readCloud } from '#src/formats/clouds/index.ts';

/** Reads the cloud of a sweep the way its dataset says. Throws DataError that names the file. */
export async function readSweep(
  tree: FileTree, sweep: Pick<Sweep, 'cloud' | 'labels'>, context: JobContext = {}, columns: ReadCloudOptions['columns'] = defaultColumns(sweep),
): Promise<PointCloud> {
  const { file, format, columns: layout } = sweep.cloud;
  return readCloud(await tree.open(file), { format, layout, columns }, context);
}

/** What is loaded of a sweep unless told otherwise: a field that the dataset names for labels need not be one that the format would load by itself. */
export function defaultColumns({ labels }: Pick<Sweep, 'labels'>): ReadCloudOptions['columns'] {
  return labels?.field === undefined ? undefined : { also: [labels.field] };
}
