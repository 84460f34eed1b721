import { Inflate } from 'fflate';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { throwIfAborted } from './clouds/pace.ts';
import { crc32 } from './crc32.ts';

/** A file inside a zip, as the central directory lists it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly crc: number;
  /** Byte of the local header. */
  readonly offset: number;
}

/** The end record, and the longest comment that may follow it. */
const END = 22, MAX_COMMENT = 0xffff;
const CENTRAL = 46, LOCAL = 30;
/** Deflate's best: 258 bytes from two bits. */
const DEFLATE_MAX_RATIO = 1032;
/** What goes into the decoder at once: at deflate's best it becomes 16 MiB. */
const INPUT_STEP = 1 << 14;

/** Begins like a zip with a file in it, or like an empty one. */
export function looksLikeZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));
}

/**
 * Lists a zip (PKWARE APPNOTE 6.3.9, with zip64) by its central directory. Throws DataError: 'truncated' where there is none, 'malformed'
 * where an entry cannot be as large as it says, 'unsupported' for encryption and other methods than deflate.
 */
export async function listZip(source: ByteSource, signal?: AbortSignal): Promise<ZipEntry[]> {
  const { count, size, offset } = await findDirectory(source, signal);
  if (offset + size > source.size || count * CENTRAL > size)
    throw malformed(source, `byte ${offset}`, `${count} entries in ${size} bytes before byte ${source.size}`, 'a directory that does not fit');
  const bytes = await source.read(offset, offset + size, signal);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: ZipEntry[] = [];
  for (let i = 0, at = 0; i < count; i++) {
    if (at + CENTRAL > size || view.getUint32(at, true) !== 0x02014b50) throw malformed(source, `byte ${offset + at}`, `entry ${i} of the directory`, 'other bytes');
    const nameLength = view.getUint16(at + 28, true), extraLength = view.getUint16(at + 30, true), commentLength = view.getUint16(at + 32, true);
    const end = at + CENTRAL + nameLength + extraLength + commentLength;
    if (end > size) throw malformed(source, `byte ${offset + at}`, `entry ${i} within the directory`, 'one that leads out of it');
    const extraAt = at + CENTRAL + nameLength;
    const entry = {
      name: new TextDecoder().decode(bytes.subarray(at + CENTRAL, extraAt)),
      method: view.getUint16(at + 10, true), crc: view.getUint32(at + 16, true),
      ...longSizes(view, at, extraAt, extraLength),
    };
    check(source, entry, (view.getUint16(at + 8, true) & 1) !== 0);
    entries.push(entry);
    at = end;
  }
  return entries;
}

/** The bytes of an entry, or its first `limit`. Throws DataError where they are damaged: a whole entry is held against its checksum. */
export async function readZipEntry(source: ByteSource, entry: ZipEntry, signal?: AbortSignal, limit = entry.size): Promise<Uint8Array> {
  const local = await source.read(entry.offset, entry.offset + LOCAL, signal);
  const view = new DataView(local.buffer, local.byteOffset, local.byteLength);
  if (local.length < LOCAL || view.getUint32(0, true) !== 0x04034b50) throw malformed(source, `byte ${entry.offset}`, `the beginning of ${entry.name}`, 'other bytes');
  const begin = entry.offset + LOCAL + view.getUint16(26, true) + view.getUint16(28, true), end = begin + entry.compressedSize;
  if (end > source.size)
    throw new DataError('truncated', 'ends within a file of the archive', { file: source.name, where: entry.name, expected: `${end} bytes`, found: `${source.size}` });
  const length = Math.min(limit, entry.size);
  const bytes = entry.method === 0 ? await source.read(begin, begin + length, signal) : await inflate(source, entry, begin, end, length, signal);
  if (length === entry.size && crc32(bytes) !== entry.crc) throw damaged(source, entry, 'a checksum that is another one');
  return bytes;
}

