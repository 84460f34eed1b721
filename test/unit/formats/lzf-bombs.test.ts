import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { pcd } from '#src/formats/clouds/pcd.ts';
import { joinBytes, lzfCompress } from '#test/support/pcd-writer.ts';

const BYTES_PER_POINT = 12;

interface Claims {
  readonly points: number;
  /** What the file says of its LZF data, and the data. */
  readonly compressed?: number;
  readonly inflated?: number;
  readonly packed: Uint8Array;
}

/** A `binary_compressed` PCD of float x y z that says whatever it is told to say. */
function pcdThatSays({ points, packed, compressed = packed.length, inflated = BYTES_PER_POINT * points }: Claims): Uint8Array {
  const header = `VERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\nWIDTH ${points}\nHEIGHT 1\nPOINTS ${points}\nDATA binary_compressed\n`;
  return joinBytes(new TextEncoder().encode(header), new Uint8Array(Uint32Array.of(compressed, inflated).buffer), packed);
}

const read = (claims: Claims): Promise<PointCloud> => pcd.read(memorySource('a.pcd', pcdThatSays(claims)), { columns: 'all' }, {});
const zeros = (points: number) => lzfCompress(new Uint8Array(BYTES_PER_POINT * points));

describe('LZF bombs in PCD', () => {
  it('data that honestly grows a hundred times is read', async () => {
    const packed = zeros(100_000);
    expect(packed.length).toBeLessThan((BYTES_PER_POINT * 100_000) / 80);
    expect(await read({ points: 100_000, packed })).toMatchObject({ count: 100_000, invalid: 0, bounds: { min: [0, 0, 0], max: [0, 0, 0] } });
  });

  it('three gigabytes from a few bytes are refused by what LZF can do at best, and nothing is allocated', async () => {
    const before = process.memoryUsage().arrayBuffers;
    for (const points of [1e6, 1e8, 3e8]) await expect(read({ points, packed: zeros(100) })).rejects.toThrow(/a\.pcd: the compressed data cannot hold what it says, at byte \d+, expected at most \d+ bytes from \d+/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20);
  });

  it('sizes that do not fit the points, or the file, are refused with both numbers', async () => {
    await expect(read({ points: 100, packed: zeros(100), inflated: 1199 })).rejects.toThrow(/expected 1200 bytes \(100 points\), found 1199/);
    await expect(read({ points: 100, packed: zeros(100), inflated: 0xffffffff })).rejects.toThrow(/expected 1200 bytes/);
    await expect(read({ points: 100, packed: zeros(100), compressed: 0xffffffff })).rejects.toThrow(/expected 4294967295 bytes/);
    await expect(read({ points: 0xffffffff, packed: zeros(100), inflated: 0xffffffff })).rejects.toBeInstanceOf(DataError);
  });

  it('data for more or for fewer points than announced is refused, never read as some', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 3000 }), fc.nat({ max: 255 }), async (held, said, value) => {
      fc.pre(held !== said);
      // Of whole numbers in any bytes, so that it is not all one reference.
      const packed = lzfCompress(Uint8Array.from({ length: BYTES_PER_POINT * held }, (_, i) => (i % 7 === 0 ? value : i >> 4)));
      await expect(read({ points: said, packed })).rejects.toMatchObject({ name: 'DataError' });
    }), { numRuns: 60 });
  });
});
