import fc from 'fast-check';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import type { PngValues } from '#src/formats/masks/png.ts';
import { readPng } from '#src/formats/masks/png.ts';
import type { PngPicture } from './png-writer.ts';
import { chunk, pngFile } from './png-writer.ts';

const read = (bytes: Uint8Array): Promise<PngValues> => readPng(memorySource('m.png', bytes));
const channelsOf = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;

/** Spread over the whole range, and the same at every call. */
const noise = (depth: number) => (x: number, y: number, channel: number): number => ((x * 7919 + y * 104729 + channel * 31 + 12345) * 2654435761 >>> 7) % 2 ** depth;

const kinds = ([[0, 1], [0, 2], [0, 4], [0, 8], [0, 16], [2, 8], [2, 16], [3, 1], [3, 2], [3, 4], [3, 8], [4, 8], [4, 16], [6, 8], [6, 16]] as const)
  .map(([type, depth]) => ({ type, depth }));

function expected({ width, height, type, value }: PngPicture): number[] {
  const channels = channelsOf[type];
  return Array.from({ length: width * height * channels }, (_, k) => {
    const pixel = Math.floor(k / channels);
    return value(pixel % width, Math.floor(pixel / width), k % channels);
  });
}

const fullPalette = (depth: number) => Array.from({ length: 2 ** depth }, (_, i) => [i, 255 - i, 7] as const);

describe('a PNG is read exactly', () => {
  it.each(kinds)('colour type $type with $depth bits, at every size', async ({ type, depth }) => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 19 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 4 }), async (width, height, filter) => {
      const picture: PngPicture = { width, height, type, depth, value: noise(depth), filter, palette: type === 3 ? fullPalette(depth) : undefined };
      const png = await read(pngFile(picture));
      expect([png.width, png.height, png.depth, png.channels]).toEqual([width, height, depth, channelsOf[type]]);
      expect([...png.values]).toEqual(expected(picture));
    }), { numRuns: 25 });
  });

  it.each(kinds.filter((k) => k.depth >= 8))('interlaced: colour type $type with $depth bits', async ({ type, depth }) => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 19 }), fc.integer({ min: 1, max: 19 }), async (width, height) => {
      const picture: PngPicture = { width, height, type, depth, value: noise(depth), interlaced: true, palette: type === 3 ? fullPalette(depth) : undefined };
      expect([...(await read(pngFile(picture))).values]).toEqual(expected(picture));
    }), { numRuns: 25 });
  });

  it('as another encoder writes it: random values of 8 and 16 bits', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.constantFrom(8 as const, 16 as const), fc.infiniteStream(fc.nat(65535)), async (width, depth, values) => {
      const numbers = Array.from({ length: 5 * width }, () => (values.next().value as number) % 2 ** depth);
      const data = depth === 8 ? Uint8Array.from(numbers) : Uint16Array.from(numbers);
      expect([...(await read(encode({ width, height: 5, data, depth, channels: 1 }))).values]).toEqual(numbers);
    }), { numRuns: 50 });
  });

  it('with a palette: indices, and its colours with their transparency', async () => {
    const png = await read(pngFile({ width: 2, height: 1, type: 3, depth: 2, value: (x) => x + 1, palette: [[1, 2, 3], [4, 5, 6], [7, 8, 9]], paletteAlpha: [0, 128] }));
    expect([...png.values]).toEqual([1, 2]);
    expect(png.palette).toEqual([[1, 2, 3, 0], [4, 5, 6, 128], [7, 8, 9, 255]]);
  });
});

describe('a broken PNG is refused by name', () => {
  const whole = pngFile({ width: 30, height: 20, type: 0, depth: 8, value: noise(8) });
  const fails = async (bytes: Uint8Array): Promise<DataError> => {
    const error: unknown = await read(bytes).then(() => null, (e: unknown) => e);
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).details.file).toBe('m.png');
    return error as DataError;
  };

  it('cut off anywhere', async () => {
    for (let size = 0; size < whole.length; size++) await fails(whole.subarray(0, size));
  });

  it('with any byte changed', async () => {
    await fc.assert(fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const bytes = whole.slice();
      bytes[at] ^= change;
      await fails(bytes);
    }), { numRuns: 300 });
  });

  it('where the data ends before the picture, and where it goes on', async () => {
    const picture: PngPicture = { width: 30, height: 20, type: 0, depth: 8, value: noise(8) };
    expect(await fails(pngFile({ ...picture, damage: (raw) => raw.subarray(0, raw.length - 3) }))).toMatchObject({ kind: 'truncated' });
    expect(await fails(pngFile({ ...picture, damage: (raw) => Buffer.concat([raw, Buffer.from([0])]) }))).toMatchObject({ kind: 'malformed' });
  });

  it('that claims to be huge', async () => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(0x7fffffff, 0);
    header.writeUInt32BE(0x7fffffff, 4);
    header.set([16, 0], 8);
    const bytes = Buffer.concat([whole.subarray(0, 8), chunk('IHDR', header), whole.subarray(33)]);
    expect(await fails(new Uint8Array(bytes))).toMatchObject({ kind: 'truncated' });
  });

  it('with a second header', async () => {
    const header = Buffer.from(whole.subarray(8, 33));
    await fails(new Uint8Array(Buffer.concat([whole.subarray(0, 33), header, whole.subarray(33)])));
  });

  it('with several interlaced pixels in a byte: not broken, but not read', async () => {
    const bytes = pngFile({ width: 9, height: 9, type: 0, depth: 1, value: noise(1), interlaced: true });
    expect(await fails(bytes)).toMatchObject({ kind: 'unsupported', message: expect.stringContaining('interlaced') as string });
  });

  it('that is a JPEG', async () => expect(await fails(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0]))).toMatchObject({ kind: 'unsupported' }));
});
