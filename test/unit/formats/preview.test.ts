import { describe, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { kittiBin } from '#src/formats/clouds/kitti-bin.ts';
import { las } from '#src/formats/clouds/las.ts';
import { pcd } from '#src/formats/clouds/pcd.ts';
import { cloudSamples } from '#test/support/cloud-samples.ts';
import { writeLas } from '#test/support/las-writer.ts';

/** A KITTI scan that is never whole in memory: point i is (i, 2i, -i), its remission i; and what was read of it. */
function endlessScan(points: number): { source: ByteSource; bytesRead: () => number; reads: () => number } {
  let total = 0, reads = 0;
  const read = async (begin: number, end: number) => {
    total += end - begin;
    reads++;
    const values = new Float32Array((end - begin) / 4);
    for (let k = 0; k < values.length; k++) {
      const word = begin / 4 + k, i = Math.floor(word / 4);
      values[k] = [i, 2 * i, -i, i][word % 4];
    }
    return new Uint8Array(values.buffer);
  };
  return { source: { name: 'endless.bin', size: 16 * points, read }, bytesRead: () => total, reads: () => reads };
}

describe('the first picture of a large file', () => {
  it('is about 100,000 points from all over it, from a few dozen ranges and 8 MB', async () => {
    const points = 200_000_000;
    const { source, bytesRead, reads } = endlessScan(points);
    const { positions, intensity, origin } = (await kittiBin.preview!(source, {}, {}))!;
    const count = positions.length / 3;
    expect(count).toBeGreaterThan(80_000);
    expect(count).toBeLessThan(120_000);
    expect(bytesRead()).toBeLessThanOrEqual(8 << 20);
    expect(reads()).toBeLessThanOrEqual(40);
    expect(origin).toEqual([0, 0, 0]);
    const perTenth = new Array<number>(10).fill(0);
    for (let i = 0; i < count; i++) {
      if (positions[3 * i + 1] !== 2 * positions[3 * i]) expect.fail(`point ${i} is none of the file's`);
      perTenth[Math.floor((10 * positions[3 * i]) / points)]++;
    }
    expect(Math.min(...perTenth)).toBeGreaterThan(count / 20);
    expect(intensity!.every((v) => v >= 0 && v <= 1)).toBe(true);
    expect(intensity!.at(-1)).toBe(1);
  });

  it('holds points of the file only, the finite ones, and all of a small file', async () => {
    const values = Float32Array.from({ length: 4000 }, (_, k) => (k % 4 === 3 ? 50 : Math.floor(k / 4)));
    values[4 * 7] = NaN;
    values[4 * 9 + 2] = Infinity;
    const { positions, intensity } = (await kittiBin.preview!(memorySource('a.bin', new Uint8Array(values.buffer)), {}, {}))!;
    const want = Array.from({ length: 1000 }, (_, i) => i).filter((i) => i !== 7 && i !== 9);
    expect(Array.from(positions)).toEqual(want.flatMap((i) => [i, i, i]));
    expect(new Set(intensity)).toEqual(new Set([1]));
  });

  it('is relative to an origin for LAS, and of the same points', async () => {
    const points = Array.from({ length: 300 }, (_, i): [number, number, number] => [50_000_000 + 13 * i, 480_000_000 - 7 * i, i]);
    const source = memorySource('a.las', writeLas(points, { pointFormat: 3 }));
    const preview = (await las.preview!(source, {}, {}))!;
    const { positions, origin } = await las.read(source, {}, {});
    expect(preview).toMatchObject({ origin, positions });
  });

  it('is not to be had of a compressed or ascii PCD', async () => {
    for (const { title, name, bytes } of cloudSamples.filter((s) => s.format === 'pcd')) {
      const preview = await pcd.preview!(memorySource(name, bytes), {}, {});
      if (title === 'PCD binary') expect(preview!.positions).toEqual((await pcd.read(memorySource(name, bytes), {}, {})).positions);
      else expect(preview).toBeNull();
    }
  });
});
