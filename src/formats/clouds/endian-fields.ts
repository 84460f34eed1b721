import { BYTES } from '#src/core/cloud/columns.ts';
import type { ColumnArray, FieldInfo } from '#src/core/cloud/columns.ts';
import { anyPositions, floatPositions, plainField } from './cloud-builder.ts';
import type { PositionReader, RecordField } from './cloud-builder.ts';
import type { Records } from './strided.ts';

/** A field that lies as it is, in either byte order, at a byte offset of the record. */
export function fieldAt(field: FieldInfo, offset: number, littleEndian: boolean): RecordField {
  if (littleEndian || BYTES[field.type] === 1) return plainField(field, offset);
  return { field, read: (records, values, at) => copyReversed(records, offset, field.count, values, at) };
}

/** Coordinates in three fields of one value each, at these byte offsets of the record. */
export function axesAt(axes: readonly [RecordField, RecordField, RecordField], offsets: readonly [number, number, number], littleEndian: boolean): PositionReader {
  if (!axes.every((a) => a.field.type === 'float32')) return anyPositions(axes);
  if (littleEndian) return floatPositions(...offsets);
  return {
    kind: 'float32',
    read({ bytes, stride, count }, positions, first) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let i = 0, b = 0, o = 3 * first; i < count; i++, b += stride) for (const offset of offsets) positions[o++] = view.getFloat32(b + offset);
    },
  };
}

/** Bits are copied, not values: see `copyElements`. */
function copyReversed({ bytes, stride, count }: Records, offset: number, perRecord: number, out: ColumnArray, first: number): void {
  const size = out.BYTES_PER_ELEMENT;
  const to = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
  let o = first * perRecord * size;
  for (let i = 0, b = offset; i < count; i++, b += stride)
    for (let k = 0, e = b; k < perRecord; k++, e += size) for (let j = size - 1; j >= 0; j--) to[o++] = bytes[e + j];
}
