import { zipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnType } from '#src/core/cloud/columns.ts';
import { BYTES } from '#src/core/cloud/columns.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { npyDescr, readNpy, writeNpy } from '#src/formats/npy.ts';
import { parsePythonLiteral } from '#src/formats/python-literal.ts';
import { hasNumpy, numpy, numpyJson } from '#test/support/numpy.ts';

const read = (bytes: Uint8Array, name = 'a.npy', layout?: string[]) => readCloud(memorySource(name, bytes), { columns: 'all', layout });
const bytesOf = (array: { buffer: ArrayBufferLike }) => new Uint8Array(array.buffer as ArrayBuffer);

describe('npy clouds', () => {
  it('are rows of x, y, z and what follows; the names are assumed, or given', async () => {
    const cloud = await read(writeNpy([2, 4], "'<f4'", bytesOf(Float32Array.of(1, 2, 3, 0.5, 4, 5, 6, 0.25))));
    expect(cloud.positions).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(cloud.fields.map((f) => f.name)).toEqual(['x', 'y', 'z', 'intensity']);
    expect(cloud.warnings).toEqual(['columns assumed: x, y, z, intensity']);
    const named = await read(writeNpy([1, 5], "'<f8'", bytesOf(Float64Array.of(9, 1, 2, 3, 7))), 'a.npy', ['t', 'x', 'y', 'z', 'class']);
    expect(named.labelField).toBe('class');
    expect(named.columns.class.values).toEqual(Float64Array.of(7));
    expect(named.bounds!.min).toEqual([1, 2, 3]);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['two columns', writeNpy([3, 2], "'<f4'", new Uint8Array(24)), /not the shape of points.*found \(3, 2\)/],
    ['an array on its side', writeNpy([3, 1000], "'<f4'", new Uint8Array(12000)), /found \(3, 1000\) \(it may have to be transposed\)/],
    ['one dimension', writeNpy([6], "'<f4'", new Uint8Array(24)), /not the shape of points/],
    ['text', writeNpy([6], "'<U8'", new Uint8Array(192)), /type that is not read.*found <U8/],
    ['pickled objects', writeNpy([6], "'|O'", new Uint8Array(48)), /type that is not read.*found \|O/],
    ['too few bytes', writeNpy([6, 3], "'<f4'", new Uint8Array(71)), /expected 72 bytes for 6 x 3, found 71/],
    ['too many bytes', writeNpy([6, 3], "'<f4'", new Uint8Array(73)), /expected 72 bytes for 6 x 3, found 73/],
    ['an impossible shape', writeNpy([2 ** 40, 2 ** 30], "'<f4'", new Uint8Array(12)), /does not say what follows/],
    ['a structure without z', writeNpy([1], "[('x', '<f4'), ('y', '<f4')]", new Uint8Array(8)), /no single field z/],
    ['a header of brackets', writeNpy([1], '('.repeat(60), new Uint8Array(8)), /fewer brackets/],
  ])('%s is refused', (_name, bytes, message) => expect(read(bytes)).rejects.toThrow(message));

  it('give back every value of every type, from a structure', async () => {
    const types = Object.keys(BYTES) as ColumnType[];
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom(...types), { maxLength: 5 }), fc.nat({ max: 20 }), fc.infiniteStream(fc.nat({ max: 255 })), async (extra, count, random) => {
      const all: [string, ColumnType][] = [...extra.map((type, i): [string, ColumnType] => [`f${i}`, type]), ['x', 'float32'], ['y', 'float64'], ['z', 'int16']];
      const stride = all.reduce((sum, [, type]) => sum + BYTES[type], 0);
      const data = Uint8Array.from({ length: stride * count }, () => random.next().value as number);
      const descr = `[${all.map(([name, type]) => `('${name}', '${npyDescr(type)}')`).join(', ')}]`;
      const cloud = await read(writeNpy([count], descr, data));
      expect(cloud.count).toBe(count);
      let offset = 0;
      for (const [name, type] of all) {
        const expected = Array.from({ length: count }, (_, i) => [...data.subarray(i * stride + offset, i * stride + offset + BYTES[type])]).flat();
        expect([...bytesOf(cloud.columns[name].values)], name).toEqual(expected);
        offset += BYTES[type];
      }
    }));
  });
});

