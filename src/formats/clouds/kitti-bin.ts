import { BYTES } from '#src/core/cloud/columns.ts';
import type { FieldInfo } from '#src/core/cloud/columns.ts';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { floatPositions, plainField } from './cloud-builder.ts';
import type { CloudFormat, ReadCloudOptions } from './format.ts';
import { readRecords } from './read-records.ts';

const KITTI_LAYOUT = ['x', 'y', 'z', 'remission'];

/** KITTI's and SemanticKITTI's velodyne `.bin`: N x 4 little-endian float32, no header; other datasets use more columns or other names. */
export const kittiBin: CloudFormat = {
  id: 'kitti-bin',
  name: 'KITTI velodyne scan',
  extensions: ['bin'],
  mimeTypes: [],
  sniff: () => false,
  read: readKittiBin,
};

async function readKittiBin(source: ByteSource, options: ReadCloudOptions, context: JobContext) {
  // Five columns would often divide evenly by four: read as KITTI's, every number would be another one's.
  if (options.layout === undefined && /\.pcd\.bin$/i.test(source.name))
    throw new DataError('unsupported', 'is a nuScenes sweep, and nothing says which columns it has', {
      file: source.name, hint: 'describe it in a scene.json, with columns x, y, z, intensity, ring',
    });
  const names = options.layout ?? KITTI_LAYOUT;
  checkLayout(names, source.name);
  const stride = BYTES.float32 * names.length;
  if (source.size % stride !== 0)
    throw new DataError('mismatch', 'the size is not a whole number of points', {
      file: source.name, expected: `a multiple of ${stride} bytes (${names.join(', ')} as float32)`, found: `${source.size} bytes`,
    });
  const fields = names.map((name): FieldInfo => ({ name, type: 'float32', count: 1 }));
  const layout = {
    fields: fields.map((field, i) => plainField(field, 4 * i)),
    positions: floatPositions(4 * names.indexOf('x'), 4 * names.indexOf('y'), 4 * names.indexOf('z')),
    labelField: null,
  };
  const file = { format: 'kitti-bin', begin: 0, stride, count: source.size / stride, layout };
  const warnings: string[] = [];
  const cloud = await readRecords(source, { ...file, warnings }, options, context);
  // There is no header to check: other bytes read as floats show as numbers that no sensor measures.
  const far = cloud.bounds !== null && [...cloud.bounds.min, ...cloud.bounds.max].some((v) => Math.abs(v) > 1e7);
  if (far || cloud.invalid * 2 > cloud.count)
    warnings.push(`the numbers do not look like coordinates: is this file ${names.length} float32 columns (${names.join(', ')})?`);
  return cloud;
}

function checkLayout(names: readonly string[], file: string): void {
  for (const axis of ['x', 'y', 'z'])
    if (!names.includes(axis)) throw new DataError('unsupported', `the layout has no ${axis}`, { file, expected: 'x, y and z', found: names.join(', ') });
  if (new Set(names).size !== names.length)
    throw new DataError('unsupported', 'the layout names a column twice', { file, found: names.join(', ') });
}
