import { viewOf } from './read-bytes.ts';

/** One page of a column chunk, and what a decoder will allocate for it. */
export interface PageHead {
  /** DATA_PAGE, DICTIONARY_PAGE, DATA_PAGE_V2; 1 is an index, which has no values. */
  readonly type: number;
  /** Where its `packed` bytes begin in the chunk. */
  readonly begin: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly values: number;
  /** Encoding of parquet.thrift; of the definition levels in version 1. */
  readonly encoding: number;
  readonly levelEncoding: number;
  /** Of version 2: bytes of levels before the values, and whether the values are packed. */
  readonly definitionBytes: number;
  readonly repetitionBytes: number;
  readonly isPacked: boolean;
}

export const DATA_PAGE = 0, DICTIONARY_PAGE = 2, DATA_PAGE_V2 = 3;

const BOOL_TRUE = 1, BOOL_FALSE = 2, BYTE = 3, I16 = 4, I32 = 5, I64 = 6, DOUBLE = 7, BINARY = 8, LIST = 9, SET = 10, MAP = 11, STRUCT = 12;
const MAX_DEPTH = 16;

/**
 * The heads of the pages of a column chunk (parquet.thrift, PageHeader, in Thrift's compact protocol), so that what they announce can be
 * held against what the file has before anything is decoded. Throws RangeError where they are damaged.
 */
export function pageHeads(chunk: Uint8Array): PageHead[] {
  const reader = new CompactReader(chunk);
  const heads: PageHead[] = [];
  while (reader.at < chunk.length) {
    const head = pageHead(reader.struct(0), reader.at);
    if (reader.at + head.packed > chunk.length) throw new RangeError('a page leads out of its column');
    heads.push(head);
    reader.at += head.packed;
  }
  return heads;
}

/** Its own head is field 5, 6, 7 or 8 by the type of page. */
function pageHead(fields: ReadonlyMap<number, unknown>, begin: number): PageHead {
  const type = whole(fields.get(1)), inner = fields.get(type + 5), own: ReadonlyMap<number, unknown> = inner instanceof Map ? inner : new Map();
  // An index page has no values; every other has a head of its own kind.
  if (type > 3 || (own !== inner && type !== 1)) throw new RangeError(`a page of type ${type} without its head`);
  const v2 = type === DATA_PAGE_V2;
  return {
    type, begin, packed: whole(fields.get(3)), unpacked: whole(fields.get(2)),
    values: type === 1 ? 0 : whole(own.get(1)),
    encoding: type === 1 ? 0 : whole(own.get(v2 ? 4 : 2)),
    levelEncoding: type === DATA_PAGE ? whole(own.get(3)) : 0,
    definitionBytes: v2 ? whole(own.get(5)) : 0,
    repetitionBytes: v2 ? whole(own.get(6)) : 0,
    isPacked: !v2 || own.get(7) !== false,
  };
}

/** Walks a footer (FileMetaData) once, so that no list in it is longer than its bytes. Throws RangeError. */
export function checkFooter(bytes: Uint8Array): void {
  new CompactReader(bytes).struct(0);
}

function whole(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new RangeError(`a size of ${String(value)}`);
  return value;
}

class CompactReader {
  at = 0;
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.view = viewOf(bytes);
  }

  struct(depth: number): Map<number, unknown> {
    if (depth > MAX_DEPTH) throw new RangeError('structures without end');
    const fields = new Map<number, unknown>();
    for (let id = 0; ; ) {
      const head = this.view.getUint8(this.at++);
      if (head === 0) return fields;
      id = head >> 4 === 0 ? this.zigzag() : id + (head >> 4);
      fields.set(id, this.value(head & 15, depth));
    }
  }

  private value(type: number, depth: number): unknown {
    switch (type) {
      case BOOL_TRUE:
      case BOOL_FALSE:
        return type === BOOL_TRUE;
      case BYTE:
        return this.view.getInt8(this.at++);
      case I16:
      case I32:
      case I64:
        return this.zigzag();
      case DOUBLE:
        this.skip(8);
        return null;
      case BINARY:
        this.skip(this.varint());
        return null;
      case LIST:
      case SET: {
        const head = this.view.getUint8(this.at++), size = head >> 4 === 15 ? this.varint() : head >> 4;
        // Every element takes a byte at least, true and false too.
        for (let i = 0; i < size; i++) this.element(head & 15, depth + 1);
        return null;
      }
      case MAP: {
        const size = this.varint(), types = size === 0 ? 0 : this.view.getUint8(this.at++);
        for (let i = 0; i < size; i++) {
          this.element(types >> 4, depth + 1);
          this.element(types & 15, depth + 1);
        }
        return null;
      }
      case STRUCT:
        return this.struct(depth + 1);
      default:
        throw new RangeError(`type ${type}`);
    }
  }

  private element(type: number, depth: number): void {
    if (depth > MAX_DEPTH) throw new RangeError('lists without end');
    if (type === BOOL_TRUE || type === BOOL_FALSE) this.skip(1);
    else this.value(type, depth);
  }

  private skip(bytes: number): void {
    if (this.at + bytes > this.view.byteLength) throw new RangeError('a value leads out of its column');
    this.at += bytes;
  }

  private varint(): number {
    let value = 0;
    for (let k = 0; k < 10; k++) {
      const byte = this.view.getUint8(this.at++);
      value += (byte & 127) * 2 ** (7 * k);
      if (byte < 128) return value;
    }
    throw new RangeError('a number without end');
  }

  private zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
