import { DataError } from '#src/core/errors.ts';

/**
 * Little-endian bytes written one after another. Arrays are copied as this machine holds them: every platform that
 * runs JavaScript today is little-endian.
 */
export class ByteWriter {
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  u32(value: number): void {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, true);
    this.array(bytes);
  }

  u64(value: number): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
    this.array(bytes);
  }

  /** The values are read when `finish` is called. */
  array(values: Uint8Array | Uint16Array | Uint32Array): void {
    this.parts.push(bytesOf(values));
    this.length += values.byteLength;
  }

  finish(): Uint8Array {
    const out = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
}

/** Reads what `ByteWriter` wrote, from bytes that nobody vouches for: DataError 'truncated' past the end. */
export class ByteReader {
  private at = 0;
  private readonly view: DataView;
  private readonly bytes: Uint8Array;

  /** `base` is where the bytes begin in `file`, for messages. */
  constructor(bytes: Uint8Array, private readonly file: string, private readonly base = 0) {
    this.bytes = bytesOf(bytes);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  u64(): number {
    const value = this.view.getBigUint64(this.take(8), true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.malformed('a number is too large', 'at most 2^53', String(value));
    return Number(value);
  }

  u8s(count: number): Uint8Array {
    const at = this.take(count);
    return this.bytes.slice(at, at + count);
  }

  u16s(count: number): Uint16Array {
    return new Uint16Array(this.u8s(2 * count).buffer);
  }

  u32s(count: number): Uint32Array {
    return new Uint32Array(this.u8s(4 * count).buffer);
  }

  malformed(problem: string, expected?: string, found?: string): DataError {
    return new DataError('malformed', problem, { file: this.file, where: `byte ${this.base + this.at}`, expected, found });
  }

  private take(count: number): number {
    if (count > this.left)
      throw new DataError('truncated', 'ends too early', {
        file: this.file,
        where: `byte ${this.base + this.at}`,
        expected: `${count} more bytes`,
        found: String(this.left),
      });
    const at = this.at;
    this.at += count;
    return at;
  }
}

/** The same memory as plain bytes (a Node Buffer's own `slice` would not copy). */
export function bytesOf(values: Uint8Array | Uint16Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
