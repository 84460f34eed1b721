import { BYTES } from '#src/core/cloud/columns.ts';
import type { ColumnType } from '#src/core/cloud/columns.ts';
import { joinBytes } from './pcd-writer.ts';
import type { TestField } from './pcd-writer.ts';

export interface PlyShape {
  readonly format: 'ascii' | 'binary_little_endian' | 'binary_big_endian';
  readonly points: number;
  readonly newline?: '\n' | '\r\n';
  /** Faces with lists of vertex indices: behind the vertices, or (an unusual order) before them. */
  readonly faces?: { readonly lists: readonly (readonly number[])[]; readonly first?: boolean };
}

const OLD_NAMES: Partial<Record<ColumnType, string>> = {
  int8: 'char', uint8: 'uchar', int16: 'short', uint16: 'ushort', int32: 'int', uint32: 'uint', float32: 'float', float64: 'double',
};

/** A PLY file, written with DataView and strings only: it shares no code with the reader. Every second field gets its type's old name. */
export function writePly(fields: readonly TestField[], { format, points, newline = '\n', faces }: PlyShape): Uint8Array {
  const vertex = ['element vertex ' + points, ...fields.map((f, k) => `property ${(k % 2 === 0 ? OLD_NAMES[f.type] : undefined) ?? f.type} ${f.name}`)];
  const face = faces ? [`element face ${faces.lists.length}`, 'property uchar flags', 'property list uchar int vertex_indices'] : [];
  const elements = faces?.first ? [...face, ...vertex] : [...vertex, ...face];
  const header = ['ply', `format ${format} 1.0`, 'comment made by a test', ...elements, 'end_header', ''].join(newline);
  const bodies = [vertices(fields, points, format, newline), ...(faces ? [faceBytes(faces.lists, format, newline)] : [])];
  if (faces?.first) bodies.reverse();
  return joinBytes(new TextEncoder().encode(header), ...bodies);
}

function vertices(fields: readonly TestField[], points: number, format: PlyShape['format'], newline: string): Uint8Array {
  if (format === 'ascii') {
    const line = (i: number) => fields.map((f) => (Object.is(f.values[i], -0) ? '-0' : String(f.values[i]).replace('Infinity', 'inf').replace('NaN', 'nan'))).join(' ') + newline;
    return new TextEncoder().encode(Array.from({ length: points }, (_, i) => line(i)).join(''));
  }
  const out: number[] = [];
  for (let i = 0; i < points; i++)
    for (const f of fields) {
      const bytes = [...new Uint8Array(f.values.buffer, f.values.byteOffset + i * BYTES[f.type], BYTES[f.type])];
      out.push(...(format === 'binary_big_endian' ? bytes.reverse() : bytes));
    }
  return Uint8Array.from(out);
}

function faceBytes(lists: readonly (readonly number[])[], format: PlyShape['format'], newline: string): Uint8Array {
  if (format === 'ascii') return new TextEncoder().encode(lists.map((l) => `7 ${l.length} ${l.join(' ')}${newline}`).join(''));
  return joinBytes(...lists.map((list) => {
    const view = new DataView(new ArrayBuffer(2 + 4 * list.length));
    view.setUint8(0, 7);
    view.setUint8(1, list.length);
    list.forEach((index, k) => view.setInt32(2 + 4 * k, index, format === 'binary_little_endian'));
    return new Uint8Array(view.buffer);
  }));
}
