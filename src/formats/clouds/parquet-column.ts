import type { ColumnArray } from '#src/core/cloud/columns.ts';
import { float16 } from '../npy.ts';
import type { PageHead } from './parquet-pages.ts';
import { DATA_PAGE, DATA_PAGE_V2, DICTIONARY_PAGE } from './parquet-pages.ts';
import { bitsAt, PageReader, readDeltas, readRuns } from './parquet-runs.ts';
import { viewOf } from './read-bytes.ts';

/** How the values of a flat column of numbers are stored. FLOAT16 is a fixed byte array of two. */
export type Physical = 'BOOLEAN' | 'INT32' | 'INT64' | 'FLOAT' | 'DOUBLE' | 'FLOAT16';
type Values = Uint8Array | Int32Array | BigInt64Array | Float32Array | Float64Array;

export interface ColumnCoding {
  readonly physical: Physical;
  /** Whether values may be missing: each then has a definition level of one bit. */
  readonly optional: boolean;
  /** Unpacks to exactly so many bytes, or throws. */
  readonly unpack: (packed: Uint8Array, size: number) => Uint8Array;
}

/** A value is missing where the column's type has no word for it. `row` counts from the chunk's first. */
export class MissingValue extends Error {
  constructor(readonly row: number) {
    super('a missing value');
  }
}

const WIDTH = { INT32: 4, INT64: 8, FLOAT: 4, DOUBLE: 8, FLOAT16: 2 } as const;
/** Encodings of parquet.thrift. */
const PLAIN = 0, PLAIN_DICTIONARY = 2, RLE = 3, DELTA_BINARY_PACKED = 5, RLE_DICTIONARY = 8, BYTE_STREAM_SPLIT = 9;

/**
 * Decodes the pages of a column chunk into `out`, from row `first` on, and returns how many rows that were. No page makes more values than
 * its head says, whatever its runs say: what a decoder allocates is what the heads announce. Throws RangeError where a page is damaged or in an
 * unknown encoding, MissingValue where there is none for a whole number.
 */
export function decodePages(chunk: Uint8Array, heads: readonly PageHead[], coding: ColumnCoding, out: ColumnArray, first: number): number {
  let row = first, dictionary: Values | null = null;
  for (const head of heads) {
    const bytes = chunk.subarray(head.begin, head.begin + head.packed);
    if (head.type === DICTIONARY_PAGE) dictionary = plain(new PageReader(coding.unpack(bytes, head.unpacked)), coding.physical, head.values);
    if (head.type !== DATA_PAGE && head.type !== DATA_PAGE_V2) continue;
    const { levels, reader } = head.type === DATA_PAGE ? openPage(bytes, head, coding) : openPageV2(bytes, head, coding);
    const present = levels === null ? head.values : levels.reduce((n, level) => n + level, 0);
    const values = decode(reader, head.encoding, coding.physical, present, dictionary);
    if (levels === null || present === head.values) put(values, out, row);
    else scatter(values, levels, out, row, first);
    row += head.values;
  }
  return row - first;
}

interface OpenPage {
  /** 1 where there is a value; null where there always is. */
  readonly levels: Uint8Array | null;
  readonly reader: PageReader;
}

function openPage(bytes: Uint8Array, head: PageHead, { optional, unpack }: ColumnCoding): OpenPage {
  const reader = new PageReader(unpack(bytes, head.unpacked));
  if (!optional) return { levels: null, reader };
  if (head.levelEncoding !== RLE) throw new RangeError(`levels in encoding ${head.levelEncoding}`);
  return { levels: readLevels(new PageReader(reader.take(reader.uint32())), head.values), reader };
}

/** Version 2 leaves the levels outside of what is packed. */
function openPageV2(bytes: Uint8Array, head: PageHead, { optional, unpack }: ColumnCoding): OpenPage {
  const whole = new PageReader(bytes);
  whole.take(head.repetitionBytes);
  const levels = whole.take(head.definitionBytes), rest = whole.take(bytes.length - whole.at);
  const body = head.isPacked ? unpack(rest, head.unpacked - head.repetitionBytes - head.definitionBytes) : rest;
  return { levels: optional ? readLevels(new PageReader(levels), head.values) : null, reader: new PageReader(body) };
}

