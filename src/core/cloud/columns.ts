/** The element types that source files use; `int64` and `uint64` come as BigInt arrays. */
export type ColumnType =
  | 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'int64' | 'uint64' | 'float32' | 'float64';

export type ColumnArray =
  | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array
  | BigInt64Array | BigUint64Array | Float32Array | Float64Array;

/** A field of the source file, in the file's own words. */
export interface FieldInfo {
  readonly name: string;
  readonly type: ColumnType;
  /** Values per point (PCD's COUNT); 1 for most. */
  readonly count: number;
}

/** A field's values in file order: `field.count` values for point 0, then for point 1, … */
export interface Column {
  readonly field: FieldInfo;
  readonly values: ColumnArray;
}

export const BYTES: Record<ColumnType, number> = {
  int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, int64: 8, uint64: 8, float32: 4, float64: 8,
};

const ARRAYS = {
  int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array, int32: Int32Array, uint32: Uint32Array,
  int64: BigInt64Array, uint64: BigUint64Array, float32: Float32Array, float64: Float64Array,
} as const;

/** A zeroed array of `length` values; in a SharedArrayBuffer where `shared` says so. */
export function allocate(type: ColumnType, length: number, shared = false): ColumnArray {
  const buffer = shared ? new SharedArrayBuffer(length * BYTES[type]) : new ArrayBuffer(length * BYTES[type]);
  return new ARRAYS[type](buffer as ArrayBuffer);
}
