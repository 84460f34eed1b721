import { viewOf } from './read-bytes.ts';

/** Reads numbers of Parquet's encodings from the bytes of one page. Throws RangeError where they end too early. */
export class PageReader {
  at = 0;
  private readonly view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.view = viewOf(bytes);
  }

  byte(): number {
    return this.view.getUint8(this.at++);
  }

  uint32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  /** ULEB128 of at most 32 bits. */
  varint(): number {
    let value = 0;
    for (let k = 0; k < 5; k++) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** (7 * k);
      if (byte < 128) return value;
    }
    throw new RangeError('a number without end');
  }

  /** ULEB128 of at most 64 bits, as zigzag. */
  zigzag64(): bigint {
    let value = 0n;
    for (let k = 0n; k < 10n; k++) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << (7n * k);
      if (byte < 128) return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
    }
    throw new RangeError('a number without end');
  }

  /** The next `length` bytes, not copied. */
  take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) throw new RangeError(`${this.bytes.length} bytes of ${this.at + length}`);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

/** `width` bits from bit `begin` on, lowest first; at most 32. */
export function bitsAt(bytes: Uint8Array, begin: number, width: number): number {
  let value = 0;
  for (let got = 0; got < width; ) {
    const at = begin + got, take = Math.min(8 - (at % 8), width - got);
    value += ((bytes[Math.floor(at / 8)] >> (at % 8)) & ((1 << take) - 1)) * 2 ** got;
    got += take;
  }
  return value;
}

/**
 * Fills `out` from the RLE and bit-packing hybrid (Parquet encodings, RLE = 3): levels, indices, booleans. A repeated run must end where the
 * values do; a packed one, which holds eight at a time, may have some more. Throws RangeError where a run leads out of the page or the values.
 */
export function readRuns(reader: PageReader, width: number, out: Uint8Array | Uint32Array): void {
  if (width > 32) throw new RangeError(`values of ${width} bits`);
  for (let done = 0; done < out.length; ) {
    const head = reader.varint(), left = out.length - done;
    if (head % 2 === 0) {
      const count = head / 2;
      if (count > left) throw new RangeError(`a run of ${count} values where ${left} are left`);
      out.fill(bitsAt(reader.take(Math.ceil(width / 8)), 0, width), done, done + count);
      done += count;
    } else {
      // The last group need not be written to its end.
      const packed = 8 * Math.floor(head / 2), count = Math.min(packed, left);
      const bytes = reader.take(Math.min(Math.ceil((packed * width) / 8), Math.max(Math.ceil((count * width) / 8), reader.bytes.length - reader.at)));
      for (let i = 0; i < count; i++) out[done + i] = bitsAt(bytes, i * width, width);
      done += count;
    }
  }
}

/** Fills `out` from DELTA_BINARY_PACKED (5). Throws RangeError where a block leads out of the page or announces another number of values. */
export function readDeltas(reader: PageReader, out: Int32Array | BigInt64Array): void {
  const block = reader.varint(), parts = reader.varint(), total = reader.varint(), perPart = block / parts;
  if (total !== out.length) throw new RangeError(`${total} values where ${out.length} were announced`);
  if (!(perPart >= 8 && perPart % 8 === 0)) throw new RangeError(`blocks of ${block} values in ${parts} parts`);
  const first = reader.zigzag64();
  if (out.length > 0) out[0] = (out instanceof Int32Array ? Number(BigInt.asIntN(32, first)) : first) as never;
  for (let done = 1; done < out.length; ) {
    const least = reader.zigzag64(), widths = reader.take(parts);
    for (let part = 0; part < parts && done < out.length; part++) {
      const width = widths[part], count = Math.min(perPart, out.length - done);
      if (width > (out instanceof Int32Array ? 32 : 64)) throw new RangeError(`differences of ${width} bits`);
      // What is left of the last part is filled up, by most writers.
      const bytes = reader.take(Math.min((perPart * width) / 8, Math.max(Math.ceil((count * width) / 8), reader.bytes.length - reader.at)));
      if (out instanceof Int32Array) addDeltas32(bytes, width, Number(BigInt.asIntN(32, least)), out, done, done + count);
      else addDeltas64(bytes, width, least, out, done, done + count);
      done += count;
    }
  }
}

function addDeltas32(bytes: Uint8Array, width: number, least: number, out: Int32Array, begin: number, end: number): void {
  for (let i = begin; i < end; i++) out[i] = out[i - 1] + least + bitsAt(bytes, (i - begin) * width, width);
}

function addDeltas64(bytes: Uint8Array, width: number, least: bigint, out: BigInt64Array, begin: number, end: number): void {
  const low = Math.min(32, width);
  for (let i = begin; i < end; i++) {
    const at = (i - begin) * width;
    out[i] = out[i - 1] + least + BigInt(bitsAt(bytes, at, low)) + (BigInt(bitsAt(bytes, at + low, width - low)) << 32n);
  }
}
