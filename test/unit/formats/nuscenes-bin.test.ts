import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import { readCloud } from '#src/formats/clouds/index.ts';

/** Four points of nuScenes: x, y, z, intensity, ring. 80 bytes are also five points of KITTI. */
const bytes = new Uint8Array(Float32Array.from({ length: 20 }, (_, k) => k).buffer);

describe('a nuScenes .pcd.bin', () => {
  it('has five columns by its name, and says that they were assumed: five must not be read as four', async () => {
    const cloud = await readCloud(memorySource('LIDAR_TOP__1.pcd.bin', bytes), { columns: 'all' });
    expect(cloud.count).toBe(4);
    expect(cloud.fields.map((f) => f.name)).toEqual(['x', 'y', 'z', 'intensity', 'ring']);
    expect([...cloud.columns.ring.values]).toEqual([4, 9, 14, 19]);
    expect([...cloud.positions.subarray(3, 6)]).toEqual([5, 6, 7]);
    expect(cloud.warnings).toEqual([expect.stringContaining('columns assumed from the name')]);
  });

  it('is read without that warning where the columns are named', async () => {
    const cloud = await readCloud(memorySource('LIDAR_TOP__1.pcd.bin', bytes), { layout: ['x', 'y', 'z', 'intensity', 'ring'], columns: 'all' });
    expect(cloud.count).toBe(4);
    expect([...cloud.columns.ring.values]).toEqual([4, 9, 14, 19]);
    expect(cloud.warnings).toEqual([]);
  });

  it('that was cut off is refused with the layouts that would fit', async () => {
    await expect(readCloud(memorySource('a.pcd.bin', bytes.subarray(0, 48)))).rejects.toMatchObject({
      kind: 'mismatch', message: expect.stringMatching(/multiple of 20 bytes.*found 48 bytes.*x y z remission \(KITTI\); x y z \(coordinates only\)/) as string,
    });
    await expect(readCloud(memorySource('a.pcd.bin', bytes.subarray(0, 47)))).rejects.toThrow(/no known float32 layout fits/);
  });
});

describe('a raw layout', () => {
  it('may have columns of any type, packed', async () => {
    const record = new DataView(new ArrayBuffer(2 * 29));
    for (const [i, at] of [0, 29].entries()) {
      record.setUint16(at, 7 + i, true);
      record.setFloat64(at + 2, 500_000.25 + i, true);
      record.setFloat64(at + 10, 2, true);
      record.setFloat64(at + 18, -3, true);
      record.setUint8(at + 26, 200 + i);
      record.setInt16(at + 27, -1 - i, true);
    }
    const layout = ['ring:uint16', 'x:float64', 'y:float64', 'z:float64', 'intensity:uint8', 'offset:int16'];
    const cloud = await readCloud(memorySource('a.bin', new Uint8Array(record.buffer)), { layout, columns: 'all' });
    expect(cloud.bounds).toEqual({ min: [500_000.25, 2, -3], max: [500_001.25, 2, -3] });
    expect([...cloud.columns.ring.values]).toEqual([7, 8]);
    expect([...cloud.columns.intensity.values]).toEqual([200, 201]);
    expect([...cloud.columns.offset.values]).toEqual([-1, -2]);
  });

  it.each([
    [['x', 'y', 'z:float16'], /type that does not exist, expected int8.*found float16/],
    [['x', 'y', 'z', 'x:float64'], /names a column twice/],
    [['x', 'y', 'toString'], /the layout has no z/],
    [['x', 'y', 'z:toString'], /type that does not exist/],
  ])('%s is refused', (layout, message) => expect(readCloud(memorySource('a.bin', bytes), { layout })).rejects.toThrow(message));

  it('gives back every float that was stored, whatever the number of columns', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 3, max: 9 }), fc.nat({ max: 40 }), fc.infiniteStream(fc.float()), async (width, count, floats) => {
      const values = Float32Array.from({ length: width * count }, () => floats.next().value as number);
      const layout = ['x', 'y', 'z', ...Array.from({ length: width - 3 }, (_, i) => `c${i}`)];
      const cloud = await readCloud(memorySource('a.bin', new Uint8Array(values.buffer)), { layout, columns: 'all' });
      layout.forEach((name, k) => expect(cloud.columns[name].values).toEqual(values.filter((_, i) => i % width === k)));
    }));
  });
});