describe.skipIf(!hasNumpy)('what numpy writes (needs python3 with numpy)', () => {
  const points = 'p = np.arange(28, dtype=np.float64).reshape(7, 4) / 8\n';
  const expected = Array.from({ length: 28 }, (_, i) => i / 8);

  it.each(["'<f4'", "'<f8'", "'>f4'", "'>f8'", "'<f2'", "'<i4'", "'>u2'", "'|i1'"])('%s, in C and in Fortran order', async (type) => {
    for (const order of ['C', 'F']) {
      const bytes = numpy(`${points}np.save(out, np.asarray(p * 8, dtype=${type}, order='${order}'))`);
      const cloud = await read(bytes);
      expect(cloud.count).toBe(7);
      const rows = cloud.fields.map((f) => Array.from(cloud.columns[f.name].values as Float32Array, Number));
      expect(rows[0].flatMap((_, i) => rows.map((row) => row[i] / 8)), order).toEqual(expected);
      for (let i = 0; i < 7; i++) for (let k = 0; k < 3; k++) expect(cloud.origin[k] + cloud.positions[3 * i + k]).toBe(8 * expected[4 * i + k]);
    }
  });

  it('structures: aligned with padding, big-endian, nested, with sub-arrays and text', async () => {
    const dtype = "np.dtype([('ring', 'u1'), ('pos', [('x', '>f4'), ('y', '<f8')]), ('z', '<f4'), ('rgb', 'u1', (3,)), ('name', 'U4'), ('label', '<u4')], align=True)";
    const bytes = numpy(`a = np.zeros(3, ${dtype})\na['ring'] = [7, 8, 9]\na['pos']['x'] = [1.5, 2.5, 3.5]\na['pos']['y'] = -1\na['z'] = 4\na['rgb'] = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]\na['label'] = [10, 20, 30]\nnp.save(out, a)`);
    const cloud = await readCloud(memorySource('a.npy', bytes), { columns: ['rgb', 'label'] }).catch((e: Error) => e);
    // pos.x is not called x: nothing guesses that.
    expect(cloud).toMatchObject({ kind: 'unsupported', message: expect.stringContaining('no single field x') as string });
    const flat = await read(numpy(`a = np.zeros(3, np.dtype([('ring', 'u1'), ('x', '>f4'), ('y', '<f8'), ('z', '<f4'), ('rgb', 'u1', (3,)), ('name', 'U4'), ('label', '<u4')], align=True))\na['ring'] = [7, 8, 9]\na['x'] = [1.5, 2.5, 3.5]\na['y'] = -1\na['z'] = 4\na['rgb'] = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]\na['label'] = [10, 20, 30]\nnp.save(out, a)`));
    expect([...flat.columns.x.values]).toEqual([1.5, 2.5, 3.5]);
    expect([...flat.columns.rgb.values]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(flat.labelField).toBe('label');
    expect(flat.warnings).toEqual(['name is not made of numbers and was not read']);
  });

  it('reads what we write', () => {
    const bytes = writeNpy([2, 3], "'<u2'", bytesOf(Uint16Array.of(1, 2, 3, 4, 5, 65535)));
    expect(numpyJson('out.write(json.dumps(np.load(data).tolist()).encode())', bytes)).toEqual([[1, 2, 3], [4, 5, 65535]]);
    const names = "[('größe', '<f4'), ('n', '|u1')]";
    expect(numpyJson('out.write(json.dumps([str(n) for n in np.load(data).dtype.names]).encode())', writeNpy([1], names, new Uint8Array(5)))).toEqual(['größe', 'n']);
  });

  it.each(['savez', 'savez_compressed'])('%s: points with columns beside them, whatever else there is', async (save) => {
    const bytes = numpy(`${points}np.${save}(out, points=p[:, :3].astype(np.float32), intensity=np.arange(7, dtype=np.uint8), labels=np.arange(7) % 3, normals=p[:, 1:4], calib=np.eye(4), names=np.array(['a', 'b']))`);
    const cloud = await read(bytes, 'a.npz');
    expect(cloud.fields.map((f) => [f.name, f.type, f.count])).toEqual([
      ['x', 'float32', 1], ['y', 'float32', 1], ['z', 'float32', 1], ['intensity', 'uint8', 1], ['labels', 'int64', 1], ['normals', 'float64', 3],
    ]);
    expect(cloud.labelField).toBe('labels');
    expect([...cloud.columns.labels.values]).toEqual([0n, 1n, 2n, 0n, 1n, 2n, 0n]);
    expect([...cloud.columns.normals.values]).toEqual(expected.filter((_, i) => i % 4 > 0));
    expect([...cloud.positions]).toEqual(expected.filter((_, i) => i % 4 < 3));
    expect(cloud.warnings.join()).toMatch(/array calib of shape \(4, 4\).*not read/);
    expect(cloud.warnings.join()).toMatch(/array names\.npy was not read/);
  });

  it('x, y and z may be arrays of their own', async () => {
    const cloud = await read(numpy(`${points}np.savez(out, x=p[:, 0], y=p[:, 1], z=p[:, 2])`), 'a.npz');
    expect([...cloud.columns.y.values]).toEqual(expected.filter((_, i) => i % 4 === 1));
  });
});

describe('npz', () => {
  const array = writeNpy([2, 3], "'<f4'", new Uint8Array(24));

  it.each<[string, Record<string, Uint8Array>, RegExp]>([
    ['no array', { 'a.txt': new Uint8Array(3) }, /no array of points.*found no arrays/],
    ['two that could be it', { 'a.npy': array, 'b.npy': array }, /several arrays that could be the points.*found a \(2, 3\), b \(2, 3\)/],
    ['an array that is none', { 'points.npy': new Uint8Array(99) }, /has no array of points/],
    ['an array that is too short', { 'points.npy': array.subarray(0, -1) }, /points\.npy: does not hold as many elements/],
  ])('%s is refused', (_name, files, message) => expect(read(zipSync(files), 'a.npz')).rejects.toThrow(message));

  it('a file that says it is larger than deflate can make it is refused before anything is allocated', async () => {
    const bytes = zipSync({ 'points.npy': writeNpy([20000, 3], "'<f4'", new Uint8Array(240_000)) });
    const directory = Buffer.from(bytes).lastIndexOf('PK\x01\x02');
    new DataView(bytes.buffer).setUint32(directory + 24, 0xfffffff0, true);
    await expect(read(bytes, 'a.npz')).rejects.toThrow(/a\.npz: is a zip that contradicts itself, at points\.npy, expected a size that \d+ packed bytes can have, found 4294967280/);
  });

  it('more or fewer bytes than the directory says, and changed ones, are refused', async () => {
    for (const change of [-4, 4]) {
      const bytes = zipSync({ 'points.npy': writeNpy([20, 3], "'<f4'", new Uint8Array(240)) });
      const view = new DataView(bytes.buffer);
      const directory = Buffer.from(bytes).lastIndexOf('PK\x01\x02');
      view.setUint32(directory + 24, view.getUint32(directory + 24, true) + change, true);
      await expect(read(bytes, 'a.npz')).rejects.toMatchObject({ name: 'DataError' });
    }
    const stored = zipSync({ 'points.npy': array }, { level: 0 });
    stored[Buffer.from(stored).lastIndexOf('PK\x01\x02') - 1] ^= 1;
    await expect(read(stored, 'a.npz')).rejects.toThrow(/has a damaged file.*checksum/);
  });
});

describe('python literals', () => {
  it('are read as numpy writes them', () => {
    expect(parsePythonLiteral("{'a': (1,), \"b\": [True, None, -7], 'c': {}, 'd': ('x\\'y', 12L), }", 'f')).toEqual({ a: [1], b: [true, null, -7], c: {}, d: ["x'y", 12] });
  });

  it.each(["{'a': 1", "{1: 2}", '(1 2)', "'abc", '', '1 2', '1.5', 'import os'])('%s is none', (text) => {
    expect(() => parsePythonLiteral(text, 'f.npy')).toThrow(/f\.npy: has an npy header that cannot be read/);
  });
});

describe('whole arrays', () => {
  it('keep whole numbers of 32 bits exactly', async () => {
    expect((await readNpy(memorySource('a', writeNpy([2], "'<u4'", bytesOf(Uint32Array.of(4294967295, 7)))))).values).toEqual(Float64Array.of(4294967295, 7));
  });
});
