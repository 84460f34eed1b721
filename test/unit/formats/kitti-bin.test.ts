import { describe, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import { readCloud } from '#src/formats/clouds/index.ts';

const floats = (...values: number[]) => memorySource('000000.bin', new Uint8Array(Float32Array.from(values).buffer));

describe('KITTI .bin', () => {
  it('is x, y, z, remission; remission is its intensity', async () => {
    const cloud = await readCloud(floats(1, 2, 3, 0.5, 4, 5, 6, 0.25));
    expect(cloud.positions).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(Object.keys(cloud.columns)).toEqual(['remission']);
    expect(cloud.columns.remission.values).toEqual(Float32Array.of(0.5, 0.25));
  });

  it('takes other columns in any order', async () => {
    const cloud = await readCloud(floats(7, 3, 2, 1, 9), { layout: ['intensity', 'z', 'y', 'x', 'ring'], columns: ['ring'] });
    expect(cloud.positions).toEqual(Float32Array.of(1, 2, 3));
    expect(cloud.columns.ring.values).toEqual(Float32Array.of(9));
  });

  it('refuses a size that is no whole number of points, with both numbers', async () => {
    await expect(readCloud(floats(1, 2, 3, 4, 5))).rejects.toThrow(/000000\.bin.*expected a multiple of 16 bytes.*found 20 bytes/);
    await expect(readCloud(floats(1, 2, 3, 4), { layout: ['x', 'y', 'i', 'r'] })).rejects.toThrow('the layout has no z');
  });

  it('says so where the bytes cannot be coordinates', async () => {
    expect((await readCloud(floats(1e30, 2, 3, 4))).warnings).toHaveLength(1);
    expect((await readCloud(floats(NaN, 2, 3, 4))).warnings).toHaveLength(1);
    expect((await readCloud(floats(1, 2, 3, 4))).warnings).toEqual([]);
  });
});
