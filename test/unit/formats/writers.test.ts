import { parse } from '@loaders.gl/core';
import { PLYLoader } from '@loaders.gl/ply';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Column, ColumnType } from '#src/core/cloud/columns.ts';
import { allocate, BYTES } from '#src/core/cloud/columns.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { compressLzf } from '#src/formats/clouds/lzf-compress.ts';
import { LzfDecoder } from '#src/formats/clouds/lzf.ts';
import { spellValue } from '#src/formats/clouds/spell-number.ts';
import { collect } from '#src/formats/clouds/writer.ts';
import { cloudWriter, cloudWriters } from '#src/formats/clouds/writers.ts';
import { labelsOfCloud } from '#src/formats/labels/cloud-fields.ts';
import { hasNumpy, numpyJson } from '#test/support/numpy.ts';

/** A cloud as a reader would hand it out; positions play no part in writing. */
function cloudOf(count: number, columns: Record<string, { type: ColumnType; count: number; bytes: Uint8Array }>): PointCloud {
  const made = Object.entries(columns).map(([name, { type, count: per, bytes }]): [string, Column] => {
    const values = allocate(type, count * per);
    new Uint8Array(values.buffer).set(bytes.subarray(0, values.byteLength));
    return [name, { field: { name, type, count: per }, values }];
  });
  return {
    name: 'made', format: 'test', count, origin: [0, 0, 0], positions: new Float32Array(3 * count), fields: made.map(([, c]) => c.field), columns: Object.fromEntries(made),
    invalid: 0, bounds: null, labelField: null, warnings: [],
  };
}

const types = Object.keys(BYTES) as ColumnType[];
const anyCloud = fc.nat({ max: 30 }).chain((count) => {
  const column = (type: fc.Arbitrary<ColumnType>, per: fc.Arbitrary<number>) => fc.record({ type, count: per, bytes: fc.uint8Array({ minLength: 24 * count, maxLength: 24 * count }) });
  const axis = column(fc.constantFrom('float32', 'float64', 'int32'), fc.constant(1));
  const extra = column(fc.constantFrom(...types), fc.integer({ min: 1, max: 3 }));
  return fc.record({
    cloud: fc.record({ x: axis, y: axis, z: axis, intensity: extra, extra }).map((columns) => cloudOf(count, columns)),
    labels: fc.uint32Array({ minLength: count, maxLength: count }),
  });
});

// LAS is a copy of its source (test/realdata/clouds-write-las.test.ts); Parquet holds coordinates and labels only (parquet.test.ts).
const ownFiles = cloudWriters.filter((w) => w.id !== 'las' && w.id !== 'parquet');

describe.each(ownFiles.map((w) => [w.id, w] as const))('%s', (id, writer) => {
  const write = (cloud: PointCloud, labels: Uint32Array | null) => collect(writer.write({ cloud, labels }, {}, {}));
  const back = (bytes: Uint8Array) => readCloud(memorySource(`a.${writer.extension}`, bytes), { columns: 'all' });

  it('gives back every bit of every field, and the labels', async () => {
    await fc.assert(fc.asyncProperty(anyCloud, fc.boolean(), async ({ cloud, labels }, withLabels) => {
      const got = await back(await write(cloud, withLabels ? labels : null));
      expect(got.count).toBe(cloud.count);
      for (const { field, values } of Object.values(cloud.columns)) {
        // PLY says in `losses` what it does to these.
        if (id === 'ply' && (field.count > 1 || /^u?int64$/.test(field.type))) {
          expect(writer.losses({ cloud, labels }).join()).toContain(field.name);
          continue;
        }
        // Three axes of one type are one array in an npz.
        if (id === 'npz' && ['x', 'y', 'z'].includes(field.name)) expect(got.columns[field.name].values.length).toBe(cloud.count);
        else if (id === 'pcd-ascii') expect(got.columns[field.name].values, field.name).toEqual(values);
        else expect(Buffer.from(got.columns[field.name].values.buffer).equals(Buffer.from(values.buffer)), field.name).toBe(true);
      }
      for (const axis of ['x', 'y', 'z']) expect(Array.from(got.columns[axis].values as Float32Array, Number)).toEqual(Array.from(cloud.columns[axis].values as Float32Array, Number));
      if (!withLabels) return;
      expect(labelsOfCloud(got)).toEqual(labels);
    }), { numRuns: 60 });
  });

  it('stops when it is told to, and refuses a cloud of which only a part was loaded', async () => {
    const cloud = cloudOf(2, { x: { type: 'float32', count: 1, bytes: new Uint8Array(8) }, y: { type: 'float32', count: 1, bytes: new Uint8Array(8) }, z: { type: 'float32', count: 1, bytes: new Uint8Array(8) } });
    await expect(collect(writer.write({ cloud, labels: null }, {}, { signal: AbortSignal.abort() }))).rejects.toMatchObject({ name: 'AbortError' });
    await expect(write({ ...cloud, columns: {} }, null)).rejects.toThrow(/field x is not loaded/);
  });
});

