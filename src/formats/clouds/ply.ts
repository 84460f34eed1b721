import { BYTES } from '#src/core/cloud/columns.ts';
import type { FieldInfo } from '#src/core/cloud/columns.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { chooseFields } from './choose-fields.ts';
import { axesAt, fieldAt } from './endian-fields.ts';
import type { CloudFormat, ReadCloudOptions } from './format.ts';
import { labelFieldOf } from './label-field.ts';
import { throwIfAborted } from './pace.ts';
import { readPcdAscii } from './pcd-ascii.ts';
import { findAxes } from './pcd-fields.ts';
import type { PcdField } from './pcd-header.ts';
import { fixedBytes, looksLikePly, readPlyHeader } from './ply-header.ts';
import type { PlyElement, PlyHeader } from './ply-header.ts';
import { elementStart } from './ply-skip.ts';
import { readRecords } from './read-records.ts';

/**
 * PLY 1.0 (Greg Turk, "The PLY Polygon File Format"), ascii and binary of both byte orders: the scalar properties of element `vertex`.
 * Faces and other elements are not points and are left out.
 */
export const ply: CloudFormat = {
  id: 'ply',
  name: 'PLY point cloud',
  extensions: ['ply'],
  mimeTypes: [],
  sniff: looksLikePly,
  read: readPly,
};

async function readPly(source: ByteSource, options: ReadCloudOptions, context: JobContext): Promise<PointCloud> {
  throwIfAborted(context.signal);
  const header = await readPlyHeader(source, context.signal);
  const vertex = header.elements.find((e) => e.name === 'vertex');
  if (vertex === undefined)
    throw new DataError('unsupported', 'has no points', { file: source.name, expected: 'an element vertex', found: header.elements.map((e) => e.name).join(', ') || 'no elements' });
  const stride = fixedBytes(vertex);
  if (stride === null)
    throw new DataError('unsupported', 'has lists among the properties of its points', {
      file: source.name, expected: 'single values', found: vertex.properties.filter((p) => p.countType !== null).map((p) => `list ${p.name}`).join(', '),
    });
  const fields = vertex.properties.map(({ name, type }): FieldInfo => ({ name, type, count: 1 }));
  const axes = findAxes(fields, source.name);
  const start = await elementStart(source, header, vertex, context);
  const cloud = header.encoding === 'ascii'
    ? await readAscii(source, header, vertex, fields, start, options, context)
    : await readBinary(source, header, vertex, { fields, axes, stride, begin: start.byte }, options, context);
  const others = header.elements.filter((e) => e !== vertex && e.count > 0).map((e) => `${e.count} of element ${e.name}`);
  return others.length === 0 ? cloud : { ...cloud, warnings: [...cloud.warnings, `not read: ${others.join(', ')}`] };
}

interface Vertices {
  readonly fields: readonly FieldInfo[];
  readonly axes: readonly [number, number, number];
  readonly stride: number;
  readonly begin: number;
}

function readBinary(
  source: ByteSource, header: PlyHeader, vertex: PlyElement, { fields, axes, stride, begin }: Vertices, options: ReadCloudOptions, context: JobContext,
): Promise<PointCloud> {
  const littleEndian = header.encoding === 'binary_little_endian';
  const offsets = fields.map((_, i) => fields.slice(0, i).reduce((sum, f) => sum + BYTES[f.type], 0));
  const readers = fields.map((field, i) => fieldAt(field, offsets[i], littleEndian));
  const [x, y, z] = axes;
  const positions = axesAt([readers[x], readers[y], readers[z]], [offsets[x], offsets[y], offsets[z]], littleEndian);
  const warnings = [...header.warnings];
  const trailing = source.size - begin - stride * vertex.count;
  if (header.elements.at(-1) === vertex && trailing > 0) warnings.push(`${trailing} bytes after the last point were ignored`);
  const layout = { fields: readers, positions, labelField: labelFieldOf(fields) };
  return readRecords(source, { format: 'ply', begin, stride, count: vertex.count, layout, warnings }, options, context);
}

/** Lines of numbers are PCD's `ascii` under another header. */
async function readAscii(
  source: ByteSource, header: PlyHeader, vertex: PlyElement, fields: readonly FieldInfo[], start: { byte: number; lines: number },
  options: ReadCloudOptions, context: JobContext,
): Promise<PointCloud> {
  const labelField = labelFieldOf(fields);
  const listed = fields.map(({ name, type }): PcdField => ({ name, type: type.startsWith('float') ? 'F' : type.startsWith('u') ? 'U' : 'I', size: BYTES[type], count: 1 }));
  const columns = [...chooseFields(fields, labelField, options.columns, source.name)];
  const table = { fields: listed, points: vertex.count, data: 'ascii' as const, dataOffset: start.byte, lines: start.lines, warnings: header.warnings };
  const cloud = await readPcdAscii(source, table, { columns }, context);
  // What follows is the next element, which is named anyway.
  const warnings = header.elements.at(-1) === vertex ? cloud.warnings : cloud.warnings.filter((w) => w !== 'what follows the last point was ignored');
  return { ...cloud, format: 'ply', labelField, warnings };
}