function readLevels(reader: PageReader, count: number): Uint8Array {
  const levels = new Uint8Array(count);
  readRuns(reader, 1, levels);
  return levels;
}

function decode(reader: PageReader, encoding: number, physical: Physical, count: number, dictionary: Values | null): Values {
  switch (encoding) {
    case PLAIN:
      return plain(reader, physical, count);
    case PLAIN_DICTIONARY:
    case RLE_DICTIONARY:
      return lookedUp(reader, count, dictionary, physical);
    case RLE: {
      if (physical !== 'BOOLEAN') break;
      const bits = new Uint8Array(count);
      readRuns(new PageReader(reader.take(reader.uint32())), 1, bits);
      return bits;
    }
    case DELTA_BINARY_PACKED: {
      if (physical !== 'INT32' && physical !== 'INT64') break;
      const values = physical === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
      readDeltas(reader, values);
      return values;
    }
    case BYTE_STREAM_SPLIT: {
      if (physical === 'BOOLEAN') break;
      return plain(new PageReader(joinedStreams(reader.take(count * WIDTH[physical]), count, WIDTH[physical])), physical, count);
    }
  }
  throw new RangeError(`${physical} in encoding ${encoding}`);
}

function plain(reader: PageReader, physical: Physical, count: number): Values {
  if (physical === 'BOOLEAN') {
    const bits = reader.take(Math.ceil(count / 8));
    return Uint8Array.from({ length: count }, (_, i) => bitsAt(bits, i, 1));
  }
  // Copied, for a page begins where it begins, and values must be aligned.
  const bytes = reader.take(count * WIDTH[physical]).slice();
  if (physical === 'FLOAT16') {
    const view = viewOf(bytes);
    return Float32Array.from({ length: count }, (_, i) => float16(view.getUint16(2 * i, true)));
  }
  return new { INT32: Int32Array, INT64: BigInt64Array, FLOAT: Float32Array, DOUBLE: Float64Array }[physical](bytes.buffer);
}

function lookedUp(reader: PageReader, count: number, dictionary: Values | null, physical: Physical): Values {
  const indices = new Uint32Array(count);
  // A page without any value need not even say how wide its indices would be.
  if (count > 0) {
    const width = reader.byte();
    if (width > 0) readRuns(reader, width, indices);
  }
  if (dictionary === null) {
    if (count > 0) throw new RangeError('indices without a dictionary');
    return plain(reader, physical, 0);
  }
  const entries = dictionary.length;
  for (let i = 0; i < count; i++) if (indices[i] >= entries) throw new RangeError(`index ${indices[i]} into ${entries} values`);
  const values = new (dictionary.constructor as new (length: number) => Values)(count);
  for (let i = 0; i < count; i++) values[i] = dictionary[indices[i]] as never;
  return values;
}

/** BYTE_STREAM_SPLIT: the first bytes of all values, then the second ones, … */
function joinedStreams(streams: Uint8Array, count: number, width: number): Uint8Array {
  const bytes = new Uint8Array(streams.length);
  for (let k = 0; k < width; k++) for (let i = 0; i < count; i++) bytes[i * width + k] = streams[k * count + i];
  return bytes;
}

/** Whole numbers keep their low bits: what is unsigned is stored as signed. */
function put(values: Values, out: ColumnArray, at: number): void {
  if (at + values.length > out.length) throw new RangeError(`${at + values.length} values where ${out.length} were announced`);
  out.set(values as never, at);
}

function scatter(values: Values, levels: Uint8Array, out: ColumnArray, at: number, first: number): void {
  if (at + levels.length > out.length) throw new RangeError(`${at + levels.length} values where ${out.length} were announced`);
  const float = out instanceof Float32Array || out instanceof Float64Array;
  for (let i = 0, k = 0; i < levels.length; i++) {
    if (levels[i] === 1) out[at + i] = values[k++] as never;
    else if (float) out[at + i] = NaN;
    else throw new MissingValue(at + i - first);
  }
}
