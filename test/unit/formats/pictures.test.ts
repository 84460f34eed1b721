import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { encodeJpeg } from '#sample-data/output/jpeg.ts';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import type { Picture } from '#src/formats/pictures/picture.ts';
import { readPicture, writeJpeg } from '#src/formats/pictures/read-picture.ts';

const WIDTH = 45, HEIGHT = 30;

/** Smooth, so that a JPEG loses little of it. */
const picture: Picture = {
  width: WIDTH, height: HEIGHT,
  rgb: Uint8Array.from({ length: 3 * WIDTH * HEIGHT }, (_, i) => {
    const pixel = Math.floor(i / 3), x = pixel % WIDTH, y = Math.floor(pixel / WIDTH);
    return [4 * x + 20, 6 * y + 30, 200 - 2 * x - 2 * y][i % 3];
  }),
};

const read = (bytes: Uint8Array) => readPicture(memorySource('a picture', bytes));

function expectLike(found: Picture, tolerance: number): void {
  expect([found.width, found.height]).toEqual([WIDTH, HEIGHT]);
  const worst = found.rgb.reduce((most, value, i) => Math.max(most, Math.abs(value - picture.rgb[i])), 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
}

describe('pictures', () => {
  it("are read out of the simulator's JPEG, which shares no code with the decoder", async () => {
    expectLike(await read(encodeJpeg({ width: WIDTH, height: HEIGHT, pixels: picture.rgb, labels: new Uint32Array(0) }, 95)), 24);
  });

  it('are read out of PNGs of all kinds', async () => {
    expectLike(await read(encode({ width: WIDTH, height: HEIGHT, channels: 3, depth: 8, data: picture.rgb })), 0);
    const wide = Uint16Array.from(picture.rgb, (value) => 257 * value);
    expectLike(await read(encode({ width: WIDTH, height: HEIGHT, channels: 3, depth: 16, data: wide })), 0);
    const grey = await read(encode({ width: 2, height: 1, channels: 1, depth: 8, data: Uint8Array.of(7, 250) }));
    expect([...grey.rgb]).toEqual([7, 7, 7, 250, 250, 250]);
    const palette = await read(encode({ width: 2, height: 1, channels: 1, depth: 8, data: Uint8Array.of(1, 0), palette: [[1, 2, 3], [40, 50, 60]] }));
    expect([...palette.rgb]).toEqual([40, 50, 60, 1, 2, 3]);
  });

  it('come back from a JPEG that was written', async () => {
    expectLike(await read(writeJpeg(picture, 95)), 24);
  });

  it('that are broken or nothing of the kind are refused by name', async () => {
    await expect(read(new TextEncoder().encode('RIFF....WEBP'))).rejects.toThrow(/a picture: is not a picture that can be read here/);
    const jpeg = writeJpeg(picture, 80);
    for (let end = 4; end < jpeg.length; end += 17)
      await read(jpeg.slice(0, end)).then((cut) => expect([cut.width, cut.height]).toEqual([WIDTH, HEIGHT]), (error: unknown) => expect(error).toBeInstanceOf(DataError));
  });

  it('of a size that nothing can hold are refused before memory is taken', async () => {
    const jpeg = writeJpeg(picture, 80).slice(), frame = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0);
    jpeg.set([0xff, 0xff, 0xff, 0xff], frame + 5);
    await expect(read(jpeg)).rejects.toThrow(DataError);
  });
});
