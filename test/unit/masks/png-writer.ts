import { deflateSync } from 'node:zlib';
import { crc32 } from './crc32.ts';

export interface PngPicture {
  readonly width: number;
  readonly height: number;
  /** 0 grey, 2 rgb, 3 palette, 4 grey and alpha, 6 rgb and alpha */
  readonly type: 0 | 2 | 3 | 4 | 6;
  readonly depth: 1 | 2 | 4 | 8 | 16;
  /** Value of a channel of a pixel. */
  readonly value: (x: number, y: number, channel: number) => number;
  readonly palette?: readonly (readonly [number, number, number])[];
  readonly paletteAlpha?: readonly number[];
  readonly interlaced?: boolean;
  /** Filter of each row, 0 to 4; by turns where absent. */
  readonly filter?: number;
  /** Changes the bytes before compression, to make broken files. */
  readonly damage?: (raw: Buffer) => Buffer;
}

const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;
const ADAM7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

/** Writes a PNG from the specification, by hand: not with the library that reads it. */
export function pngFile(picture: PngPicture): Uint8Array {
  const { width, height, type, depth, palette, paletteAlpha } = picture;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, type, 0, 0, picture.interlaced ? 1 : 0], 8);
  const passes = picture.interlaced ? ADAM7 : [[0, 0, 1, 1]];
  const raw = Buffer.concat(passes.map((pass) => passRows(picture, pass)));
  const chunks = [chunk('IHDR', header)];
  if (palette) chunks.push(chunk('PLTE', Buffer.from(palette.flat())));
  if (paletteAlpha) chunks.push(chunk('tRNS', Buffer.from(paletteAlpha)));
  const data = deflateSync(picture.damage?.(raw) ?? raw);
  // In two chunks, as writers with small buffers do.
  const half = data.length >> 1;
  chunks.push(chunk('IDAT', data.subarray(0, half)), chunk('IDAT', data.subarray(half)), chunk('IEND', Buffer.alloc(0)));
  return new Uint8Array(Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks]));
}

export function chunk(type: string, data: Buffer): Buffer {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

function passRows(picture: PngPicture, [x0, y0, dx, dy]: number[]): Buffer {
  const { width, height, depth, type, value } = picture;
  const channels = CHANNELS[type];
  const columns = Math.max(0, Math.ceil((width - x0) / dx)), rows = Math.max(0, Math.ceil((height - y0) / dy));
  if (columns === 0) return Buffer.alloc(0);
  const rowBytes = Math.ceil((columns * channels * depth) / 8), step = Math.max(1, (channels * depth) >> 3);
  const out: Buffer[] = [];
  let above = Buffer.alloc(rowBytes);
  for (let row = 0; row < rows; row++) {
    const line = Buffer.alloc(rowBytes);
    for (let k = 0; k < columns * channels; k++) {
      const number = value(x0 + dx * Math.floor(k / channels), y0 + dy * row, k % channels);
      if (depth === 16) line.writeUInt16BE(number, 2 * k);
      else line[(k * depth) >> 3] |= number << (8 - depth - ((k * depth) & 7));
    }
    const filter = picture.filter ?? row % 5;
    out.push(Buffer.from([filter]), filtered(line, above, filter, step));
    above = line;
  }
  return Buffer.concat(out);
}

function filtered(line: Buffer, above: Buffer, filter: number, step: number): Buffer {
  return Buffer.from(line.map((byte, i) => {
    const a = i >= step ? line[i - step] : 0, b = above[i], c = i >= step ? above[i - step] : 0;
    return (byte - [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter]) & 255;
  }));
}

function paeth(a: number, b: number, c: number): number {
  const p = a + b - c, pa = Math.abs(p - a), pb = Math.abs(p - b), pc = Math.abs(p - c);
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}
