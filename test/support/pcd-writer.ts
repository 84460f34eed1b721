import { BYTES } from '#src/core/cloud/columns.ts';
import type { ColumnArray, ColumnType } from '#src/core/cloud/columns.ts';

/** A field with its values, for files that tests make. */
export interface TestField {
  readonly name: string;
  readonly type: ColumnType;
  readonly count: number;
  readonly values: ColumnArray;
}

export interface PcdShape {
  readonly data: 'ascii' | 'binary' | 'binary_compressed';
  readonly points: number;
  readonly newline?: '\n' | '\r\n';
  readonly separator?: string;
  /** Bytes of padding after each field, as `_` fields. */
  readonly padding?: number;
}

const LETTER = (type: ColumnType) => (type.startsWith('float') ? 'F' : type.startsWith('u') ? 'U' : 'I');

/** A PCD file, written with DataView and strings only: it shares no code with the reader. */
export function writePcd(fields: readonly TestField[], shape: PcdShape): Uint8Array {
  const { data, points, newline = '\n', separator = ' ', padding = 0 } = shape;
  const padded = data === 'binary' && padding > 0;
  const listed = fields.flatMap((f) => {
    const own = [f.name, `${BYTES[f.type]}`, LETTER(f.type), `${f.count}`];
    return padded ? [own, ['_', '1', 'U', `${padding}`]] : [own];
  });
  const column = (i: number) => listed.map((entry) => entry[i]).join(separator);
  const header = [
    '# .PCD v0.7 - Point Cloud Data file format', 'VERSION 0.7', `FIELDS ${column(0)}`, `SIZE ${column(1)}`, `TYPE ${column(2)}`, `COUNT ${column(3)}`,
    `WIDTH ${points}`, 'HEIGHT 1', 'VIEWPOINT 0 0 0 1 0 0 0', `POINTS ${points}`, `DATA ${data}`, '',
  ].join(newline);
  const head = new TextEncoder().encode(header);
  if (data === 'ascii') return joinBytes(head, new TextEncoder().encode(asciiBody(fields, points, newline, separator)));
  if (data === 'binary') return joinBytes(head, structs(fields, points, padded ? padding : 0));
  const planes = joinBytes(...fields.map((f) => structs([f], points, 0)));
  const packed = lzfCompress(planes);
  const sizes = new DataView(new ArrayBuffer(8));
  sizes.setUint32(0, packed.length, true);
  sizes.setUint32(4, planes.length, true);
  return joinBytes(head, new Uint8Array(sizes.buffer), packed);
}

function asciiBody(fields: readonly TestField[], points: number, newline: string, separator: string): string {
  const lines: string[] = [];
  for (let i = 0; i < points; i++) {
    const words = fields.flatMap((f) => Array.from({ length: f.count }, (_, k) => spell(f.values[i * f.count + k])));
    lines.push(words.join(separator) + newline);
  }
  return lines.join('');
}

function spell(value: number | bigint): string {
  if (Object.is(value, -0)) return '-0';
  return Number.isNaN(value) ? 'nan' : value === Infinity ? 'inf' : value === -Infinity ? '-inf' : String(value);
}

function structs(fields: readonly TestField[], points: number, padding: number): Uint8Array {
  const stride = fields.reduce((sum, f) => sum + BYTES[f.type] * f.count + padding, 0);
  const out = new Uint8Array(points * stride).fill(0xaa);
  for (let i = 0, at = 0; i < points; i++)
    for (const f of fields) {
      const size = BYTES[f.type] * f.count;
      out.set(new Uint8Array(f.values.buffer, f.values.byteOffset + i * size, size), at);
      at += size + padding;
    }
  return out;
}

/** A plain LZF encoder: greedy, the last place of each three-byte prefix, at most 264 bytes per reference, 8191 back. */
export function lzfCompress(input: Uint8Array): Uint8Array {
  const out: number[] = [];
  const last = new Map<number, number>();
  let literals: number[] = [];
  const flush = () => {
    for (let i = 0; i < literals.length; i += 32) {
      const run = literals.slice(i, i + 32);
      out.push(run.length - 1, ...run);
    }
    literals = [];
  };
  for (let i = 0; i < input.length; ) {
    const key = i + 2 < input.length ? (input[i] << 16) | (input[i + 1] << 8) | input[i + 2] : -1;
    const from = last.get(key);
    if (key >= 0) last.set(key, i);
    if (from === undefined || key < 0 || i - from > 8191) {
      literals.push(input[i++]);
      continue;
    }
    let length = 3;
    while (length < 264 && i + length < input.length && input[from + length] === input[i + length]) length++;
    flush();
    const distance = i - from - 1, code = length - 2;
    if (code < 7) out.push((code << 5) | (distance >> 8));
    else out.push((7 << 5) | (distance >> 8), code - 7);
    out.push(distance & 255);
    i += length;
  }
  flush();
  return Uint8Array.from(out);
}

export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
