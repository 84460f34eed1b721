import { allocate } from '#src/core/cloud/columns.ts';
import type { Column, ColumnArray, FieldInfo } from '#src/core/cloud/columns.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import type { Bounds } from '#src/core/geometry/box.ts';
import { chooseFields } from './choose-fields.ts';
import type { ReadCloudOptions } from './format.ts';
import { PositionsBuilder } from './positions.ts';
import { copyElements } from './strided.ts';
import type { Records } from './strided.ts';

/** A field and the way to its values in a record. */
export interface RecordField {
  readonly field: FieldInfo;
  /** Writes the values of all `records` into `values`, from its point `at` on. `first` is the file index of the first of them. */
  read(records: Records, values: ColumnArray, at: number, first: number): void;
}

/** How records hold their coordinates; `first` is the index of the first point of `records`. */
export type PositionReader =
  /** The file's own numbers are Float32: they are written to `positions` as they are, and the origin is zero. */
  | { readonly kind: 'float32'; read(records: Records, positions: Float32Array, first: number): void }
  /** Writes source coordinates, 3 per record, from the beginning of `xyz`. */
  | { readonly kind: 'float64'; read(records: Records, xyz: Float64Array, first: number): void };

/** What a record of a file means. */
export interface RecordLayout {
  readonly fields: readonly RecordField[];
  readonly positions: PositionReader;
  readonly labelField: string | null;
  /** The bounds that the header states, if it does; used for the origin only. */
  readonly stated?: Bounds | null;
}

/** A field whose values lie as they are at a byte offset of the record. */
export function plainField(field: FieldInfo, offset: number): RecordField {
  return { field, read: (records, values, at) => copyElements(records, offset, field.count, values, at) };
}

/** Float32 coordinates at these byte offsets of the record. */
export function floatPositions(x: number, y: number, z: number): PositionReader {
  if (y === x + 4 && z === x + 8)
    return { kind: 'float32', read: (records, positions, first) => copyElements(records, x, 3, positions, first) };
  return { kind: 'float32', read: (records, positions, first) => gatherFloats(records, x, y, z, positions, first) };
}

function gatherFloats({ bytes, stride, count }: Records, x: number, y: number, z: number, out: Float32Array, first: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let o = 3 * first;
  for (let i = 0, b = 0; i < count; i++, b += stride) {
    out[o++] = view.getFloat32(b + x, true);
    out[o++] = view.getFloat32(b + y, true);
    out[o++] = view.getFloat32(b + z, true);
  }
}

/** Coordinates of any type, by way of the fields that hold x, y and z. */
export function anyPositions(axes: readonly [RecordField, RecordField, RecordField]): PositionReader {
  return {
    kind: 'float64',
    read(records, xyz, first) {
      for (let k = 0; k < 3; k++) {
        const values = allocate(axes[k].field.type, records.count);
        axes[k].read(records, values, 0, first);
        for (let i = 0; i < records.count; i++) xyz[3 * i + k] = Number(values[i]);
      }
    },
  };
}

/** Turns records that arrive in slices, in file order, into a PointCloud. `count` has been checked against the file's size. */
export class CloudBuilder {
  private readonly positions: PositionsBuilder;
  private readonly columns: { readonly reader: RecordField; readonly values: ColumnArray }[];
  private scratch = new Float64Array(0);
  private filled = 0;

  constructor(
    private readonly name: string,
    private readonly layout: RecordLayout,
    private readonly count: number,
    options: ReadCloudOptions,
  ) {
    const chosen = chooseFields(layout.fields.map((f) => f.field), layout.labelField, options.columns, name);
    this.columns = allocating(name, count, () =>
      layout.fields
        .filter((f) => chosen.has(f.field.name))
        .map((reader) => ({ reader, values: allocate(reader.field.type, count * reader.field.count) })));
    this.positions = allocating(name, count, () => new PositionsBuilder(count, layout.stated ?? null));
  }

  add(records: Records): void {
    const first = this.filled;
    this.filled += records.count;
    const { positions } = this.layout;
    if (positions.kind === 'float32') {
      positions.read(records, this.positions.positions, first);
      this.positions.addStored(first, this.filled);
    } else {
      if (this.scratch.length < 3 * records.count) this.scratch = new Float64Array(3 * records.count);
      positions.read(records, this.scratch, first);
      this.positions.addFloat64(this.scratch, records.count, first);
    }
    for (const { reader, values } of this.columns) reader.read(records, values, first, first);
  }

  finish(format: string, warnings: readonly string[]): PointCloud {
    const { name, count, layout } = this;
    const columns: [string, Column][] = this.columns.map(({ reader, values }) => [reader.field.name, { field: reader.field, values }]);
    return {
      name, format, count, ...this.positions.finish(),
      fields: layout.fields.map((f) => f.field), columns: Object.fromEntries(columns), labelField: layout.labelField, warnings,
    };
  }
}

/** A RangeError from an allocation means that this machine or browser has no room for it. */
export function allocating<T>(file: string, count: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DataError('too-large', `no room for ${count} points`, { file, hint: 'load fewer columns, or a part of the file' });
  }
}
