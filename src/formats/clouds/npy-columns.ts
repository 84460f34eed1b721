import { BYTES } from '#src/core/cloud/columns.ts';
import type { FieldInfo } from '#src/core/cloud/columns.ts';
import { DataError } from '#src/core/errors.ts';
import { float16 } from '../npy.ts';
import type { NpyElement, NpyHeader } from '../npy.ts';
import type { RecordField } from './cloud-builder.ts';
import { fieldAt } from './endian-fields.ts';
import { uniqueName } from './field-names.ts';

/** More columns than any cloud has: an array of this shape is something else, or lies on its side. */
export const MAX_COLUMNS = 256;

/** A column of an array whose points lie one after the other, and where its value begins in a point. */
export interface NpyColumn extends RecordField {
  readonly offset: number;
  /** Bytes of one element. */
  readonly bytes: number;
}

/** What an array holds as points: records of `stride` bytes (C order), or whole columns one after the other (Fortran order). */
export interface NpyPoints {
  readonly count: number;
  readonly stride: number;
  readonly columns: readonly NpyColumn[];
}

/** True for an array that could be points by its shape: a structure with x, y and z, or (…, k) numbers with k from 3 on. */
export function couldBePoints({ shape, element, fields }: NpyHeader): boolean {
  if (element === null) return ['x', 'y', 'z'].every((axis) => fields.some((f) => f.name.toLowerCase() === axis));
  const width = shape.at(-1) ?? 0;
  return shape.length >= 2 && width >= 3 && width <= MAX_COLUMNS;
}

/**
 * The columns of an array of points. Those of a plain array have no names: `layout` gives them, else they are x, y, z, (of four)
 * intensity, column_5, …, and a warning says so. Throws DataError where the array is of another shape.
 */
export function npyPoints(header: NpyHeader, layout: readonly string[] | undefined, file: string, warnings: string[]): NpyPoints {
  const { shape, element } = header;
  if (element === null) return { count: header.count, stride: header.itemBytes, columns: structureColumns(header, warnings) };
  if (!couldBePoints(header))
    throw new DataError('unsupported', 'has not the shape of points', {
      file, expected: `(N, k) with k from 3 to ${MAX_COLUMNS}, or a structure with x, y and z`, found: `(${shape.join(', ')})`,
      hint: shape.length === 2 && shape[0] >= 3 && shape[0] <= MAX_COLUMNS ? 'it may have to be transposed' : undefined,
    });
  if (header.fortran && shape.length > 2)
    throw new DataError('unsupported', 'is in Fortran order with more than two dimensions', { file, hint: 'save it with numpy.ascontiguousarray' });
  const width = shape.at(-1)!;
  const names = layout ?? Array.from({ length: width }, (_, k) => ['x', 'y', 'z', ...(width === 4 ? ['intensity'] : [])][k] ?? `column_${k + 1}`);
  if (names.length !== width)
    throw new DataError('mismatch', 'has another number of columns than the layout', { file, expected: `${names.length} (${names.join(', ')})`, found: `${width}` });
  if (new Set(names).size !== width) throw new DataError('unsupported', 'the layout names a column twice', { file, found: names.join(', ') });
  if (layout === undefined) warnings.push(`columns assumed: ${names.join(', ')}`);
  return {
    count: header.count / width,
    stride: width * header.itemBytes,
    columns: names.map((name, k) => npyColumn(name, element, 1, k * element.bytes)),
  };
}

function structureColumns({ fields }: NpyHeader, warnings: string[]): NpyColumn[] {
  const used = new Set<string>();
  const columns: NpyColumn[] = [];
  for (const { name, element, count, offset } of fields) {
    if (element !== null && count > 0) columns.push(npyColumn(uniqueName(name, used, warnings), element, count, offset));
    else if (name !== '') warnings.push(`${name} is not made of numbers and was not read`);
  }
  return columns;
}

/** One column of `count` elements per point. */
export function npyColumn(name: string, element: NpyElement, count: number, offset: number): NpyColumn {
  if (element.type !== 'float16') {
    const field: FieldInfo = { name, type: element.type, count };
    return { ...fieldAt(field, offset, element.littleEndian), offset, bytes: BYTES[element.type] };
  }
  return {
    field: { name, type: 'float32', count },
    offset,
    bytes: 2,
    read({ bytes, stride, count: n }, values, at) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let i = 0, o = at * count; i < n; i++) for (let k = 0; k < count; k++) values[o++] = float16(view.getUint16(i * stride + offset + 2 * k, element.littleEndian)) as never;
    },
  };
}
