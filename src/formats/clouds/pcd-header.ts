import type { ColumnType, FieldInfo } from '#src/core/cloud/columns.ts';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { uniqueName } from './field-names.ts';

/** A field as the header lists it, padding ('_') included. `size` is bytes per element, `count` elements per point. */
export interface PcdField {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly count: number;
}

export type PcdData = 'ascii' | 'binary' | 'binary_compressed';

export interface PcdHeader {
  readonly fields: readonly PcdField[];
  readonly points: number;
  readonly data: PcdData;
  /** Byte after the DATA line. */
  readonly dataOffset: number;
  /** Lines up to and including DATA. */
  readonly lines: number;
  readonly warnings: readonly string[];
}

const KEYS = ['VERSION', 'FIELDS', 'SIZE', 'TYPE', 'COUNT', 'WIDTH', 'HEIGHT', 'VIEWPOINT', 'POINTS', 'DATA'] as const;
type Key = (typeof KEYS)[number];
type Lines = Partial<Record<Key, { readonly words: readonly string[]; readonly line: number }>>;

const FIRST_READ = 4096;
/** Headers are a few hundred bytes; one with many fields and comments still ends far before this. */
const MAX_HEADER = 1 << 20;
const LF = 10;

/** True where the first line that is not a comment begins with a PCD keyword. */
export function looksLikePcd(head: Uint8Array): boolean {
  const lines = new TextDecoder('latin1').decode(head.subarray(0, 4096)).split('\n');
  const first = lines.find((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  return first === undefined ? /^#\s*\.PCD\b/.test(lines[0]) : keyOf(first.trim().split(/\s+/)[0]) !== null;
}

/** Reads the header line by line from bytes. Throws DataError with the line. */
export async function readPcdHeader(source: ByteSource, signal?: AbortSignal): Promise<PcdHeader> {
  for (let length = FIRST_READ; ; length *= 8) {
    const head = await source.read(0, Math.min(length, MAX_HEADER), signal);
    const header = parseHeader(head, source.name, head.byteLength >= source.size);
    if (header !== null) return header;
    if (length >= MAX_HEADER || head.byteLength >= source.size)
      throw new DataError('malformed', 'no DATA line in the header', { file: source.name, expected: `DATA within ${head.byteLength} bytes` });
  }
}

/** Null where the bytes end before the DATA line does. */
function parseHeader(head: Uint8Array, file: string, whole: boolean): PcdHeader | null {
  const lines: Lines = {};
  const warnings: string[] = [];
  const decoder = new TextDecoder();
  for (let begin = 0, line = 1; begin < head.length; line++) {
    let end = head.indexOf(LF, begin);
    if (end < 0) {
      if (!whole) return null;
      end = head.length;
    }
    const words = decoder.decode(head.subarray(begin, end)).trim().split(/\s+/);
    begin = end + 1;
    if (words[0] === '' || words[0].startsWith('#')) continue;
    const key = keyOf(words[0]);
    if (key === null) {
      if (!/^[A-Za-z_]+$/.test(words[0])) throw notAKey(words[0], line, file);
      warnings.push(`header line ${line}: ${words[0].slice(0, 40)} is not a PCD keyword and was ignored`);
      continue;
    }
    if (lines[key] !== undefined) throw malformed(file, line, `one ${key} line`, `a second one (the first is line ${lines[key].line})`);
    lines[key] = { words: words.slice(1), line };
    if (key === 'DATA') return interpret(lines, file, Math.min(begin, head.length), line, warnings);
  }
  return null;
}

function interpret(lines: Lines, file: string, dataOffset: number, lastLine: number, warnings: string[]): PcdHeader {
  const data = lines.DATA!.words[0] ?? '';
  if (data !== 'ascii' && data !== 'binary' && data !== 'binary_compressed')
    throw new DataError('unsupported', 'unknown DATA encoding', {
      file, where: `header line ${lastLine}`, expected: 'ascii, binary or binary_compressed', found: data === '' ? 'nothing' : data.slice(0, 40),
    });
  if (lines.VERSION === undefined) warnings.push('the header has no VERSION; read as version 0.7');
  const fields = readFields(lines, file, warnings);
  return { fields, points: readPointCount(lines, file, warnings), data, dataOffset, lines: lastLine, warnings };
}

function readFields(lines: Lines, file: string, warnings: string[]): PcdField[] {
  const names = required(lines, 'FIELDS', file);
  const types = listOf(lines, 'TYPE', names.length, file);
  const sizes = listOf(lines, 'SIZE', names.length, file);
  const counts = lines.COUNT === undefined ? names.map(() => '1') : listOf(lines, 'COUNT', names.length, file);
  const used = new Set<string>();
  return names.map((name, i) => {
    const size = wholeNumber(sizes[i], 'SIZE', lines, file), count = wholeNumber(counts[i], 'COUNT', lines, file);
    const type = types[i].toUpperCase();
    if (name !== '_' && columnTypeOf(type, size) === null)
      throw new DataError('unsupported', `field ${name} has an unknown type`, {
        file, where: `header line ${lines.TYPE!.line}`, expected: 'I or U of 1, 2, 4 or 8 bytes, F of 4 or 8', found: `${types[i]} of ${sizes[i]}`,
      });
    const unique = name === '_' ? name : uniqueName(name, used, warnings);
    return { name: unique, type, size, count };
  });
}

function readPointCount(lines: Lines, file: string, warnings: string[]): number {
  const read = (key: Key) => (lines[key] === undefined ? null : wholeNumber(lines[key].words[0] ?? '', key, lines, file));
  const width = read('WIDTH'), height = read('HEIGHT'), points = read('POINTS');
  const missing = (['WIDTH', 'HEIGHT', 'POINTS'] as const).filter((key) => lines[key] === undefined);
  if (points === null && width === null)
    throw new DataError('malformed', 'the header does not say how many points there are', { file, expected: 'POINTS, or WIDTH and HEIGHT' });
  const total = points ?? width! * (height ?? 1);
  if (missing.length > 0) warnings.push(`the header has no ${missing.join(' and no ')}; read as ${total} points`);
  const product = width === null || height === null ? total : width * height;
  if (product !== total)
    throw new DataError('mismatch', 'WIDTH x HEIGHT and POINTS disagree', {
      file, where: `header line ${lines.POINTS!.line}`, expected: `${width} x ${height} = ${product} points`, found: `POINTS ${total}`,
    });
  return total;
}

function required(lines: Lines, key: Key, file: string): readonly string[] {
  const entry = lines[key];
  if (entry === undefined || entry.words.length === 0) throw new DataError('malformed', `no ${key} in the header`, { file, expected: `a line ${key} ...` });
  return entry.words;
}

function listOf(lines: Lines, key: Key, length: number, file: string): readonly string[] {
  const words = required(lines, key, file);
  if (words.length !== length) throw malformed(file, lines[key]!.line, `${length} entries in ${key}, one per field`, `${words.length}`);
  return words;
}

function wholeNumber(word: string, key: Key, lines: Lines, file: string): number {
  const value = /^\d{1,15}$/.test(word) ? Number(word) : NaN;
  if (Number.isNaN(value)) throw malformed(file, lines[key]!.line, `a whole number for ${key}`, word === '' ? 'nothing' : word.slice(0, 40));
  return value;
}

/** COLUMNS is what the first versions called FIELDS. */
function keyOf(word: string): Key | null {
  if (word === 'COLUMNS') return 'FIELDS';
  return KEYS.find((key) => key === word) ?? null;
}

function notAKey(word: string, line: number, file: string): DataError {
  return malformed(file, line, `a PCD header keyword (${KEYS.join(', ')})`, word.slice(0, 40).replace(/[^\x20-\x7e]/g, '?'));
}

function malformed(file: string, line: number, expected: string, found: string): DataError {
  return new DataError('malformed', 'not a valid PCD header', { file, where: `header line ${line}`, expected, found });
}

const TYPES: Record<string, ColumnType> = {
  I1: 'int8', U1: 'uint8', I2: 'int16', U2: 'uint16', I4: 'int32', U4: 'uint32', I8: 'int64', U8: 'uint64', F4: 'float32', F8: 'float64',
};

export function columnTypeOf(type: string, size: number): ColumnType | null {
  return TYPES[`${type}${size}`] ?? null;
}

/** The field as the rest of the program knows it; null for padding and for fields without elements. */
export function fieldInfoOf({ name, type, size, count }: PcdField): FieldInfo | null {
  if (name === '_' || count === 0) return null;
  return { name, type: columnTypeOf(type, size)!, count };
}
