import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from '#src/core/cloud/columns.ts';
import type { ColumnType } from '#src/core/cloud/columns.ts';
import { pointAt } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { pcd } from '#src/formats/clouds/pcd.ts';
import { joinBytes, writePcd } from '#test/support/pcd-writer.ts';
import type { PcdShape, TestField } from '#test/support/pcd-writer.ts';

const TYPES: ColumnType[] = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'float32', 'float64'];

/** Values of any bits; NaNs are made the one that text can spell. */
function values(type: ColumnType, length: number): fc.Arbitrary<TestField['values']> {
  const out = allocate(type, length);
  return fc.uint8Array({ minLength: out.byteLength, maxLength: out.byteLength }).map((bytes) => {
    const made = allocate(type, length);
    new Uint8Array(made.buffer).set(bytes);
    if (made instanceof Float32Array || made instanceof Float64Array) for (let i = 0; i < made.length; i++) if (Number.isNaN(made[i])) made[i] = NaN;
    return made;
  });
}

const cloud = fc.record({
  points: fc.integer({ min: 0, max: 12 }),
  axis: fc.constantFrom<ColumnType[]>('float32', 'float64', 'int32', 'uint16', 'int64'),
  others: fc.array(fc.record({ type: fc.constantFrom(...TYPES), count: fc.integer({ min: 1, max: 3 }) }), { maxLength: 4 }),
  padding: fc.integer({ min: 0, max: 5 }),
  newline: fc.constantFrom<('\n' | '\r\n')[]>('\n', '\r\n'),
  separator: fc.constantFrom(' ', '\t'),
}).chain((made) => {
  const fields = [...['x', 'y', 'z'].map((name) => ({ name, type: made.axis, count: 1 })), ...made.others.map((o, i) => ({ name: `f${i}`, ...o }))];
  return fc.tuple(...fields.map((f) => values(f.type, f.count * made.points))).map((v) => ({ ...made, fields: fields.map((f, i) => ({ ...f, values: v[i] })) }));
});

function read(bytes: Uint8Array, columns: readonly string[] | 'all' = 'all') {
  return pcd.read(memorySource('test.pcd', bytes), { columns }, {});
}

const text = (lines: string) => new TextEncoder().encode(lines);
const HEADER = 'VERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\nWIDTH 2\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS 2\nDATA ascii\n';

