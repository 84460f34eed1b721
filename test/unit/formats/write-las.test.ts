import { describe, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { collect } from '#src/formats/clouds/writer.ts';
import { lasWriter } from '#src/formats/clouds/write-las.ts';
import { labelsOfCloud } from '#src/formats/labels/cloud-fields.ts';
import { writeLas } from '#test/support/las-writer.ts';

const points = Array.from({ length: 40 }, (_, i): [number, number, number] => [i, -i, i * i]);

async function opened(pointFormat: number, version: '1.2' | '1.4') {
  const source = memorySource('a.las', writeLas(points, { pointFormat, version, extra: 3 }));
  return { source, cloud: await readCloud(source, { columns: 'all' }) };
}

describe('LAS with labels', () => {
  it.each([[0, '1.2'], [3, '1.2'], [6, '1.4'], [8, '1.4']] as const)('point format %i keeps undescribed extra bytes and gets the instance behind them', async (format, version) => {
    const input = await opened(format, version);
    const labels = Uint32Array.from(points, (_, i) => packLabel(i % 32, 65535 - i));
    const got = await readCloud(memorySource('b.las', await collect(lasWriter.write({ ...input, labels }, {}, {}))), { columns: 'all' });
    expect(labelsOfCloud(got)).toEqual(labels);
    expect(got.columns.undocumented.values).toEqual(input.cloud.columns.extra_bytes.values);
    expect(got.columns.synthetic.values).toEqual(input.cloud.columns.synthetic.values);
  });

  it('says before what cannot be written, and refuses it', async () => {
    const input = await opened(3, '1.2');
    const refused = (labels: Uint32Array) => collect(lasWriter.write({ ...input, labels }, {}, {}));
    expect(lasWriter.losses({ ...input, labels: new Uint32Array(40).fill(31) })).toEqual([]);
    expect(lasWriter.losses({ ...input, labels: new Uint32Array(40).fill(32) }).join()).toMatch(/holds classes up to 31 \(the highest is 32\)/);
    await expect(refused(new Uint32Array(40).fill(32))).rejects.toThrow(/a\.las: point format 3 has no class above 31, expected 0 to 31, found class 32 \(it can be converted to point format 7/);
    expect(lasWriter.losses({ ...input, labels: new Uint32Array(40).fill(256) }).join()).toMatch(/classes above 255/);
    await expect(refused(new Uint32Array(40).fill(256))).rejects.toThrow(/no class above 255/);
    await expect(refused(new Uint32Array(39))).rejects.toMatchObject({ kind: 'mismatch' });
    await expect(collect(lasWriter.write({ cloud: { ...input.cloud, format: 'pcd' }, labels: null }, {}, {}))).rejects.toThrow(/only from a LAS or LAZ file/);
    await expect(collect(lasWriter.write({ ...input, labels: null }, {}, { signal: AbortSignal.abort() }))).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('without labels is the source', async () => {
    const input = await opened(7, '1.4');
    expect(await collect(lasWriter.write({ ...input, labels: null }, {}, {}))).toEqual(await input.source.read(0, input.source.size));
  });

  it('wave packets go along into point formats 9 and 10, and their record is found there', async () => {
    for (const [format, waveAt, after, waveAfter] of [[4, 28, 9, 30], [5, 34, 10, 38]] as const) {
      const bytes = writeLas(points, { pointFormat: format, version: '1.4', extra: 2 }), view = new DataView(bytes.buffer);
      const at = view.getUint32(96, true), length = view.getUint16(105, true);
      for (let i = 0; i < points.length; i++) for (let k = 0; k < 29; k++) bytes[at + i * length + waveAt + k] = (7 * i + k) & 255;
      view.setUint16(6, 2, true);
      view.setBigUint64(227, BigInt(bytes.length), true);
      const source = memorySource('a.las', bytes), cloud = await readCloud(source, { columns: 'all' });
      const made = await collect(lasWriter.write({ cloud, labels: new Uint32Array(40).fill(packLabel(200, 3)), source }, { convert: true }, {}));
      const got = new DataView(made.buffer), begin = got.getUint32(96, true), stride = got.getUint16(105, true);
      expect([made[104], made[25]]).toEqual([after, 4]);
      for (let i = 0; i < points.length; i++) {
        const wave = made.subarray(begin + i * stride + waveAfter, begin + i * stride + waveAfter + 29);
        expect([...wave]).toEqual(Array.from({ length: 29 }, (_, k) => (7 * i + k) & 255));
      }
      expect(Number(got.getBigUint64(227, true))).toBe(begin + points.length * stride);
      const back = await readCloud(memorySource('b.las', made), { columns: 'all' });
      expect(back.columns.undocumented.values).toEqual(cloud.columns.extra_bytes.values);
      expect(labelsOfCloud(back)).toEqual(new Uint32Array(40).fill(packLabel(200, 3)));
    }
  });
});
