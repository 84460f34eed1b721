/** LZ4's best: a match of 255 more bytes for each byte of its length. */
const LZ4_MAX_RATIO = 255;

const MAGIC = 0x184d2204;
/** Bits of the frame descriptor's first byte. */
const BLOCK_CHECKSUM = 0x10, CONTENT_SIZE = 0x08, CONTENT_CHECKSUM = 0x04, DICTIONARY = 0x01;

/**
 * Decodes LZ4 frames (lz4_Frame_format.md 1.6.4) to exactly `size` bytes. Throws RangeError where the data is damaged or of another size;
 * nothing is allocated that the data could not become. Checksums are not verified.
 */
export function decodeLz4Frame(input: Uint8Array, size: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const output = roomFor(input, size);
  let o = 0;
  for (let i = 0; i < input.length; ) {
    if (view.getUint32(i, true) !== MAGIC) throw new RangeError('no LZ4 frame');
    const flags = view.getUint8(i + 4);
    if (flags >> 6 !== 1 || (flags & DICTIONARY) !== 0) throw new RangeError('an LZ4 frame of another version, or with a dictionary');
    i += 7 + (flags & CONTENT_SIZE ? 8 : 0);
    for (;;) {
      const word = view.getUint32(i, true), length = word & 0x7fffffff;
      i += 4;
      if (word === 0) break;
      if (i + length > input.length) throw new RangeError('an LZ4 block leads out of the data');
      const block = input.subarray(i, i + length);
      if (word >>> 31 === 0) o = decodeBlock(block, output, o);
      else {
        if (o + length > size) throw new RangeError('more data than was announced');
        output.set(block, o);
        o += length;
      }
      i += length + (flags & BLOCK_CHECKSUM ? 4 : 0);
    }
    i += flags & CONTENT_CHECKSUM ? 4 : 0;
  }
  if (o !== size) throw new RangeError('less data than was announced');
  return output;
}

/** Decodes one bare block (lz4_Block_format.md) to exactly `size` bytes. Throws RangeError. */
export function decodeLz4Block(input: Uint8Array, size: number): Uint8Array {
  const output = roomFor(input, size);
  if (decodeBlock(input, output, 0) !== size) throw new RangeError('less data than was announced');
  return output;
}

function roomFor(input: Uint8Array, size: number): Uint8Array {
  if (!(size >= 0 && size <= input.length * LZ4_MAX_RATIO)) throw new RangeError('more data than this can be');
  return new Uint8Array(size);
}

/** Sequences of literals and matches; matches may reach back into earlier blocks. Returns the end of what was written. */
function decodeBlock(input: Uint8Array, output: Uint8Array, begin: number): number {
  const end = input.length, room = output.length;
  let i = 0, o = begin;
  while (i < end) {
    const token = input[i++];
    let literals = token >> 4;
    if (literals === 15) {
      let more;
      do {
        if (i >= end) throw new RangeError('an LZ4 length does not end');
        literals += more = input[i++];
      } while (more === 255);
    }
    if (i + literals > end || o + literals > room) throw new RangeError('LZ4 literals that do not fit');
    output.set(input.subarray(i, i + literals), o);
    i += literals;
    o += literals;
    // The last sequence has no match.
    if (i === end) return o;
    if (i + 2 > end) throw new RangeError('an LZ4 match without a distance');
    const distance = input[i] | (input[i + 1] << 8);
    i += 2;
    let length = (token & 15) + 4;
    if (length === 19) {
      let more;
      do {
        if (i >= end) throw new RangeError('an LZ4 length does not end');
        length += more = input[i++];
      } while (more === 255);
    }
    if (distance === 0 || distance > o || o + length > room) throw new RangeError('an LZ4 match that does not fit');
    // Byte by byte on purpose: a match may overlap what it writes, and then repeats it.
    for (let from = o - distance, stop = o + length; o < stop; ) output[o++] = output[from++];
  }
  return o;
}
