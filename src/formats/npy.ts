import type { ColumnType } from '#src/core/cloud/columns.ts';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { parsePythonLiteral } from './python-literal.ts';
import type { PythonValue } from './python-literal.ts';

/** One element of an array. float16 is read as float32, bool as uint8. */
export interface NpyElement {
  readonly type: ColumnType | 'float16';
  readonly bytes: number;
  readonly littleEndian: boolean;
}

/** A named part of a structured element: `count` elements at a byte offset. Null where its type is none of numbers: text, padding. */
export interface NpyField {
  readonly name: string;
  readonly element: NpyElement | null;
  readonly count: number;
  readonly offset: number;
}

export interface NpyHeader {
  readonly shape: readonly number[];
  /** Product of the shape. */
  readonly count: number;
  readonly fortran: boolean;
  /** The one type of all elements, or the fields of a structured one. */
  readonly element: NpyElement | null;
  readonly fields: readonly NpyField[];
  /** Bytes per element or structure. */
  readonly itemBytes: number;
  /** Byte where the values begin. */
  readonly dataStart: number;
}

export interface NpyArray {
  readonly shape: readonly number[];
  /** In C order. Whole numbers other than uint8 and uint16 come as doubles, exact up to 2^53. */
  readonly values: Uint8Array | Uint16Array | Float32Array | Float64Array;
}

const TYPES: Readonly<Record<string, ColumnType | 'float16'>> = {
  b1: 'uint8', i1: 'int8', u1: 'uint8', i2: 'int16', u2: 'uint16', i4: 'int32', u4: 'uint32', i8: 'int64', u8: 'uint64', f2: 'float16', f4: 'float32', f8: 'float64',
};
/** Longest header that is read: structured types of a thousand fields fit. */
const MAX_HEADER = 1 << 20;

/**
 * Reads the header of an `.npy` file (numpy.lib.format, versions 1 to 3). Throws DataError: 'unsupported' for element types that are not
 * read (text, dates, complex numbers, pickled objects), 'truncated' where the shape asks for more than the file has.
 * @param size of the whole file; other than the source's where that holds only the beginning
 */
export async function readNpyHeader(source: ByteSource, signal?: AbortSignal, size = source.size): Promise<NpyHeader> {
  const file = source.name;
  const { text, dataStart } = await headerText(source, signal);
  const header = parsePythonLiteral(text, file);
  const { descr, fortran_order: fortran, shape } = (typeof header === 'object' && header !== null && !Array.isArray(header) ? header : {}) as Record<string, PythonValue>;
  if (descr === undefined || typeof fortran !== 'boolean' || !isShape(shape))
    throw new DataError('malformed', 'has an npy header that does not say what follows', { file, expected: 'descr, fortran_order, shape', found: text.trim().slice(0, 200) });
  const { element, fields, itemBytes } = readType(descr, file);
  const count = shape.reduce((product, n) => product * n, 1);
  if (count * itemBytes !== size - dataStart)
    throw new DataError(count * itemBytes > size - dataStart ? 'truncated' : 'malformed', 'does not hold as many elements as its shape says', {
      file, expected: `${count * itemBytes} bytes for ${shape.join(' x ')}`, found: `${size - dataStart} bytes`,
    });
  return { shape, count, fortran, element, fields, itemBytes, dataStart };
}

/** Reads a whole array of little-endian numbers. Throws DataError as `readNpyHeader`; 'unsupported' also for Fortran order. */
export async function readNpy(source: ByteSource, signal?: AbortSignal): Promise<NpyArray> {
  const { shape, count, fortran, element, dataStart } = await readNpyHeader(source, signal);
  if (element === null || !element.littleEndian)
    throw new DataError('unsupported', 'has elements of a type that is not read', {
      file: source.name, expected: 'one of |u1, |i1, <u2, <i2, <u4, <i4, <u8, <i8, <f2, <f4, <f8', found: element === null ? 'a structure' : wordOf(element),
    });
  if (fortran)
    throw new DataError('unsupported', 'is in Fortran order', { file: source.name, hint: 'save it with numpy.ascontiguousarray' });
  const bytes = await source.read(dataStart, source.size, signal);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { array, read } = PLAIN[element.type];
  const values = array(count);
  for (let i = 0; i < count; i++) values[i] = read(view, i * element.bytes);
  return { shape, values };
}