async function inflate(source: ByteSource, entry: ZipEntry, begin: number, end: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
  const out = room(source, entry, length);
  let filled = 0, ended = false;
  const decoder = new Inflate((chunk, final) => {
    const fits = chunk.subarray(0, length - filled);
    out.set(fits, filled);
    // More than the directory says is an error only where all was asked for.
    filled += length === entry.size ? chunk.length : fits.length;
    ended = final;
  });
  for (let at = begin; at < end && !ended && (filled < length || length === entry.size); at += INPUT_STEP) {
    throwIfAborted(signal);
    const next = Math.min(end, at + INPUT_STEP);
    const bytes = await source.read(at, next, signal);
    try {
      decoder.push(bytes, next === end);
    } catch (error) {
      throw damaged(source, entry, error instanceof Error ? error.message : String(error));
    }
    if (filled > length) throw damaged(source, entry, 'more bytes than the directory says');
  }
  if (filled !== length) throw damaged(source, entry, `${filled} of ${length} bytes`);
  return out;
}

function room(source: ByteSource, entry: ZipEntry, length: number): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DataError('too-large', `no room for ${length} bytes`, { file: source.name, where: entry.name });
  }
}

async function findDirectory(source: ByteSource, signal?: AbortSignal): Promise<{ count: number; size: number; offset: number }> {
  const from = Math.max(0, source.size - END - MAX_COMMENT);
  const tail = await source.read(from, source.size, signal);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  let at = tail.length - END;
  while (at >= 0 && !(view.getUint32(at, true) === 0x06054b50 && view.getUint16(at + 20, true) === tail.length - at - END)) at--;
  if (at < 0) throw new DataError('truncated', 'is a zip without its directory', { file: source.name, expected: 'the directory at the end', found: 'other bytes' });
  const short = { count: view.getUint16(at + 10, true), size: view.getUint32(at + 12, true), offset: view.getUint32(at + 16, true) };
  if (short.count !== 0xffff && short.size !== 0xffffffff && short.offset !== 0xffffffff) return short;
  const record = at >= 20 && view.getUint32(at - 20, true) === 0x07064b50 ? await source.read(exact(view.getBigUint64(at - 12, true), source), source.size, signal) : tail.subarray(0, 0);
  const long = new DataView(record.buffer, record.byteOffset, record.byteLength);
  if (record.length < 56 || long.getUint32(0, true) !== 0x06064b50) throw malformed(source, `byte ${from + at}`, 'a zip64 record', 'none');
  return { count: exact(long.getBigUint64(32, true), source), size: exact(long.getBigUint64(40, true), source), offset: exact(long.getBigUint64(48, true), source) };
}

/** Sizes and offset of a central entry; those that are 2^32 - 1 stand in its zip64 field (id 1), in this order. */
function longSizes(view: DataView, at: number, extraAt: number, extraLength: number): Pick<ZipEntry, 'size' | 'compressedSize' | 'offset'> {
  const values = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  for (let e = extraAt; e + 4 <= extraAt + extraLength; ) {
    const id = view.getUint16(e, true), fieldEnd = Math.min(extraAt + extraLength, e + 4 + view.getUint16(e + 2, true));
    if (id === 1)
      for (let k = 0, v = e + 4; k < 3; k++) {
        if (values[k] !== 0xffffffff || v + 8 > fieldEnd) continue;
        values[k] = Number(view.getBigUint64(v, true));
        v += 8;
      }
    e = fieldEnd;
  }
  return { size: values[0], compressedSize: values[1], offset: values[2] };
}

function check(source: ByteSource, { name, method, size, compressedSize }: Omit<ZipEntry, 'crc'>, encrypted: boolean): void {
  if (encrypted || (method !== 0 && method !== 8))
    throw new DataError('unsupported', 'has a file that is packed in a way that is not read', { file: source.name, where: name, expected: 'stored or deflated', found: encrypted ? 'encrypted' : `method ${method}` });
  if (method === 0 ? size !== compressedSize : size > compressedSize * DEFLATE_MAX_RATIO)
    throw malformed(source, name, `a size that ${compressedSize} packed bytes can have`, `${size}`);
}

function exact(value: bigint, source: ByteSource): number {
  if (value > BigInt(source.size)) throw malformed(source, 'the end record', `at most ${source.size}`, `${value}`);
  return Number(value);
}

function malformed(source: ByteSource, where: string, expected: string, found: string): DataError {
  return new DataError('malformed', 'is a zip that contradicts itself', { file: source.name, where, expected, found });
}

function damaged(source: ByteSource, entry: ZipEntry, found: string): DataError {
  return new DataError('malformed', 'has a damaged file', { file: source.name, where: entry.name, expected: `${entry.size} bytes with their checksum`, found });
}
