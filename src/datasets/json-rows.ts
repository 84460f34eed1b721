import { DataError, errorMessage } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';

/** Bytes that are read and parsed at once: a few milliseconds, so that a page stays live between them. */
const SLICE = 1 << 19;
/** A row longer than this is no row of a table. */
const MAX_ROW = 1 << 24;

const QUOTE = 0x22, BACKSLASH = 0x5c, COMMA = 0x2c, OPEN_BRACKET = 0x5b, CLOSE_BRACKET = 0x5d, OPEN_BRACE = 0x7b, CLOSE_BRACE = 0x7d;

/**
 * Reads a JSON array of objects by slices and keeps what `take` makes of each row (undefined: nothing). The tables of full nuScenes
 * have more than a gigabyte, which is more than a string may hold; here memory follows what is kept. Throws DataError that names the row.
 */
export async function readRows<T>(source: ByteSource, take: (row: unknown, index: number) => T | undefined, signal?: AbortSignal): Promise<T[]> {
  const kept: T[] = [];
  const scanner = new RowScanner(source.name);
  let rest = new Uint8Array(0), count = 0;
  for (let at = 0; at < source.size; at += SLICE) {
    const slice = await source.read(at, at + SLICE, signal);
    const bytes = new Uint8Array(rest.length + slice.length);
    bytes.set(rest);
    bytes.set(slice, rest.length);
    const rows = scanner.scan(bytes, rest.length);
    for (const row of parseRows(bytes, rows, count, source.name)) {
      const value = take(row, count++);
      if (value !== undefined) kept.push(value);
    }
    rest = bytes.subarray(scanner.begin ?? bytes.length).slice();
    if (rest.length > MAX_ROW) throw new DataError('malformed', 'has a row that does not end', { file: source.name, where: `row ${count}` });
    scanner.cut(bytes.length - rest.length);
  }
  scanner.finish(count);
  return kept;
}

/** Where rows begin and end: by depth of brackets outside of strings. Keeps its state from slice to slice. */
class RowScanner {
  /** Start of the row that is under way, in the bytes at hand. */
  begin: number | null = null;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private done = false;

  constructor(private readonly file: string) {}

  /** Pairs of begin and end of the rows that end in bytes from `from` on. */
  scan(bytes: Uint8Array, from: number): number[] {
    const rows: number[] = [];
    // Locals: this loop meets every byte of the file.
    let { depth, inString, escaped } = this;
    for (let i = from; i < bytes.length; i++) {
      const byte = bytes[i];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (depth < 2) {
        this.depth = depth;
        this.between(byte, i);
        ({ depth } = this);
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
      else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 1) {
        rows.push(this.begin!, i + 1);
        this.begin = null;
      }
    }
    Object.assign(this, { depth, inString, escaped });
    return rows;
  }

  /** Bytes were taken from the front. */
  cut(bytes: number): void {
    if (this.begin !== null) this.begin -= bytes;
  }

  finish(rows: number): void {
    if (!this.done) throw new DataError('truncated', 'ends within its rows', { file: this.file, where: `row ${rows}`, expected: ']' });
  }

  /** Outside of rows nothing may be but the array's brackets, commas and white space. */
  private between(byte: number, at: number): void {
    if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) return;
    if (this.depth === 0 && byte === OPEN_BRACKET && !this.done) this.depth = 1;
    else if (this.depth === 1 && byte === OPEN_BRACE) {
      this.begin = at;
      this.depth = 2;
    } else if (this.depth === 1 && byte === CLOSE_BRACKET) {
      this.depth = 0;
      this.done = true;
    } else if (this.depth !== 1 || byte !== COMMA)
      throw new DataError('malformed', 'is no table', { file: this.file, expected: 'a JSON array of objects', found: JSON.stringify(String.fromCharCode(byte)) });
  }
}

const decoder = new TextDecoder();

function parseRows(bytes: Uint8Array, rows: readonly number[], first: number, file: string): unknown[] {
  if (rows.length === 0) return [];
  try {
    return JSON.parse(`[${decoder.decode(bytes.subarray(rows[0], rows[rows.length - 1]))}]`) as unknown[];
  } catch {
    // Row by row, to name the one that is wrong.
    return Array.from({ length: rows.length / 2 }, (_, k) => parseRow(decoder.decode(bytes.subarray(rows[2 * k], rows[2 * k + 1])), first + k, file));
  }
}

function parseRow(text: string, index: number, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new DataError('malformed', 'is not valid JSON', { file, where: `row ${index}`, found: errorMessage(error) });
  }
}
