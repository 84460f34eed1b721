import { allocate, BYTES } from '#src/core/cloud/columns.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { looksLikeNpy, readNpyHeader } from '../npy.ts';
import type { NpyHeader } from '../npy.ts';
import { allocating } from './cloud-builder.ts';
import { axesAt } from './endian-fields.ts';
import type { CloudFormat, ReadCloudOptions } from './format.ts';
import { cloudFromColumns } from './from-columns.ts';
import type { SourceColumn } from './from-columns.ts';
import { labelFieldOf } from './label-field.ts';
import { couldBePoints, npyColumn, npyPoints } from './npy-columns.ts';
import type { NpyPoints } from './npy-columns.ts';
import { throwIfAborted } from './pace.ts';
import { findAxes } from './pcd-fields.ts';
import { readExactly } from './read-bytes.ts';
import { readRecords } from './read-records.ts';

/** numpy's `.npy` (numpy.lib.format): (N, k) numbers of any type with k from 3 on, or structures with x, y and z. */
export const npy: CloudFormat = {
  id: 'npy',
  name: 'NumPy array',
  extensions: ['npy'],
  mimeTypes: [],
  sniff: looksLikeNpy,
  holdsPoints: async (source, signal) => couldBePoints(await readNpyHeader(source, signal)),
  read: readNpyCloud,
};

async function readNpyCloud(source: ByteSource, options: ReadCloudOptions, context: JobContext): Promise<PointCloud> {
  throwIfAborted(context.signal);
  const header = await readNpyHeader(source, context.signal);
  const warnings: string[] = [];
  const points = npyPoints(header, options.layout, source.name, warnings);
  const { columns, count, stride } = points;
  const fields = columns.map((c) => c.field);
  const [x, y, z] = findAxes(fields, source.name).map((k) => columns[k]);
  // What the slices of a record reader cannot say: planes, float16 coordinates, big-endian parts of a structure.
  const plain = !header.fortran && [x, y, z].every((c) => c.bytes === BYTES[c.field.type]) && header.fields.every((f) => f.element?.littleEndian !== false);
  if (!plain) {
    const whole = npySourceColumns(source, header, points, context.signal);
    return cloudFromColumns({ name: source.name, format: 'npy', count, columns: whole, warnings }, options, context);
  }
  const positions = axesAt([x, y, z], [x.offset, y.offset, z.offset], header.element?.littleEndian ?? true);
  const layout = { fields: columns, positions, labelField: labelFieldOf(fields) };
  return readRecords(source, { format: 'npy', begin: header.dataStart, stride, count, layout, warnings }, options, context);
}

/** The columns of an array, each taken out when it is asked for. In Fortran order a column is a plane of its own. */
export function npySourceColumns(source: ByteSource, { fortran, element, dataStart }: NpyHeader, points: NpyPoints, signal?: AbortSignal): SourceColumn[] {
  const { count, stride } = points;
  const planar = fortran && element !== null;
  let whole: Promise<Uint8Array> | null = null;
  const read = (begin: number, end: number) => readExactly(source, dataStart + begin, dataStart + end, signal);
  return points.columns.map((column, k): SourceColumn => ({
    field: column.field,
    async load() {
      const values = allocating(source.name, count, () => allocate(column.field.type, count * column.field.count));
      if (count === 0) return values;
      if (planar) npyColumn('', element, 1, 0).read({ bytes: await read(k * count * column.bytes, (k + 1) * count * column.bytes), stride: column.bytes, count }, values, 0, 0);
      else column.read({ bytes: await (whole ??= read(0, count * stride)), stride, count }, values, 0, 0);
      return values;
    },
  }));
}