const small = cloudOf(2, {
  x: { type: 'float32', count: 1, bytes: new Uint8Array(Float32Array.of(0.1, -2).buffer) },
  y: { type: 'float32', count: 1, bytes: new Uint8Array(Float32Array.of(NaN, 3e-9).buffer) },
  z: { type: 'float32', count: 1, bytes: new Uint8Array(Float32Array.of(16777217, -0).buffer) },
  label: { type: 'uint8', count: 1, bytes: Uint8Array.of(5, 6) },
});
const labels = Uint32Array.of(10 | (7 << 16), 40);

describe('what is written', () => {
  it('as PCD ascii is the shortest text, and our labels instead of the source\'s', async () => {
    const writer = cloudWriter('pcd-ascii')!;
    const text = Buffer.from(await collect(writer.write({ cloud: small, labels }, {}, {}))).toString();
    expect(text.split('\n').slice(1)).toEqual([
      'VERSION 0.7', 'FIELDS x y z label instance', 'SIZE 4 4 4 4 4', 'TYPE F F F U U', 'COUNT 1 1 1 1 1', 'WIDTH 2', 'HEIGHT 1', 'VIEWPOINT 0 0 0 1 0 0 0',
      'POINTS 2', 'DATA ascii', '0.1 nan 16777216 10 7', '-2 3e-9 -0 40 0', '',
    ]);
    expect(writer.losses({ cloud: small, labels })).toEqual(["the source's own label give way to the labels"]);
    expect(writer.losses({ cloud: small, labels: null })).toEqual([]);
  });

  it('as PLY is what loaders.gl reads', async () => {
    const bytes = await collect(cloudWriter('ply')!.write({ cloud: small, labels }, {}, {}));
    const theirs = await parse(bytes.buffer as ArrayBuffer, PLYLoader, { worker: false });
    expect(theirs.attributes.POSITION.value).toEqual(Float32Array.of(0.1, NaN, 16777216, -2, 3e-9, -0));
  });

  it.skipIf(!hasNumpy)('as npy and npz is what numpy reads', async () => {
    const npy = await collect(cloudWriter('npy')!.write({ cloud: small, labels }, {}, {}));
    expect(numpyJson("a = np.load(data)\nout.write(json.dumps([list(a.dtype.names), a['label'].tolist(), a['instance'].tolist(), str(a.dtype['x'])]).encode())", npy))
      .toEqual([['x', 'y', 'z', 'label', 'instance'], [10, 40], [7, 0], 'float32']);
    const npz = await collect(cloudWriter('npz')!.write({ cloud: small, labels }, {}, {}));
    expect(numpyJson("a = np.load(data)\nout.write(json.dumps([sorted(a.files), a['xyz'].shape, [a[k].tolist() for k in ('label', 'class', 'instance')], [str(a[k].dtype) for k in ('label', 'class', 'instance')]]).encode())", npz))
      .toEqual([['class', 'instance', 'label', 'xyz'], [2, 3], [[10 | (7 << 16), 40], [10, 40], [7, 0]], ['uint32', 'uint16', 'uint16']]);
    expect(Buffer.from(await collect(cloudWriter('npz')!.write({ cloud: small, labels }, {}, {}))).equals(Buffer.from(npz))).toBe(true);
  });
});

describe('the parts', () => {
  it('LZF comes back through the decoder, and shrinks what repeats', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.tuple(fc.nat(255), fc.nat(700)).map(([v, n]) => new Uint8Array(n).fill(v))), { maxLength: 20 }), (parts) => {
      const input = Uint8Array.from(parts.flatMap((p) => [...p]));
      const packed = compressLzf(input), output = new Uint8Array(input.length);
      const decoder = new LzfDecoder(packed, output, 'a');
      for (let done = -1, next = 0; next > done; ) [done, next] = [next, decoder.run(next + 100)];
      decoder.finish();
      expect(output).toEqual(input);
    }));
    expect(compressLzf(new Uint8Array(100_000)).length).toBeLessThan(1200);
  });

  it('a float is spelled so that it reads back the same', () => {
    fc.assert(fc.property(fc.float({ noNaN: true }), (value) => Object.is(Math.fround(Number(spellValue(Float32Array.of(value), 0).replace('inf', 'Infinity'))), value)));
    fc.assert(fc.property(fc.double({ noNaN: true }), (value) => Object.is(Number(spellValue(Float64Array.of(value), 0).replace('inf', 'Infinity')), value)));
  });
});
