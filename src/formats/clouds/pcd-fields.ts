import { BYTES } from '#src/core/cloud/columns.ts';
import type { FieldInfo } from '#src/core/cloud/columns.ts';
import { DataError } from '#src/core/errors.ts';
import { anyPositions, floatPositions, plainField } from './cloud-builder.ts';
import type { PositionReader, RecordField, RecordLayout } from './cloud-builder.ts';
import { fieldInfoOf } from './pcd-header.ts';
import type { PcdField } from './pcd-header.ts';
import { copyElements } from './strided.ts';

/** Names that files give to per-point labels, in order of preference. */
const LABEL_NAMES = ['label', 'labels', 'classification', 'class', 'semantic'];

/** Indices of x, y and z among `fields`. Throws DataError where one is not there, or holds more than one value. */
export function findAxes(fields: readonly FieldInfo[], file: string): [number, number, number] {
  const find = (axis: string) => {
    const exact = fields.findIndex((f) => f.name === axis);
    const index = exact >= 0 ? exact : fields.findIndex((f) => f.name === axis.toUpperCase());
    if (index < 0 || fields[index].count !== 1)
      throw new DataError('unsupported', `no single field ${axis}`, {
        file, expected: 'fields x, y and z of COUNT 1', found: fields.map((f) => (f.count === 1 ? f.name : `${f.name} (COUNT ${f.count})`)).join(', '),
      });
    return index;
  };
  return [find('x'), find('y'), find('z')];
}

/** The field that holds per-point labels: integers, one per point. */
export function findLabelField(fields: readonly FieldInfo[]): string | null {
  for (const name of LABEL_NAMES) {
    const field = fields.find((f) => f.name.toLowerCase() === name && f.count === 1 && !f.type.startsWith('float'));
    if (field) return field.name;
  }
  return null;
}

/** A field and the byte where it begins, in the record or in the planes. */
interface PlacedField {
  readonly field: FieldInfo;
  readonly offset: number;
}

/** `binary`: packed structs, padding included. Offsets are in the record; `bytes` is the record's size. */
export function structLayout(listed: readonly PcdField[], file: string): { layout: RecordLayout; bytes: number } {
  const { placed, bytes } = place(listed, 1);
  const fields = placed.map(({ field, offset }) => plainField(field, offset));
  const axes = findAxes(placed.map((p) => p.field), file);
  const [x, y, z] = axes.map((i) => placed[i].offset);
  const float = axes.every((i) => placed[i].field.type === 'float32');
  return { layout: layoutOf(fields, float ? floatPositions(x, y, z) : positionsOf(fields, axes)), bytes };
}

export interface PlanarLayout {
  readonly layout: RecordLayout;
  /** The size of all planes. */
  readonly bytes: number;
  /** Byte behind the plane of each field. */
  readonly ends: ReadonlyMap<string, number>;
  /** Names of the fields that hold x, y and z. */
  readonly axes: readonly string[];
}

/** `binary_compressed` once inflated: all values of the first field, then all of the second. */
export function planarLayout(listed: readonly PcdField[], points: number, file: string): PlanarLayout {
  const { placed, bytes } = place(listed, points);
  const fields = placed.map(({ field, offset }) => planarField(field, offset));
  const axes = findAxes(placed.map((p) => p.field), file);
  const [x, y, z] = axes.map((i) => placed[i].offset);
  const float = axes.every((i) => placed[i].field.type === 'float32');
  const ends = new Map(placed.map(({ field, offset }) => [field.name, offset + points * BYTES[field.type] * field.count]));
  const layout = layoutOf(fields, float ? planarFloats(x, y, z) : positionsOf(fields, axes));
  return { layout, bytes, ends, axes: axes.map((i) => placed[i].field.name) };
}

function place(listed: readonly PcdField[], points: number): { placed: PlacedField[]; bytes: number } {
  const placed: PlacedField[] = [];
  let offset = 0;
  for (const entry of listed) {
    const field = fieldInfoOf(entry);
    if (field !== null) placed.push({ field, offset });
    offset += entry.size * entry.count * points;
  }
  return { placed, bytes: offset };
}

function layoutOf(fields: readonly RecordField[], positions: PositionReader): RecordLayout {
  return { fields, positions, labelField: findLabelField(fields.map((f) => f.field)) };
}

function positionsOf(fields: readonly RecordField[], [x, y, z]: readonly [number, number, number]): PositionReader {
  return anyPositions([fields[x], fields[y], fields[z]]);
}

function planarField(field: FieldInfo, plane: number): RecordField {
  const stride = BYTES[field.type] * field.count;
  return {
    field,
    read: ({ bytes, count }, values, at, first) => copyElements({ bytes, stride, count }, plane + first * stride, field.count, values, at),
  };
}

function planarFloats(x: number, y: number, z: number): PositionReader {
  return {
    kind: 'float32',
    read({ bytes, count }, positions, first) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let i = first, o = 3 * first; i < first + count; i++) {
        positions[o++] = view.getFloat32(x + 4 * i, true);
        positions[o++] = view.getFloat32(y + 4 * i, true);
        positions[o++] = view.getFloat32(z + 4 * i, true);
      }
    },
  };
}
