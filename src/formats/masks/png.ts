import { Unzlib } from 'fflate';
import { decode } from 'fast-png';
import { DataError, errorMessage } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import type { PngHeader } from './png-header.ts';
import { parsePngHeader } from './png-header.ts';

/** A PNG's own numbers: no gamma, no colour profile, no blending has touched them. */
export interface PngValues extends PngHeader {
  /** `channels` values per pixel, row by row; palette indices where `colour` is 'palette'. */
  readonly values: Uint8Array | Uint16Array;
  /** Red, green, blue and, where there is transparency, alpha of each palette entry. */
  readonly palette: readonly (readonly number[])[] | null;
}

/**
 * Decodes a PNG's values exactly. Throws DataError: 'malformed' and 'truncated' where bytes and format disagree,
 * 'unsupported' for Adam7 with several pixels in a byte, which the decoder cannot take apart.
 */
export async function readPng(source: ByteSource): Promise<PngValues> {
  const bytes = await source.read(0, source.size);
  const header = parsePngHeader(bytes, source.name);
  if (header.interlaced && header.depth < 8)
    throw new DataError('unsupported', 'is an interlaced PNG with several pixels in a byte', {
      file: source.name, found: `${header.depth} bits`, hint: 'save it without interlace',
    });
  checkAmount(bytes, header, source.name);
  try {
    const png = decode(bytes, { checkCrc: true });
    const values = header.depth < 8 ? unpacked(png.data as Uint8Array, header) : (png.data as Uint8Array | Uint16Array);
    return { ...header, values, palette: png.palette ?? null };
  } catch (error) {
    throw new DataError('malformed', 'is a broken PNG', { file: source.name, found: errorMessage(error) });
  }
}

/**
 * The decoder allocates what the header asks for and reads zeros where the data ends before the picture does. So the data is
 * counted first, without keeping it, and given up as soon as it is too much.
 */
function checkAmount(bytes: Uint8Array, header: PngHeader, file: string): void {
  const expected = filteredSize(header);
  let found = 0;
  const inflate = new Unzlib((chunk) => { found += chunk.length; });
  try {
    for (const data of imageData(bytes, file)) {
      inflate.push(data, false);
      if (found > expected) break;
    }
    if (found <= expected) inflate.push(new Uint8Array(0), true);
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError('malformed', 'has pixels that cannot be unpacked', { file, found: errorMessage(error) });
  }
  if (found === expected) return;
  throw new DataError(found < expected ? 'truncated' : 'malformed', 'does not hold the pixels that its header promises', {
    file, expected: `${expected} bytes for ${header.width} x ${header.height} pixels`, found: found > expected ? 'more' : `${found} bytes`,
  });
}

/** The parts of the compressed picture, in order. A chunk is length, type, data, checksum (PNG specification, 5.3). */
function imageData(bytes: Uint8Array, file: string): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let at = 8;
  for (let first = true; ; first = false) {
    const end = at + 12 + (at + 8 <= bytes.length ? view.getUint32(at) : 0);
    if (end > bytes.length)
      throw new DataError('truncated', 'ends within a PNG chunk', { file, where: `byte ${at}`, expected: `${end} bytes`, found: `${bytes.length}` });
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'IHDR' && !first) throw new DataError('malformed', 'has a second PNG header', { file, where: `byte ${at}` });
    if (type === 'IEND') return parts;
    if (type === 'IDAT') parts.push(bytes.subarray(at + 8, end - 4));
    at = end;
  }
}

/** Adam7: first column and row of each pass, and its steps (PNG specification, 8.2). */
const PASSES = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const;

/** Bytes of the picture before compression: each row has one more, which names its filter. */
function filteredSize({ width, height, depth, channels, interlaced }: PngHeader): number {
  const rows = (w: number, h: number): number => (w > 0 && h > 0 ? h * (1 + Math.ceil((w * depth * channels) / 8)) : 0);
  if (!interlaced) return rows(width, height);
  return PASSES.reduce((sum, [x, y, dx, dy]) => sum + rows(Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)), 0);
}

/** One value per byte out of 1, 2 or 4 bits; the leftmost pixel is in the high bits, and rows begin on a byte. */
function unpacked(packed: Uint8Array, { width, height, depth }: PngHeader): Uint8Array {
  const values = new Uint8Array(width * height);
  const rowBytes = Math.ceil((width * depth) / 8), perByte = 8 / depth, mask = (1 << depth) - 1;
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++)
      values[i] = (packed[y * rowBytes + Math.floor(x / perByte)] >> (8 - depth * (1 + (x % perByte)))) & mask;
  return values;
}
