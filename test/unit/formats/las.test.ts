import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointAt } from '#src/core/cloud/point-cloud.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { las } from '#src/formats/clouds/las.ts';
import { writeLas } from '#test/support/las-writer.ts';

const read = (bytes: Uint8Array) => las.read(memorySource('a.las', bytes), { columns: 'all' }, {});
const LINE = Array.from({ length: 300 }, (_, i): [number, number, number] => [51_536_860 + i, 491_834_036 - i, 232_289 + (i % 50)]);

describe('LAS', () => {
  it('gives back the integers of the file in every point format', async () => {
    const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(int32, int32, int32), { maxLength: 20 }), fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 9 }), async (points, pointFormat, extra) => {
      const cloud = await read(writeLas(points, { pointFormat, extra, version: '1.4', scale: [0.001, 0.01, 1], offset: [500_000, -3, 0.5] }));
      const integers = points.map((_, i) => [['x', 0.001, 500_000], ['y', 0.01, -3], ['z', 1, 0.5]].map(([axis, scale, offset]) =>
        Math.round((Number(cloud.columns[axis].values[i]) - Number(offset)) / Number(scale)) + 0));
      expect(integers).toEqual(points.map((p) => p.map((v) => v + 0)));
    }));
  });

  it('loses nothing of UTM coordinates in centimetres', async () => {
    const cloud = await read(writeLas(LINE, { pointFormat: 1 }));
    expect(cloud.origin.every(Number.isInteger)).toBe(true);
    LINE.forEach((p, i) => expect(pointAt(cloud, i).map((v) => Math.round(v * 100))).toEqual(p));
  });

  it('takes bit fields apart as the specification draws them', async () => {
    const short = writeLas([[0, 0, 0]], { pointFormat: 0 }), long = writeLas([[0, 0, 0]], { pointFormat: 6, version: '1.4' });
    short.set([0b1_0_011_101, 0b1_0_1_00110], 227 + 14);
    long.set([0b1010_0101, 0b0_1_10_1001, 200], 375 + 14);
    const at = (bytes: Uint8Array) => read(bytes).then((c) => Object.fromEntries(Object.values(c.columns).map(({ field, values }) => [field.name, Number(values[0])])));
    expect(await at(short)).toMatchObject({
      return_number: 5, number_of_returns: 3, scan_direction_flag: 0, edge_of_flight_line: 1, classification: 6, synthetic: 1, key_point: 0, withheld: 1,
    });
    expect(await at(long)).toMatchObject({
      return_number: 5, number_of_returns: 10, synthetic: 1, key_point: 0, withheld: 0, overlap: 1, scanner_channel: 2, scan_direction_flag: 1, edge_of_flight_line: 0,
      classification: 200,
    });
  });

  it('names both counts where the header has two', async () => {
    const bytes = writeLas(LINE, { pointFormat: 7, version: '1.4' });
    new DataView(bytes.buffer).setUint32(107, 299, true);
    const cloud = await read(bytes);
    expect(cloud.count).toBe(300);
    expect(cloud.warnings).toEqual(['the header gives two point counts, 300 and (old field) 299; 300 was used']);
  });

  it('reads version 1.5 as the 1.4 that it begins with, and says so', async () => {
    const bytes = writeLas(LINE, { pointFormat: 7, version: '1.4' });
    const plain = await read(bytes);
    new DataView(bytes.buffer).setUint8(25, 5);
    expect(await read(bytes)).toEqual({ ...plain, warnings: [expect.stringContaining('LAS 1.5')] });
  });

  it('says where points lie outside of the bounds in the header', async () => {
    const bytes = writeLas(LINE, { pointFormat: 0 });
    new DataView(bytes.buffer).setFloat64(179, 515_370, true);
    expect((await read(bytes)).warnings).toEqual([expect.stringContaining('outside of the bounds in the header: x is 515368.6')]);
  });

  it.each([
    ['a cut-off file', (v: DataView) => v.setUint32(107, 301, true), 'truncated', 'expected 301 points, found 300'],
    ['points after the end of the file', (v: DataView) => v.setUint32(96, 1 << 30, true), 'truncated', 'the points begin after the end of the file'],
    ['points inside the header', (v: DataView) => v.setUint32(96, 100, true), 'malformed', 'the points begin inside the header'],
    ['short records', (v: DataView) => v.setUint16(105, 19, true), 'malformed', 'expected at least 20 bytes for point format 0, found 19'],
    ['point format 11', (v: DataView) => v.setUint8(104, 11), 'unsupported', 'point format 11'],
    ['version 1.6', (v: DataView) => v.setUint8(25, 6), 'unsupported', 'LAS version 1.6'],
    ['version 1.5 with a short header', (v: DataView) => v.setUint8(25, 5), 'malformed', 'expected at least 375 bytes, found 227'],
    ['a scale of 0', (v: DataView) => v.setFloat64(131, 0, true), 'malformed', 'the scale factors are not usable'],
    ['an offset that is no number', (v: DataView) => v.setFloat64(155, NaN, true), 'malformed', 'the offsets are not usable'],
    ['other bytes', (v: DataView) => v.setUint8(0, 0), 'malformed', 'not a LAS file'],
  ] as const)('refuses %s', async (_, damage, kind, message) => {
    const bytes = writeLas(LINE, { pointFormat: 0 });
    damage(new DataView(bytes.buffer));
    await expect(read(bytes)).rejects.toMatchObject({ kind, message: expect.stringContaining(message) });
  });
});
