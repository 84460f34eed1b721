import { encode } from 'fast-png';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { imageSize } from '#src/datasets/image-size.ts';

/** A JPEG up to its frame header: `before` segments, then SOF of the kind `sof`. */
function jpeg(before: readonly number[][], sof: number, width: number, height: number): Uint8Array {
  return Uint8Array.from([0xff, 0xd8, ...before.flat(), 0xff, sof, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, 3, 1, 0x22, 0]);
}

/** A segment of `length` bytes whose content looks like a frame header. */
function segment(marker: number, length: number): number[] {
  return [0xff, marker, length >> 8, length & 255, ...Array.from({ length: length - 2 }, (_, i) => [0xff, 0xc0][i % 2])];
}

describe('imageSize', () => {
  it('reads what a PNG encoder wrote', async () => {
    const png = encode({ width: 37, height: 5, data: new Uint8Array(37 * 5 * 3), channels: 3 });
    expect(await imageSize(memorySource('a.png', png))).toEqual({ width: 37, height: 5 });
  });

  it('walks over the segments of a JPEG to its frame header', async () => {
    const side = fc.integer({ min: 1, max: 65535 });
    const before = fc.array(fc.tuple(fc.constantFrom(0xe0, 0xe1, 0xdb, 0xc4, 0xfe), fc.integer({ min: 2, max: 400 })), { maxLength: 6 });
    await fc.assert(fc.asyncProperty(side, side, before, fc.constantFrom(0xc0, 0xc1, 0xc2, 0xcf), async (width, height, segments, sof) => {
      const bytes = jpeg(segments.map(([marker, length]) => segment(marker, length)), sof, width, height);
      expect(await imageSize(memorySource('a.jpg', bytes))).toEqual({ width, height });
    }));
  });

  it('gives a DataError that names the file for any other bytes', async () => {
    const heads = fc.constantFrom([], [0xff, 0xd8], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    await fc.assert(fc.asyncProperty(heads, fc.uint8Array({ maxLength: 60 }), async (head, rest) => {
      const result: unknown = await imageSize(memorySource('x.img', Uint8Array.from([...head, ...rest]))).catch((error: unknown) => error);
      if (result instanceof Error) {
        expect(result).toBeInstanceOf(DataError);
        expect(result.message).toContain('x.img');
      }
    }));
  });
});
