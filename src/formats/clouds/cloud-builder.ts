import { allocate } from '#src/core/cloud/columns.ts';
import type { Column, ColumnArray, FieldInfo } from '#src/core/cloud/columns.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import type { Bounds } from '#src/core/geometry/box.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { chooseFields } from './choose-fields.ts';
import type { ReadCloudOptions } from './format.ts';
import type { ScaledInts } from './position-loops.ts';
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
  | { readonly kind: 'float64'; read(records: Records, xyz: Float64Array, first: number): void }
  /** Little-endian float32 at these bytes of the record; the origin is zero. */
  | { readonly kind: 'floats-at'; readonly at: Vec3 }
  /** Records begin with three little-endian int32, to be scaled. */
  | { readonly kind: 'scaled-ints'; readonly steps: ScaledInts };

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
  return { kind: 'floats-at', at: [x, y, z] };
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

/** What is asked for of some points: of a cloud, or of a part that goes into it. */
export interface CloudArrays {
  /** Three values per point; empty where positions are not asked for. */
  readonly positions: Float32Array;
  /** The columns that are asked for, by name: `field.count` values per point. */
  readonly columns: Readonly<Record<string, ColumnArray>>;
}

/** Turns records that arrive in slices, in file order, into a PointCloud. `count` has been checked against the file's size. */
export class CloudBuilder {
  /** Null where they are not asked for. */
  private readonly positions: PositionsBuilder | null;
  private readonly columns: { readonly reader: RecordField; readonly values: ColumnArray }[];
  private filled = 0;

  /**
   * `origin` where it has been chosen already, `into` where others build the rest of the same arrays.
   * Throws DataError 'missing' for a column that is not there, 'too-large' where there is no room.
   */
  constructor(
    private readonly name: string, private readonly layout: RecordLayout, private readonly count: number, options: ReadCloudOptions, origin?: Vec3, into?: CloudArrays,
  ) {
    const { shared } = options;
    const chosen = chooseFields(layout.fields.map((f) => f.field), layout.labelField, options.columns, name);
    this.columns = allocating(name, count, () =>
      layout.fields
        .filter((f) => chosen.has(f.field.name))
        .map((reader) => ({ reader, values: into?.columns[reader.field.name] ?? allocate(reader.field.type, count * reader.field.count, shared) })));
    const place = { shared, origin, into: into?.positions };
    this.positions = options.positions === false ? null : allocating(name, count, () => new PositionsBuilder(count, layout.stated ?? null, place));
  }

  add(records: Records): void {
    const first = this.filled;
    this.filled += records.count;
    if (this.positions !== null) this.addPositions(this.positions, records, first);
    for (const { reader, values } of this.columns) reader.read(records, values, first, first);
  }

  finish(format: string, warnings: readonly string[]): PointCloud {
    const { name, count, layout } = this;
    const columns: [string, Column][] = this.columns.map(({ reader, values }) => [reader.field.name, { field: reader.field, values }]);
    return {
      name, format, count, ...(this.positions?.finish() ?? noPositions()),
      fields: layout.fields.map((f) => f.field), columns: Object.fromEntries(columns), labelField: layout.labelField, warnings,
    };
  }

  private addPositions(into: PositionsBuilder, records: Records, first: number): void {
    const { positions: reader } = this.layout;
    if (reader.kind === 'floats-at') into.addFloats(records, reader.at, first);
    else if (reader.kind === 'scaled-ints') into.addScaledInts(records, reader.steps, first);
    else if (reader.kind === 'float32') {
      reader.read(records, into.positions, first);
      into.addStored(first, this.filled);
    } else {
      const xyz = into.scratch(records.count);
      reader.read(records, xyz, first);
      into.addFloat64(xyz, records.count, first);
    }
  }
}

/** What a cloud says of its positions where only columns were asked for. */
export function noPositions(): Pick<PointCloud, 'positions' | 'origin' | 'invalid' | 'bounds'> {
  return { positions: new Float32Array(0), origin: [0, 0, 0], invalid: 0, bounds: null };
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
