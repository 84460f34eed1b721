import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { anyPositions, floatPositions, plainField } from './cloud-builder.ts';
import type { CloudFormat, ReadCloudOptions } from './format.ts';
import { countRawPoints, KNOWN_LAYOUTS, parseRawLayout } from './raw-layout.ts';
import { previewRecords } from './preview.ts';
import { readRecords } from './read-records.ts';
import type { RecordFile } from './read-records.ts';

const [KITTI, NUSCENES] = KNOWN_LAYOUTS;

/**
 * Records without a header: KITTI's and SemanticKITTI's velodyne `.bin` (N x 4 little-endian float32), nuScenes' `.pcd.bin` (N x 5), and
 * with `layout` any other packed columns.
 */
export const kittiBin: CloudFormat = {
  id: 'kitti-bin',
  name: 'KITTI velodyne scan',
  extensions: ['bin'],
  mimeTypes: [],
  sniff: () => false,
  read: readKittiBin,
  preview: (source, options, context) => previewRecords(source, rawFile(source, options).file, context),
};

async function readKittiBin(source: ByteSource, options: ReadCloudOptions, context: JobContext): Promise<PointCloud> {
  const { file, names, warnings } = rawFile(source, options);
  const cloud = await readRecords(source, file, options, context);
  // There is no header to check: other bytes read as floats show as numbers that no sensor measures.
  const far = cloud.bounds !== null && [...cloud.bounds.min, ...cloud.bounds.max].some((v) => Math.abs(v) > 1e7);
  if (far || cloud.invalid * 2 > cloud.count)
    warnings.push(`the numbers do not look like coordinates: is this file ${names.length} columns (${names.join(', ')})?`);
  return cloud;
}

/** The columns that a file has by its name, where nobody says which. */
export function presumedColumns(name: string): readonly string[] {
  // Five columns would often divide evenly by four: read as KITTI's, every number would be another one's. nuScenes names its sweeps so.
  return (isNuscenes(name) ? NUSCENES : KITTI).columns;
}

function isNuscenes(name: string): boolean {
  return /\.pcd\.bin$/i.test(name);
}

/** `warnings` are those of the file, and may be added to. */
function rawFile(source: ByteSource, options: ReadCloudOptions): { file: RecordFile; names: readonly string[]; warnings: string[] } {
  const names = options.layout ?? presumedColumns(source.name);
  const { columns, stride } = parseRawLayout(names, source.name);
  const count = countRawPoints(source.size, stride, names, source.name);
  const byName = options.layout === undefined && isNuscenes(source.name);
  const warnings = byName ? [`columns assumed from the name, as in nuScenes: ${names.join(', ')}`] : [];
  const fields = columns.map(({ field, offset }) => plainField(field, offset));
  const [x, y, z] = ['x', 'y', 'z'].map((axis) => columns.findIndex((c) => c.field.name === axis));
  const floats = [x, y, z].every((i) => columns[i].field.type === 'float32');
  const positions = floats ? floatPositions(columns[x].offset, columns[y].offset, columns[z].offset) : anyPositions([fields[x], fields[y], fields[z]]);
  const layout = { fields, positions, labelField: null };
  return { file: { format: 'kitti-bin', begin: 0, stride, count, layout, warnings }, names, warnings };
}
