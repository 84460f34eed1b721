import { BYTES } from '#src/core/cloud/columns.ts';
import type { ColumnType, FieldInfo } from '#src/core/cloud/columns.ts';
import { DataError } from '#src/core/errors.ts';

/** One column of a file without a header, and the byte of the record where it begins. */
export interface RawColumn {
  readonly field: FieldInfo;
  readonly offset: number;
}

/** Column layouts that datasets really use, for files that say nothing about themselves. All float32. */
export const KNOWN_LAYOUTS: readonly { readonly of: string; readonly columns: readonly string[] }[] = [
  { of: 'KITTI', columns: ['x', 'y', 'z', 'remission'] },
  { of: 'nuScenes', columns: ['x', 'y', 'z', 'intensity', 'ring'] },
  { of: 'coordinates only', columns: ['x', 'y', 'z'] },
  { of: 'with time', columns: ['x', 'y', 'z', 'intensity', 'ring', 'time'] },
];

/**
 * The columns of a layout such as `['x', 'y', 'z', 'intensity:uint8', 'ring:uint16']`, packed without gaps: a column is float32 where
 * nothing else is said. Throws DataError 'unsupported' for an unknown type, a name that comes twice, and where x, y or z is missing.
 */
export function parseRawLayout(layout: readonly string[], file: string): { columns: readonly RawColumn[]; stride: number } {
  const columns: RawColumn[] = [];
  let stride = 0;
  for (const entry of layout) {
    const [name, type = 'float32'] = entry.split(':');
    if (!Object.hasOwn(BYTES, type))
      throw new DataError('unsupported', `the layout gives ${name} a type that does not exist`, { file, expected: Object.keys(BYTES).join(', '), found: type });
    if (columns.some((c) => c.field.name === name)) throw new DataError('unsupported', 'the layout names a column twice', { file, found: layout.join(', ') });
    columns.push({ field: { name, type: type as ColumnType, count: 1 }, offset: stride });
    stride += BYTES[type as ColumnType];
  }
  for (const axis of ['x', 'y', 'z'])
    if (!columns.some((c) => c.field.name === axis))
      throw new DataError('unsupported', `the layout has no ${axis}`, { file, expected: 'x, y and z', found: layout.join(', ') });
  return { columns, stride };
}

/**
 * The number of points in `size` bytes. Throws DataError 'mismatch' where they are no whole number of points, naming the known layouts
 * that would fit: the wrong layout is the likeliest cause.
 */
export function countRawPoints(size: number, stride: number, layout: readonly string[], file: string): number {
  if (size % stride === 0) return size / stride;
  const fitting = KNOWN_LAYOUTS.filter(({ columns }) => size % (4 * columns.length) === 0).map(({ of, columns }) => `${columns.join(' ')} (${of})`);
  throw new DataError('mismatch', 'the size is not a whole number of points', {
    file,
    expected: `a multiple of ${stride} bytes (${layout.join(', ')})`,
    found: `${size} bytes`,
    hint: fitting.length === 0 ? 'no known float32 layout fits: the file may be cut off' : `layouts that would fit: ${fitting.join('; ')}`,
  });
}