interface Plain {
  array(n: number): NpyArray['values'];
  read(view: DataView, at: number): number;
}

const PLAIN: Readonly<Record<NpyElement['type'], Plain>> = {
  int64: { array: (n) => new Float64Array(n), read: (view, at) => Number(view.getBigInt64(at, true)) },
  uint64: { array: (n) => new Float64Array(n), read: (view, at) => Number(view.getBigUint64(at, true)) },
  uint8: { array: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
  uint16: { array: (n) => new Uint16Array(n), read: (view, at) => view.getUint16(at, true) },
  uint32: { array: (n) => new Float64Array(n), read: (view, at) => view.getUint32(at, true) },
  int8: { array: (n) => new Float64Array(n), read: (view, at) => view.getInt8(at) },
  int16: { array: (n) => new Float64Array(n), read: (view, at) => view.getInt16(at, true) },
  int32: { array: (n) => new Float64Array(n), read: (view, at) => view.getInt32(at, true) },
  float16: { array: (n) => new Float32Array(n), read: (view, at) => float16(view.getUint16(at, true)) },
  float32: { array: (n) => new Float32Array(n), read: (view, at) => view.getFloat32(at, true) },
  float64: { array: (n) => new Float64Array(n), read: (view, at) => view.getFloat64(at, true) },
};

/**
 * The bytes of an `.npy` file of version 1.0 in C order.
 * @param descr numpy's type: "'<f4'", or "[('x', '<f4'), ('y', '<f4')]"
 */
export function writeNpy(shape: readonly number[], descr: string, data: Uint8Array): Uint8Array {
  const start = npyPrefix(shape, descr);
  const bytes = new Uint8Array(start.length + data.length);
  bytes.set(start);
  bytes.set(data, start.length);
  return bytes;
}

/** Everything before the values: magic, version, length, and a header that ends at a multiple of 64 bytes. */
export function npyPrefix(shape: readonly number[], descr: string): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': ${descr}, 'fortran_order': False, 'shape': ${tuple}, }`;
  // Names beyond Latin-1 need version 3, which is UTF-8 and whose length field is longer; so do headers beyond 64 KiB.
  const utf8 = new TextEncoder().encode(dictionary);
  const first = utf8.length === dictionary.length && utf8.length < 65_000;
  const prefix = first ? 10 : 12;
  const length = Math.ceil((prefix + utf8.length + 1) / 64) * 64 - prefix;
  const bytes = new Uint8Array(prefix + length).fill(0x20);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, first ? 1 : 3, 0]);
  const view = new DataView(bytes.buffer);
  if (first) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  bytes.set(utf8, prefix);
  bytes[bytes.length - 1] = 10;
  return bytes;
}

/** numpy's word for a type: '<f4'. */
export function npyDescr(type: ColumnType): string {
  const [word] = Object.entries(TYPES).find(([key, t]) => t === type && key !== 'b1')!;
  return `${word.endsWith('1') ? '|' : '<'}${word}`;
}

function wordOf({ type, littleEndian }: NpyElement): string {
  return `${littleEndian ? '<' : '>'}${Object.keys(TYPES).find((key) => TYPES[key] === type)}`;
}

/** '\x93NUMPY', version, length of the header (2 bytes in version 1, 4 after), the header: a Python dictionary. */
async function headerText(source: ByteSource, signal?: AbortSignal): Promise<{ text: string; dataStart: number }> {
  const file = source.name;
  const head = await source.read(0, 12, signal);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (!looksLikeNpy(head)) throw new DataError('unsupported', 'is not an npy file', { file });
  const version = head[6];
  if (version < 1 || version > 3) throw new DataError('unsupported', 'is an npy file of an unknown version', { file, expected: '1 to 3', found: String(version) });
  const start = version === 1 ? 10 : 12;
  const dataStart = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (dataStart > source.size) throw new DataError('truncated', 'ends within the npy header', { file, expected: `${dataStart} bytes`, found: `${source.size}` });
  if (dataStart > MAX_HEADER) throw new DataError('malformed', 'has an npy header that does not end', { file, expected: `at most ${MAX_HEADER} bytes`, found: `${dataStart}` });
  return { text: new TextDecoder().decode(await source.read(start, dataStart, signal)), dataStart };
}

