import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import { isRaw, withRawColumns } from '#src/core/scene/raw-columns.ts';
import { rawColumnChoices, tryRawColumns } from '#src/formats/clouds/raw-trial.ts';

describe('trying columns on a file without a header', () => {
  it('says how many records there are, what is left over, and every value of the first ones', () =>
    fc.assert(fc.asyncProperty(
      fc.array(fc.tuple(fc.float({ noNaN: true }), fc.float({ noNaN: true }), fc.double({ noNaN: true }), fc.integer({ min: 0, max: 255 })), { maxLength: 40 }),
      fc.integer({ min: 0, max: 16 }),
      async (records, tail) => {
        const view = new DataView(new ArrayBuffer(17 * records.length + tail));
        records.forEach(([x, y, z, ring], i) => {
          view.setFloat32(17 * i, x, true);
          view.setFloat32(17 * i + 4, y, true);
          view.setFloat64(17 * i + 8, z, true);
          view.setUint8(17 * i + 16, ring);
        });
        const trial = await tryRawColumns(memorySource('a.bin', new Uint8Array(view.buffer)), ['x', 'y', 'z:float64', 'ring:uint8']);
        expect([trial.count, trial.leftover]).toEqual([records.length, tail]);
        expect(trial.rows).toEqual(records.slice(0, 5));
      },
    )));

  it('refuses what are no columns, by name', async () => {
    const source = memorySource('a.bin', new Uint8Array(24));
    await expect(tryRawColumns(source, ['x', 'y'])).rejects.toThrow('the layout has no z');
    await expect(tryRawColumns(source, ['x', 'y', 'z', 'x'])).rejects.toThrow('names a column twice');
    await expect(tryRawColumns(source, ['x', 'y', 'z:half'])).rejects.toThrow('half');
  });

  it('knows which known columns fit the size, and what a name stands for', () => {
    const { presumed, known } = rawColumnChoices({ name: 'a.pcd.bin', size: 60 });
    expect(presumed).toEqual(['x', 'y', 'z', 'intensity', 'ring']);
    expect(known.filter((k) => k.fits).map((k) => k.columns.length)).toEqual([5, 3]);
  });
});

describe('a scene with other columns', () => {
  it('has them in files without a header, and leaves the others the same objects', () => {
    const sweep = (file: string, format?: string) => ({ id: file, sensor: 'l', cloud: { file, format }, labels: null, timeNs: null, worldFromSweep: { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] } }) as never;
    const sweeps = [sweep('a.bin'), sweep('b.pcd'), sweep('c.dat', 'kitti-bin')];
    expect(sweeps.map(isRaw)).toEqual([true, false, true]);
    const frame = { id: '0', timeNs: null, sweeps, images: [], boxes: [] };
    const scene = { name: '', layout: '', why: '', conventions: [], warnings: [], taxonomy: { name: '', classes: [] }, sequences: [{ id: 's', posed: false, frames: [frame] }] };
    const [a, b, c] = withRawColumns(scene, ['z', 'y', 'x']).sequences[0].frames[0].sweeps;
    expect([a.cloud.columns, c.cloud.columns]).toEqual([['z', 'y', 'x'], ['z', 'y', 'x']]);
    expect(b).toBe(sweeps[1]);
  });
});