describe('PCD', () => {
  it.each(['ascii', 'binary', 'binary_compressed'] as const)('%s gives back every bit of every field of any type', async (data) => {
    await fc.assert(fc.asyncProperty(cloud, async ({ points, fields, padding, newline, separator }) => {
      const got = await read(writePcd(fields, { data, points, newline, separator, padding }));
      expect(got.count).toBe(points);
      expect(got.fields).toEqual(fields.map(({ name, type, count }) => ({ name, type, count })));
      for (const f of fields) expect(new Uint8Array(got.columns[f.name].values.buffer)).toEqual(new Uint8Array(f.values.buffer, 0, f.values.byteLength));
    }), { numRuns: 150 });
  });

  it('has the same positions, bounds and invalid count in all three encodings', async () => {
    await fc.assert(fc.asyncProperty(cloud, async ({ points, fields }) => {
      const [a, b, c] = await Promise.all((['ascii', 'binary', 'binary_compressed'] as const).map((data) => read(writePcd(fields, { data, points }))));
      for (const other of [b, c]) {
        expect(other.positions).toEqual(a.positions);
        expect([other.origin, other.bounds, other.invalid]).toEqual([a.origin, a.bounds, a.invalid]);
      }
    }), { numRuns: 80 });
  });

  it('keeps doubles of UTM size to the millimetre, also when the first points are (0, 0, 0)', async () => {
    const n = 3000;
    const field = (name: string, at: (i: number) => number): TestField => ({ name, type: 'float64', count: 1, values: Float64Array.from({ length: n }, (_, i) => at(i)) });
    const fields = [
      field('x', (i) => (i < 5 ? 0 : 515368.601 + 0.013 * i)), field('y', (i) => (i < 5 ? 0 : 4918340.364 + 0.021 * i)), field('z', (i) => (i % 7 === 0 ? NaN : 2322.897)),
    ];
    for (const data of ['ascii', 'binary', 'binary_compressed'] as const) {
      const got = await read(writePcd(fields, { data, points: n }));
      expect(got.invalid).toBe(Math.ceil(n / 7));
      for (let i = 5; i < n; i++)
        pointAt(got, i).forEach((v, k) => {
          const want = Number(fields[k].values[i]);
          if (Number.isFinite(want)) expect(Math.abs(v - want)).toBeLessThan(1e-5);
        });
    }
  });

  it('leaves Float32 coordinates alone and keeps NaN points in their place', async () => {
    const got = await read(text(HEADER + '1 2 3\nnan 5 6\n'));
    expect(got.origin).toEqual([0, 0, 0]);
    expect(got.positions).toEqual(Float32Array.of(1, 2, 3, NaN, 5, 6));
    expect([got.invalid, got.bounds]).toEqual([1, { min: [1, 2, 3], max: [1, 2, 3] }]);
  });

  it.each([
    ['comments, blank lines and any order', '# made by hand\n\nPOINTS 1\nTYPE F F F\nFIELDS x y z\nSIZE 4 4 4\n# DATA binary\nHEIGHT 1\nWIDTH 1\nVERSION .7\nDATA ascii\n1 2 3\n', []],
    ['no COUNT', 'VERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA ascii\n1 2 3\n', []],
    ['no VERSION', 'FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA ascii\n1 2 3\n', ['VERSION']],
    ['no HEIGHT', 'VERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 1\nPOINTS 1\nDATA ascii\n1 2 3\n', ['HEIGHT']],
    ['no POINTS', 'VERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 1\nHEIGHT 1\nDATA ascii\n1 2 3\n', ['POINTS']],
    ['COLUMNS for FIELDS and lower-case types', 'VERSION 0.5\nCOLUMNS x y z\nSIZE 4 4 4\nTYPE f f f\nWIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA ascii\n1 2 3\n', []],
    ['no end of the last line', 'VERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA ascii\n1 2 3', ['cut off']],
    ['more lines than points', 'VERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA ascii\n1 2 3\n4 5 6\n', ['follows the last point']],
  ])('copes with %s', async (_, file, warnings) => {
    const got = await read(text(file));
    expect(got.positions).toEqual(Float32Array.of(1, 2, 3));
    expect(got.warnings).toHaveLength(Math.min(1, warnings.length));
    if (warnings.length > 0) expect(warnings.some((w) => got.warnings[0].includes(w))).toBe(true);
  });

  it.each([
    ['too few numbers', HEADER + '1.5 2.5 3.5\n4 5\n', 'malformed', 'line 12, expected 3 numbers, found 2'],
    ['a word', HEADER + '1 2 3\n4 five 6\n', 'malformed', 'line 12, expected a number for y, found five'],
    ['too few lines', HEADER + '1.000 2.000 3.000\n', 'truncated', 'expected 2 points, found 1'],
    ['too few bytes', HEADER + '1 2 3', 'truncated', 'expected 11 bytes'],
    ['sizes that disagree', HEADER.replace('WIDTH 2', 'WIDTH 3'), 'mismatch', 'expected 3 x 1 = 3 points, found POINTS 2'],
    ['a field without type', HEADER.replace('TYPE F F F', 'TYPE F F'), 'malformed', 'header line 4, expected 3 entries in TYPE'],
    ['an unknown type', HEADER.replace('SIZE 4 4 4', 'SIZE 4 4 2'), 'unsupported', 'field z has an unknown type'],
    ['an unknown encoding', HEADER.replace('ascii', 'zip'), 'unsupported', 'found zip'],
    ['no z', HEADER.replace('x y z', 'x y q') + '1 2 3\n4 5 6\n', 'unsupported', 'no single field z'],
    ['two FIELDS lines', HEADER.replace('SIZE', 'FIELDS x y z\nSIZE'), 'malformed', 'one FIELDS line'],
    ['an endless count', HEADER.replace('WIDTH 2', 'WIDTH 900000000000').replace('POINTS 2', 'POINTS 900000000000'), 'truncated', 'expected'],
    ['a negative count', HEADER.replace('POINTS 2', 'POINTS -2'), 'malformed', 'a whole number for POINTS'],
    ['no header', '289814.15 4320978.61 170.76\n', 'malformed', 'header line 1'],
  ])('refuses %s', async (_, file, kind, message) => {
    const error = await read(text(file)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).kind).toBe(kind);
    expect((error as DataError).message).toContain(message);
    expect((error as DataError).message).toContain('test.pcd');
  });

  it('refuses integers that do not fit their column', async () => {
    const file = HEADER.replace('x y z', 'x y z i').replace('4 4 4', '4 4 4 1').replace('F F F', 'F F F U').replace('1 1 1', '1 1 1 1');
    expect((await read(text(file + '1 2 3 255\n1 2 3 0\n'))).columns.i.values).toEqual(Uint8Array.of(255, 0));
    await expect(read(text(file + '1 2 3 300\n1 2 3 0\n'))).rejects.toThrow('line 11, expected a whole number from 0 to 255 for i, found 300');
    await expect(read(text(file + '1 2 3 1.5\n1 2 3 0\n'))).rejects.toThrow('found 1.5');
    await expect(read(text(file + '1 2 3 nan\n1 2 3 0\n'))).rejects.toThrow('found nan');
  });

  it('says how many bytes a cut-off binary file lacks, and how many follow', async () => {
    const fields = ['x', 'y', 'z'].map((name) => ({ name, type: 'float32' as const, count: 1, values: Float32Array.of(1, 2, 3, 4) }));
    const shape: PcdShape = { data: 'binary', points: 4 };
    const whole = writePcd(fields, shape);
    await expect(read(whole.subarray(0, whole.length - 5))).rejects.toThrow('expected 48 bytes (4 points of 12 bytes), found 43 bytes');
    expect((await read(joinBytes(whole, new Uint8Array(7)))).warnings).toEqual(['7 bytes after the last point were ignored']);
  });

  it('finds labels by name where they are integers', async () => {
    const labelled = async (name: string, type: ColumnType) => {
      const xyz = ['x', 'y', 'z'].map((axis) => ({ name: axis, type: 'float32' as const, count: 1, values: Float32Array.of(1) }));
      return (await read(writePcd([...xyz, { name, type, count: 1, values: allocate(type, 1) }], { data: 'binary', points: 1 }))).labelField;
    };
    expect(await labelled('label', 'uint32')).toBe('label');
    expect(await labelled('Class', 'uint8')).toBe('Class');
    expect(await labelled('label', 'float32')).toBeNull();
    expect(await labelled('ring', 'uint16')).toBeNull();
  });

  it('keeps a second field of one name under another', async () => {
    const file = HEADER.replace('x y z', 'x y z z').replace('4 4 4', '4 4 4 4').replace('F F F', 'F F F F').replace('1 1 1', '1 1 1 1');
    const got = await read(text(file + '1 2 3 4\n5 6 7 8\n'));
    expect(got.columns.z_2.values).toEqual(Float32Array.of(4, 8));
    expect(got.warnings).toHaveLength(1);
  });
});