/** Twelve bytes at least, the first six '\x93NUMPY'. */
export function looksLikeNpy(head: Uint8Array): boolean {
  return head.length >= 12 && [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59].every((byte, i) => head[i] === byte);
}

function isShape(shape: PythonValue | undefined): shape is readonly number[] {
  return Array.isArray(shape) && shape.every((n) => typeof n === 'number' && Number.isSafeInteger(n) && n >= 0)
    && Number.isSafeInteger(shape.reduce((product: number, n) => product * (n as number), 1));
}

function readType(descr: PythonValue, file: string): Pick<NpyHeader, 'element' | 'fields' | 'itemBytes'> {
  if (typeof descr === 'string') {
    const { element, bytes } = scalarType(descr, file);
    if (element === null) throw unsupportedType(descr, file);
    return { element, fields: [], itemBytes: bytes };
  }
  if (!Array.isArray(descr)) throw unsupportedType(JSON.stringify(descr), file);
  const fields: NpyField[] = [];
  const itemBytes = addFields(fields, descr, '', 0, file);
  return { element: null, fields, itemBytes };
}

/** `(name, type)`, `(name, type, shape)`, a name that is `(title, name)`, a type that is a list of fields again. Returns the end. */
function addFields(fields: NpyField[], list: readonly PythonValue[], prefix: string, begin: number, file: string): number {
  let offset = begin;
  for (const entry of list) {
    if (!Array.isArray(entry)) throw unsupportedType(JSON.stringify(entry), file);
    const [named, type, shape = []] = entry as readonly PythonValue[];
    const name = prefix + String(Array.isArray(named) ? named[1] : named);
    const dims = typeof shape === 'number' ? [shape] : shape;
    if (!isShape(dims)) throw unsupportedType(JSON.stringify(entry), file);
    const count = dims.reduce((product, n) => product * n, 1);
    if (Array.isArray(type)) {
      if (count !== 1) throw unsupportedType(`${name}, an array of structures`, file);
      offset = addFields(fields, type, `${name}.`, offset, file);
      continue;
    }
    if (typeof type !== 'string') throw unsupportedType(JSON.stringify(entry), file);
    const { element, bytes } = scalarType(type, file);
    fields.push({ name, element, count, offset });
    offset += count * bytes;
  }
  return offset;
}

function scalarType(descr: string, file: string): { element: NpyElement | null; bytes: number } {
  const [, order, kind, digits] = /^([<>|=]?)([a-zA-Z])(\d*)$/.exec(descr) ?? [];
  if (kind === undefined) throw unsupportedType(descr, file);
  const type = Object.hasOwn(TYPES, kind + digits) ? TYPES[kind + digits] : undefined;
  if (type !== undefined) return { element: { type, bytes: Number(digits), littleEndian: order !== '>' }, bytes: Number(digits) };
  // Text and padding have a size, and can be stepped over; objects are pickles.
  const bytes = Number(digits) * (kind === 'U' ? 4 : 1);
  if (!['S', 'U', 'V', 'M', 'm', 'c', 'f'].includes(kind) || digits === '' || !Number.isSafeInteger(bytes)) throw unsupportedType(descr, file);
  return { element: null, bytes };
}

function unsupportedType(found: string, file: string): DataError {
  return new DataError('unsupported', 'has elements of a type that is not read', {
    file, expected: `numbers (${Object.keys(TYPES).join(', ')}), or a structure of them`, found: found.slice(0, 80),
  });
}

/** IEEE 754 binary16. */
export function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
