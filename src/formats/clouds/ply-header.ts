import { BYTES } from '#src/core/cloud/columns.ts';
import type { ColumnType } from '#src/core/cloud/columns.ts';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { uniqueName } from './field-names.ts';

export type PlyEncoding = 'ascii' | 'binary_little_endian' | 'binary_big_endian';

/** A property: one value, or (where `countType` is there) a count and that many values. */
export interface PlyProperty {
  readonly name: string;
  readonly type: ColumnType;
  readonly countType: ColumnType | null;
}

export interface PlyElement {
  readonly name: string;
  readonly count: number;
  readonly properties: readonly PlyProperty[];
}

export interface PlyHeader {
  readonly encoding: PlyEncoding;
  readonly elements: readonly PlyElement[];
  /** Byte after the end_header line. */
  readonly dataOffset: number;
  /** Lines up to and including end_header. */
  readonly lines: number;
  readonly warnings: readonly string[];
}

const FIRST_READ = 4096;
const MAX_HEADER = 1 << 20;
const LF = 10;
const ENCODINGS: readonly string[] = ['ascii', 'binary_little_endian', 'binary_big_endian'];

/** Greg Turk's names, and the ones by size that came later. */
const TYPES: Readonly<Record<string, ColumnType>> = {
  char: 'int8', uchar: 'uint8', short: 'int16', ushort: 'uint16', int: 'int32', uint: 'uint32', float: 'float32', double: 'float64',
  ...Object.fromEntries((Object.keys(BYTES) as ColumnType[]).map((type) => [type, type])),
};

/** 'ply' and the end of a line. */
export function looksLikePly(head: Uint8Array): boolean {
  return head[0] === 0x70 && head[1] === 0x6c && head[2] === 0x79 && (head[3] === LF || (head[3] === 13 && head[4] === LF));
}

/** Bytes of one of the element's records; null where a list makes them differ. */
export function fixedBytes({ properties }: PlyElement): number | null {
  if (properties.some((p) => p.countType !== null)) return null;
  return properties.reduce((sum, p) => sum + BYTES[p.type], 0);
}

/** Reads the header line by line. Throws DataError with the line. */
export async function readPlyHeader(source: ByteSource, signal?: AbortSignal): Promise<PlyHeader> {
  for (let length = FIRST_READ; ; length *= 8) {
    const head = await source.read(0, Math.min(length, MAX_HEADER), signal);
    if (!looksLikePly(head)) throw new DataError('malformed', 'is not a PLY file', { file: source.name, where: 'byte 0', expected: "a line 'ply'", found: 'other bytes' });
    const header = new HeaderParser(source.name).parse(head);
    if (header !== null) return header;
    if (length >= MAX_HEADER || head.byteLength >= source.size)
      throw new DataError('truncated', 'the header does not end', { file: source.name, expected: `end_header within ${head.byteLength} bytes` });
  }
}

interface OpenElement {
  readonly name: string;
  readonly count: number;
  readonly properties: PlyProperty[];
  readonly used: Set<string>;
}

class HeaderParser {
  private line = 0;
  private encoding: PlyEncoding | null = null;
  private readonly elements: OpenElement[] = [];
  private readonly warnings: string[] = [];

  constructor(private readonly file: string) {}

  /** Null where the bytes end before the header does. */
  parse(head: Uint8Array): PlyHeader | null {
    const decoder = new TextDecoder();
    for (let begin = 0; ; ) {
      const end = head.indexOf(LF, begin);
      if (end < 0) return null;
      this.line++;
      const words = decoder.decode(head.subarray(begin, end)).trim().split(/\s+/);
      begin = end + 1;
      if (words[0] !== 'end_header') {
        this.take(words);
        continue;
      }
      if (this.encoding === null) throw this.malformed('a format line', 'none before end_header');
      return { encoding: this.encoding, elements: this.elements, dataOffset: begin, lines: this.line, warnings: this.warnings };
    }
  }

  private take(words: readonly string[]): void {
    switch (words[0]) {
      case 'ply':
        if (this.line === 1) return;
        break;
      case '':
      case 'comment':
      case 'obj_info':
        return;
      case 'format':
        return this.takeFormat(words);
      case 'element':
        return this.takeElement(words);
      case 'property':
        return this.takeProperty(words);
    }
    throw this.malformed('format, element, property, comment, obj_info or end_header', words[0]);
  }

  private takeFormat([, encoding = 'nothing', version = 'no version']: readonly string[]): void {
    if (this.encoding !== null) throw this.malformed('one format line', 'a second one');
    if (!ENCODINGS.includes(encoding) || version !== '1.0')
      throw new DataError('unsupported', 'unknown PLY format', {
        file: this.file, where: `header line ${this.line}`, expected: `${ENCODINGS.join(', ')}, version 1.0`, found: `${encoding} ${version}`.slice(0, 80),
      });
    this.encoding = encoding as PlyEncoding;
  }

  private takeElement(words: readonly string[]): void {
    if (words.length !== 3 || !/^\d{1,15}$/.test(words[2])) throw this.malformed("'element NAME COUNT'", words.join(' '));
    if (this.elements.some((e) => e.name === words[1])) throw this.malformed(`one element ${words[1]}`, 'a second one');
    this.elements.push({ name: words[1], count: Number(words[2]), properties: [], used: new Set() });
  }

  private takeProperty(words: readonly string[]): void {
    const element = this.elements.at(-1);
    if (element === undefined) throw this.malformed('an element line first', words.join(' '));
    const list = words[1] === 'list';
    if (words.length !== (list ? 5 : 3)) throw this.malformed("'property TYPE NAME' or 'property list TYPE TYPE NAME'", words.join(' '));
    const countType = list ? this.type(words[2]) : null;
    if (countType?.startsWith('float')) throw this.malformed('a whole number to count a list', words[2]);
    const name = uniqueName(words.at(-1)!, element.used, this.warnings);
    element.properties.push({ name, type: this.type(words[list ? 3 : 1]), countType });
  }

  private type(word: string): ColumnType {
    if (!Object.hasOwn(TYPES, word)) throw this.malformed(`one of ${Object.keys(TYPES).join(', ')}`, word);
    return TYPES[word];
  }

  private malformed(expected: string, found: string): DataError {
    const shown = found.slice(0, 60).replace(/[^\x20-\x7e]/g, '?');
    return new DataError('malformed', 'not a valid PLY header', { file: this.file, where: `header line ${this.line}`, expected, found: shown === '' ? 'nothing' : shown });
  }
}
