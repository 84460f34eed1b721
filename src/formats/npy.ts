import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';

export interface NpyArray {
  readonly shape: readonly number[];
  /** In C order. */
  readonly values: Uint8Array | Uint16Array | Float32Array | Float64Array;
}

type Reader = (view: DataView, at: number) => number;

/** Element types by numpy's `descr`; float16 comes as float32. */
const TYPES: Readonly<Record<string, { bytes: number; array: (n: number) => NpyArray['values']; read: Reader }>> = {
  '|u1': { bytes: 1, array: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
  '<u2': { bytes: 2, array: (n) => new Uint16Array(n), read: (view, at) => view.getUint16(at, true) },
  '<f2': { bytes: 2, array: (n) => new Float32Array(n), read: (view, at) => float16(view.getUint16(at, true)) },
  '<f4': { bytes: 4, array: (n) => new Float32Array(n), read: (view, at) => view.getFloat32(at, true) },
  '<f8': { bytes: 8, array: (n) => new Float64Array(n), read: (view, at) => view.getFloat64(at, true) },
};

/**
 * Reads an `.npy` file (numpy.lib.format, versions 1 to 3). Throws DataError: 'unsupported' for other element types and for Fortran
 * order, 'truncated' where the shape asks for more than the file has.
 */
export async function readNpy(source: ByteSource): Promise<NpyArray> {
  const bytes = await source.read(0, source.size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, dataStart } = readHeader(bytes, view, source.name);
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape':\s*\(([\d\s,]*)\)/.exec(header)?.[1].split(',').map((n) => n.trim()).filter((n) => n !== '').map(Number);
  if (descr === undefined || order === undefined || shape === undefined)
    throw new DataError('malformed', 'has an npy header that does not say what follows', { file: source.name, expected: 'descr, fortran_order, shape', found: header.trim() });
  const type = Object.hasOwn(TYPES, descr) ? TYPES[descr] : undefined;
  if (type === undefined)
    throw new DataError('unsupported', 'has elements of a type that is not read', { file: source.name, expected: `one of ${Object.keys(TYPES).join(', ')}`, found: descr });
  if (order === 'True') throw new DataError('unsupported', 'is in Fortran order', { file: source.name, hint: 'save it with numpy.ascontiguousarray' });
  const count = shape.reduce((product, n) => product * n, 1);
  if (count * type.bytes !== bytes.length - dataStart)
    throw new DataError(count * type.bytes > bytes.length - dataStart ? 'truncated' : 'malformed', 'does not hold as many elements as its shape says', {
      file: source.name, expected: `${count * type.bytes} bytes for ${shape.join(' x ')}`, found: `${bytes.length - dataStart} bytes`,
    });
  const values = type.array(count);
  for (let i = 0; i < count; i++) values[i] = type.read(view, dataStart + i * type.bytes);
  return { shape, values };
}

/** '\x93NUMPY', version, length of the header (2 bytes in version 1, 4 after), the header: a Python dictionary. */
function readHeader(bytes: Uint8Array, view: DataView, file: string): { header: string; dataStart: number } {
  const isNpy = bytes.length >= 12 && view.getUint32(0) === 0x934e554d && view.getUint16(4) === 0x5059;
  if (!isNpy) throw new DataError('unsupported', 'is not an npy file', { file });
  const version = bytes[6];
  if (version < 1 || version > 3) throw new DataError('unsupported', 'is an npy file of an unknown version', { file, expected: '1 to 3', found: String(version) });
  const start = version === 1 ? 10 : 12;
  const dataStart = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (dataStart > bytes.length) throw new DataError('truncated', 'ends within the npy header', { file, expected: `${dataStart} bytes`, found: `${bytes.length}` });
  return { header: new TextDecoder().decode(bytes.subarray(start, dataStart)), dataStart };
}

/** IEEE 754 binary16. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
