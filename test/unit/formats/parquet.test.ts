import { parquetReadObjects } from 'hyparquet';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { collect } from '#src/formats/clouds/writer.ts';
import { hivePath, parquetWriter } from '#src/formats/clouds/write-parquet.ts';
import { labelsOfCloud } from '#src/formats/labels/cloud-fields.ts';

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
const read = (bytes: Uint8Array, name = 'a.parquet') => readCloud(memorySource(name, bytes), { columns: 'all' });

describe('Parquet tables that arrow-rs wrote', () => {
  it.each(['snappy_v1', 'gzip_v1', 'brotli_v2', 'lz4_raw_v1', 'zstd_v2', 'uncompressed_v2'])('%s', async (name) => {
    const cloud = await read(fixture(`${name}.parquet`), `${name}.parquet`);
    expect(cloud).toMatchObject({ count: 150, format: 'parquet', labelField: 'label', warnings: [] });
    const rows = Array.from({ length: 150 }, (_, i) => i);
    expect(cloud.columns.x.values).toEqual(Float32Array.from(rows, (i) => Math.floor(i / 10) / 4));
    expect(cloud.columns.y.values).toEqual(Float64Array.from(rows, (i) => 500000.5 + (i % 7)));
    expect(cloud.columns.intensity.values).toEqual(Uint8Array.from(rows, (i) => i % 5));
    expect(cloud.columns.offset_ns.values).toEqual(BigInt64Array.from(rows, (i) => BigInt(1000 * i)));
    expect(cloud.columns.label.values).toEqual(Int32Array.from(rows, (i) => Math.floor(i / 16) + 10));
  });

  it('every byte changed, every cut: an error or 150 points', async () => {
    const bytes = fixture('snappy_v1.parquet');
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at] ^= 1 + ((at * 37) % 255);
      const got = await read(damaged).catch((error: Error) => error);
      if (got instanceof Error) expect(got, `byte ${at}`).toMatchObject({ name: 'DataError' });
      else expect(got.count).toBe(150);
      await expect(read(bytes.subarray(0, at))).rejects.toMatchObject({ name: 'DataError' });
    }
  });
});

function cloudOf(xyz: Float64Array): PointCloud {
  const count = xyz.length / 3;
  const axis = (name: string, k: number) => [name, { field: { name, type: 'float64' as const, count: 1 }, values: xyz.filter((_, i) => i % 3 === k) }] as const;
  const columns = Object.fromEntries([axis('x', 0), axis('y', 1), axis('z', 2)]);
  return {
    name: 'made', format: 'test', count, origin: [0, 0, 0], positions: new Float32Array(3 * count), fields: Object.values(columns).map((c) => c.field), columns,
    invalid: 0, bounds: null, labelField: null, warnings: [],
  };
}

describe('Parquet tables of labels', () => {
  it('give back source coordinates bit by bit, labels and drafts', async () => {
    const any = fc.nat({ max: 50 }).chain((n) => fc.record({
      xyz: fc.float64Array({ minLength: 3 * n, maxLength: 3 * n }), labels: fc.uint32Array({ minLength: n, maxLength: n }), drafts: fc.uint8Array({ minLength: n, maxLength: n, max: 1 }),
    }));
    await fc.assert(fc.asyncProperty(any, async ({ xyz, labels, drafts }) => {
      const cloud = cloudOf(xyz);
      const got = await read(await collect(parquetWriter.write({ cloud, labels, drafts, frame: '000001' }, {}, {})));
      expect(got.fields.map((f) => f.name)).toEqual(['point', 'class', 'instance', 'draft', 'x', 'y', 'z']);
      for (const name of ['x', 'y', 'z']) expect(got.columns[name].values).toEqual(cloud.columns[name].values);
      expect(labelsOfCloud(got)).toEqual(labels);
      expect(got.columns.draft.values).toEqual(drafts);
      expect(Array.from(got.columns.point.values as Int32Array)).toEqual(Array.from(labels, (_, i) => i));
    }), { numRuns: 60 });
  });

  it('have the frame as it is called, for readers that guess the type of the one in the path', async () => {
    const cloud = cloudOf(new Float64Array(300)), write = (frame?: string) => collect(parquetWriter.write({ cloud, labels: null, frame }, {}, {}));
    const bytes = await write('000001'), rows = await parquetReadObjects({ file: bytes.buffer as ArrayBuffer });
    expect(rows.map((r) => r.frame_id)).toEqual(Array.from({ length: 100 }, () => '000001'));
    // A text that is the same for all points takes next to nothing.
    expect(bytes.length - (await write()).length).toBeLessThan(300);
    expect(rows.some((r) => 'frame' in r)).toBe(false);
  });

  it('stand in a folder for each frame', () => {
    expect(hivePath('000001')).toBe('frame=000001/part.parquet');
    expect(hivePath('a/b=c d')).toBe('frame=a%2Fb%3Dc%20d/part.parquet');
  });

  it('name what they leave out, and stop when told to', async () => {
    const cloud = cloudOf(new Float64Array(6));
    expect(parquetWriter.losses({ cloud: { ...cloud, fields: [...cloud.fields, { name: 'ring', type: 'uint8', count: 1 }] }, labels: null }).join()).toMatch(/ring are left out/);
    await expect(collect(parquetWriter.write({ cloud, labels: null }, {}, { signal: AbortSignal.abort() }))).rejects.toMatchObject({ name: 'AbortError' });
  });
});
