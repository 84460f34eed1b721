import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { readNpyHeader } from '../npy.ts';
import type { NpyHeader } from '../npy.ts';
import { listZip, looksLikeZip, readZipEntry } from '../zip.ts';
import type { ZipEntry } from '../zip.ts';
import { uniqueName } from './field-names.ts';
import type { CloudFormat, ReadCloudOptions } from './format.ts';
import { cloudFromColumns } from './from-columns.ts';
import type { SourceColumn } from './from-columns.ts';
import { npySourceColumns } from './npy.ts';
import { couldBePoints, MAX_COLUMNS, npyColumn, npyPoints } from './npy-columns.ts';
import type { NpyPoints } from './npy-columns.ts';
import { throwIfAborted } from './pace.ts';

/** numpy's `.npz`: a zip of arrays, one of which holds the points; arrays with one row per point beside it are further columns. */
export const npz: CloudFormat = {
  id: 'npz',
  name: 'NumPy arrays',
  extensions: ['npz'],
  mimeTypes: [],
  sniff: looksLikeZip,
  async holdsPoints(source, signal) {
    choosePoints(await readHeaders(source, [], signal), source.name);
    return true;
  },
  read: readNpz,
};

/** Names of the array of points, in order of preference. */
const POINTS_NAMES = [/^xyz$/i, /^points?$/i, /^(pts|pc|point_?cloud|cloud)$/i, /^(coords?|coordinates|pos|positions?)$/i, /^(lidar|velodyne|scan)$/i, /^data$/i];
/** Enough of an array for its header. */
const HEADER_BYTES = 1 << 16;

interface NamedArray {
  readonly name: string;
  readonly entry: ZipEntry;
  readonly header: NpyHeader;
}

async function readNpz(source: ByteSource, options: ReadCloudOptions, context: JobContext): Promise<PointCloud> {
  const { signal } = context;
  throwIfAborted(signal);
  const warnings: string[] = [];
  const arrays = await readHeaders(source, warnings, signal);
  const points = choosePoints(arrays, source.name);
  const used = new Set<string>();
  const columns: SourceColumn[] = [];
  if (points !== null) {
    columns.push(...openColumns(source, points, npyPoints(points.header, options.layout, source.name, warnings), signal));
    for (const column of columns) used.add(column.field.name);
  }
  const count = points === null ? axisOf(arrays, 'x')!.header.shape[0] : pointCount(points.header);
  for (const array of arrays) {
    if (array === points) continue;
    const width = widthBeside(array.header, count);
    if (width === null) {
      warnings.push(`array ${array.name} of shape (${array.header.shape.join(', ')}) has not one row per point and was not read`);
      continue;
    }
    const { itemBytes, element } = array.header;
    const column = npyColumn(uniqueName(array.name, used, warnings), element!, width, 0);
    columns.push(...openColumns(source, array, { count, stride: itemBytes * width, columns: [column] }, signal));
  }
  return cloudFromColumns({ name: source.name, format: 'npz', count, columns, warnings }, options, context);
}

async function readHeaders(source: ByteSource, warnings: string[], signal?: AbortSignal): Promise<NamedArray[]> {
  const arrays: NamedArray[] = [];
  for (const entry of await listZip(source, signal)) {
    if (!entry.name.endsWith('.npy')) continue;
    const head = await readZipEntry(source, entry, signal, Math.min(entry.size, HEADER_BYTES));
    try {
      arrays.push({ name: entry.name.slice(0, -4), entry, header: await readNpyHeader(memorySource(`${source.name}/${entry.name}`, head), signal, entry.size) });
    } catch (error) {
      // Names, dates and pickled objects beside the points are no reason to refuse those.
      if (!(error instanceof DataError && error.kind === 'unsupported')) throw error;
      warnings.push(`array ${entry.name} was not read: ${error.problem}`);
    }
  }
  return arrays;
}

/** The array of points; null where x, y and z are arrays of their own. Throws DataError that lists the arrays where none or several could be it. */
function choosePoints(arrays: readonly NamedArray[], file: string): NamedArray | null {
  const candidates = arrays.filter((a) => couldBePoints(a.header));
  for (const pattern of POINTS_NAMES) {
    const named = candidates.find((a) => pattern.test(a.name));
    if (named) return named;
  }
  const [x, y, z] = ['x', 'y', 'z'].map((axis) => axisOf(arrays, axis));
  if (x && y && z && y.header.shape[0] === x.header.shape[0] && z.header.shape[0] === x.header.shape[0]) return null;
  if (candidates.length === 1) return candidates[0];
  const listed = arrays.map((a) => `${a.name} (${a.header.shape.join(', ')})`).join(', ');
  throw new DataError('unsupported', candidates.length === 0 ? 'has no array of points' : 'has several arrays that could be the points', {
    file, expected: 'one array of shape (N, 3 or more), or one that is called points or xyz', found: listed === '' ? 'no arrays' : listed,
  });
}

function axisOf(arrays: readonly NamedArray[], axis: string): NamedArray | undefined {
  return arrays.find((a) => a.name.toLowerCase() === axis && a.header.element !== null && a.header.shape.length === 1);
}

function pointCount({ count, element, shape }: NpyHeader): number {
  return element === null ? count : count / shape.at(-1)!;
}

/** Values per point of an array that has one row per point: (N,) or (N, k); null for others. */
function widthBeside({ shape, element, fortran }: NpyHeader, count: number): number | null {
  const width = shape.length === 1 ? 1 : shape[1];
  const fits = element !== null && shape.length <= 2 && shape[0] === count && width > 0 && width <= MAX_COLUMNS && !(fortran && shape.length === 2);
  return fits ? width : null;
}

/** The columns of one array of the archive; it is unpacked once, when the first of them is asked for. */
function openColumns(source: ByteSource, { entry, header }: NamedArray, points: NpyPoints, signal?: AbortSignal): SourceColumn[] {
  let unpacked: Promise<Uint8Array> | null = null;
  const inside: ByteSource = {
    name: `${source.name}/${entry.name}`,
    size: entry.size,
    read: async (begin, end) => (await (unpacked ??= readZipEntry(source, entry, signal))).subarray(begin, end),
  };
  return npySourceColumns(inside, header, points, signal);
}
