import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@loaders.gl/core';
import { LASLoader } from '@loaders.gl/las';
import { describe, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import { classOf, instanceOf, packLabel } from '#src/core/labels/label.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { readLasHeader } from '#src/formats/clouds/las-header.ts';
import { readVlrs } from '#src/formats/clouds/las-vlr.ts';
import { collect } from '#src/formats/clouds/writer.ts';
import type { WriteCloudOptions } from '#src/formats/clouds/writer.ts';
import { lasWriter } from '#src/formats/clouds/write-las.ts';
import { describeReal } from '#test/support/shared-data.ts';

const RECORD = [20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67];
const taxonomy = { name: 'test', classes: [{ id: 11, name: 'road surface that is long', colour: '#000000', kind: 'stuff' as const }] };
const u32 = (bytes: Uint8Array, at: number) => Buffer.from(bytes.buffer, bytes.byteOffset).readUInt32LE(at);
const u16 = (bytes: Uint8Array, at: number) => Buffer.from(bytes.buffer, bytes.byteOffset).readUInt16LE(at);

describeReal('las', 'LAS files written back', (dir) => {
  const names = readdirSync(dir).filter((n) => n.endsWith('.las'));

  async function write(name: string, labelOf: (i: number) => number, options: WriteCloudOptions = {}, withTaxonomy = true) {
    const before = new Uint8Array(readFileSync(join(dir, name)));
    const source = memorySource(name, before);
    const cloud = await readCloud(source, { columns: 'all' });
    const labels = Uint32Array.from({ length: cloud.count }, (_, i) => labelOf(i));
    const after = await collect(lasWriter.write({ cloud, labels, source, ...(withTaxonomy ? { taxonomy } : {}) }, options, {}));
    return { before, after, cloud, labels, got: await readCloud(memorySource(name, after), { columns: 'all' }) };
  }

  describe.each(names)('%s', (name) => {
    it('with classes only: every byte but the classes is the source\'s', async () => {
      const { before, after, labels } = await write(name, (i) => i % 32, {}, false);
      expect(after.length).toBe(before.length);
      const offset = u32(before, 96), length = u16(before, 105), at = (before[104] & 63) >= 6 ? 16 : 15;
      const expected = before.slice();
      labels.forEach((label, i) => {
        const byte = offset + i * length + at;
        expected[byte] = at === 16 ? label : (expected[byte] & 0xe0) | label;
      });
      expect(Buffer.from(after).equals(Buffer.from(expected))).toBe(true);
    });

    it('with instances and a taxonomy: the records grow by four bytes, and nothing else changes', async () => {
      const { before, after, cloud, labels, got } = await write(name, (i) => packLabel(i % 32, 1 + (i % 65535)));
      expect(got.count).toBe(cloud.count);
      const pick = (field: string) => Array.from(got.columns[field].values as Uint8Array);
      if (cloud.count > 0) {
        expect(pick('classification')).toEqual(Array.from(labels, classOf));
        expect(pick('instance')).toEqual(Array.from(labels, instanceOf));
      }
      for (const { name: field } of cloud.fields) {
        if (field === 'classification') continue;
        // Bytes that nothing described are described now, as such.
        const same = got.columns[field] ?? got.columns.undocumented;
        expect(Buffer.from(same.values.buffer).equals(Buffer.from(cloud.columns[field].values.buffer)), field).toBe(true);
      }
      // The record is the source's, class apart; what follows the points is moved, not changed.
      const [oldAt, newAt] = [u32(before, 96), u32(after, 96)], [oldLength, newLength] = [u16(before, 105), u16(after, 105)];
      expect(newLength).toBe(oldLength + 4);
      const tail = (bytes: Uint8Array, at: number, length: number) => Buffer.from(bytes.subarray(at + cloud.count * length));
      expect(tail(after, newAt, newLength).equals(tail(before, oldAt, oldLength))).toBe(true);
      const lookup = Buffer.from(after.subarray(0, newAt)).indexOf(Buffer.from('\x0broad surface t\x01'.slice(0, -1)));
      expect(lookup).toBeGreaterThan(0);
      if (before[25] === 4 && before.length > 243 && u32(before, 243) > 0)
        expect(Number(Buffer.from(after).readBigUInt64LE(235)) - Number(Buffer.from(before).readBigUInt64LE(235))).toBe(after.length - before.length);
    });

    it('written twice, the second is as large as the first', async () => {
      const { after } = await write(name, (i) => packLabel(1, 1 + i % 9));
      const source = memorySource(name, after), cloud = await readCloud(source, { columns: 'all' });
      const again = await collect(lasWriter.write({ cloud, labels: new Uint32Array(cloud.count), source, taxonomy }, {}, {}));
      expect(again.length).toBe(after.length);
      const got = await readCloud(memorySource(name, again), { columns: 'all' });
      expect(Array.from(got.columns.instance.values as Uint32Array).every((v) => v === 0)).toBe(true);
    });

    it('classes above 31 need a point format from 6 on: refused, or converted', async () => {
      const format = readFileSync(join(dir, name))[104] & 63;
      const high = (i: number) => packLabel(40 + (i % 200), i % 3);
      const empty = (await readCloud(memorySource(name, new Uint8Array(readFileSync(join(dir, name)))))).count === 0;
      if (empty) return;
      if (format < 6) await expect(write(name, high)).rejects.toMatchObject({ kind: 'unsupported', message: expect.stringMatching(/has no class above 31/) as string });
      const { cloud, labels, got, after } = await write(name, high, { convert: true });
      expect(Array.from(got.columns.classification.values as Uint8Array)).toEqual(Array.from(labels, classOf));
      if (format >= 6) return;
      expect([after[25], after[104], u16(after, 94)]).toEqual([4, [6, 6, 7, 7, 9, 10][format], 375]);
      expect(u16(after, 105)).toBeGreaterThanOrEqual(RECORD[after[104]]);
      for (const field of ['x', 'y', 'z', 'intensity', 'return_number', 'number_of_returns', 'scan_direction_flag', 'edge_of_flight_line', 'synthetic', 'key_point', 'withheld', 'user_data', 'point_source_id', 'gps_time', 'red', 'green', 'blue'])
        if (cloud.columns[field]) expect(Buffer.from(got.columns[field].values.buffer).equals(Buffer.from(cloud.columns[field].values.buffer)), field).toBe(true);
      const angles = Array.from(got.columns.scan_angle.values as Int16Array, (a) => Math.round(a * 0.006));
      expect(angles).toEqual(Array.from(cloud.columns.scan_angle_rank.values as Int8Array, (a) => a));
    });
  });

  describe.each(names.map((n) => n.replace('.las', '.laz')).filter((n) => existsSync(join(dir, n)) && !/^pdrf(4|5|9|10|7-v4)-/.test(n)))('%s, its compressed twin', (name) => {
    it('unpacked without labels, has the twin\'s point records byte for byte, and header and records of a LAS file', async () => {
      const packed = memorySource(name, new Uint8Array(readFileSync(join(dir, name)))), twin = new Uint8Array(readFileSync(join(dir, name.replace('.laz', '.las'))));
      const cloud = await readCloud(packed, { columns: [] }), made = await collect(lasWriter.write({ cloud, labels: null, source: packed }, {}, {}));
      const points = (bytes: Uint8Array) => Buffer.from(bytes.subarray(u32(bytes, 96), u32(bytes, 96) + cloud.count * u16(bytes, 105)));
      expect(points(made).equals(points(twin))).toBe(true);
      // Name of the program, date and records are the writer's own; from the count on, headers say the same.
      expect([made[104], made[25], u16(made, 105)]).toEqual([twin[104], twin[25], u16(twin, 105)]);
      expect(Buffer.from(made.subarray(107, 227)).equals(Buffer.from(twin.subarray(107, 227)))).toBe(true);
      expect(Buffer.from(made).indexOf('laszip encoded')).toBe(-1);
      expect((await readCloud(memorySource('a.las', made), { columns: 'all' })).columns).toEqual((await readCloud(memorySource('b.las', twin), { columns: 'all' })).columns);
    });

    it('with labels, is what the twin with the same labels is', async () => {
      const labelOf = (i: number) => packLabel(i % 32, i % 1000), cases = await Promise.all([name, name.replace('.laz', '.las')].map((n) => write(n, labelOf)));
      const [ours, twins] = cases.map(({ after, cloud }) => Buffer.from(after.subarray(u32(after, 96), u32(after, 96) + cloud.count * u16(after, 105))));
      expect(ours.equals(twins)).toBe(true);
    });
  });

  it.each(['copc_lone-star.copc.laz', 'copc_1.2-with-color.copc.laz', 'extrabytes.laz', 'laz_autzen_trim.laz'])('%s: all columns come back, and nothing says that it was compressed', async (name) => {
    const source = memorySource(name, new Uint8Array(readFileSync(join(dir, name)))), cloud = await readCloud(source, { columns: 'all' });
    const made = await collect(lasWriter.write({ cloud, labels: null, source }, {}, {}));
    const back = await readCloud(memorySource('a.las', made), { columns: 'all' });
    expect([back.format, back.count]).toEqual(['las', cloud.count]);
    for (const { name: field } of cloud.fields) expect(Buffer.from(back.columns[field].values.buffer).equals(Buffer.from(cloud.columns[field].values.buffer)), field).toBe(true);
    const vlrs = await readVlrs(memorySource('a.las', made), await readLasHeader(memorySource('a.las', made)), []);
    expect(vlrs.map((v) => v.userId).filter((id) => id === 'laszip encoded' || id === 'copc')).toEqual([]);
    expect(made.length).toBe(u32(made, 96) + cloud.count * u16(made, 105));
  });

  it('colours that laz-perf cannot decode are refused, not written wrong', async () => {
    await expect(write('pdrf7-v4-1.4.laz', () => 1)).rejects.toThrow(/pdrf7-v4-1\.4\.laz: has colours or extra bytes that cannot be decoded exactly.*unpack it with laszip/);
  });

  it('loaders.gl reads the same points and classes as we do', async () => {
    for (const name of ['1.2_3.las', '1.2_1.las', '1.0_0.las']) {
      const { after, got } = await write(name, (i) => packLabel(i % 32, i % 7));
      const theirs = parseSync(after.slice().buffer, LASLoader, { las: { fp64: true } } as never) as { attributes: Record<string, { value: ArrayLike<number> }>; header: { vertexCount: number } };
      expect(theirs.header.vertexCount).toBe(got.count);
      expect(Array.from(theirs.attributes.classification.value, (c) => c & 31)).toEqual(Array.from(got.columns.classification.values as Uint8Array));
    }
  });
});
