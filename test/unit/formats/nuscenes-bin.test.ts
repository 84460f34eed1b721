import { describe, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import { readCloud } from '#src/formats/clouds/index.ts';

/** Four points of nuScenes: x, y, z, intensity, ring. 80 bytes are also five points of KITTI. */
const bytes = new Uint8Array(Float32Array.from({ length: 20 }, (_, k) => k).buffer);

describe('a nuScenes .pcd.bin', () => {
  it('is refused by name where nothing says which columns it has: five would be read as four', async () => {
    await expect(readCloud(memorySource('LIDAR_TOP__1.pcd.bin', bytes))).rejects.toMatchObject({
      name: 'DataError', kind: 'unsupported', message: expect.stringMatching(/LIDAR_TOP__1\.pcd\.bin: is a nuScenes sweep.*scene\.json/) as string,
    });
  });

  it('is read where the columns are named', async () => {
    const cloud = await readCloud(memorySource('LIDAR_TOP__1.pcd.bin', bytes), { layout: ['x', 'y', 'z', 'intensity', 'ring'], columns: 'all' });
    expect(cloud.count).toBe(4);
    expect([...cloud.columns.ring.values]).toEqual([4, 9, 14, 19]);
  });
});
