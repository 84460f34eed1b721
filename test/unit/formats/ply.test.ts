import { parse } from '@loaders.gl/core';
import { PLYLoader } from '@loaders.gl/ply';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnType } from '#src/core/cloud/columns.ts';
import { allocate, BYTES } from '#src/core/cloud/columns.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import type { TestField } from '#test/support/pcd-writer.ts';
import { writePly } from '#test/support/ply-writer.ts';

const FORMATS = ['ascii', 'binary_little_endian', 'binary_big_endian'] as const;
const text = (...lines: string[]) => memorySource('a.ply', new TextEncoder().encode(lines.join('\n')));
const read = (bytes: Uint8Array) => readCloud(memorySource('a.ply', bytes), { columns: 'all' });

function floats(name: string, values: readonly number[]): TestField {
  return { name, type: 'float32', count: 1, values: Float32Array.from(values) };
}

const points = 4;
const axes = [floats('x', [1.5, -2, 3e-3, 4]), floats('y', [5, 6, 7, NaN]), floats('z', [-1, -2, -3, -4])];

/** A column of any type with values of its whole range. */
const column = (name: string): fc.Arbitrary<TestField> =>
  fc.constantFrom(...(Object.keys(BYTES) as ColumnType[])).chain((type) => {
    const values = allocate(type, points);
    return fc.uint8Array({ minLength: values.byteLength, maxLength: values.byteLength }).map((bytes) => {
      new Uint8Array(values.buffer).set(bytes);
      // Texts have one NaN only, and their payloads are lost.
      if (type.startsWith('float')) for (let i = 0; i < points; i++) if (Number.isNaN(Number(values[i]))) values[i] = 0 as never;
      return { name, type, count: 1, values: values.slice() as typeof values };
    });
  });

describe('PLY', () => {
  it('is the same points and columns in its three encodings, with faces before or behind them', async () => {
    await fc.assert(fc.asyncProperty(fc.tuple(column('a'), column('b'), column('c')), fc.boolean(), fc.constantFrom('\n' as const, '\r\n' as const), async (extra, first, newline) => {
      for (const format of FORMATS) {
        const fields = [extra[0], ...axes, extra[1], extra[2]];
        const cloud = await read(writePly(fields, { format, points, newline, faces: { lists: [[0, 1, 2], [], [3, 2, 1, 0]], first } }));
        expect(cloud.positions).toEqual(Float32Array.from([0, 1, 2, 3].flatMap((i) => axes.map((a) => Number(a.values[i])))));
        expect(cloud.invalid).toBe(1);
        for (const field of fields) expect(cloud.columns[field.name].values, `${format} ${field.name}`).toEqual(field.values);
        expect(cloud.warnings).toEqual(['not read: 3 of element face']);
      }
    }), { numRuns: 60 });
  });

  it.each(FORMATS)('%s: loaders.gl reads the same positions and colours', async (format) => {
    const finite = [...axes.slice(0, 1), floats('y', [5, 6, 7, 8]), axes[2]];
    const colours = ['red', 'green', 'blue'].map((name, k): TestField => ({ name, type: 'uint8', count: 1, values: Uint8Array.from([0, 9, 200, 255], (v) => v ^ k) }));
    const bytes = writePly([...finite, ...colours], { format, points });
    const theirs = await parse(bytes.buffer as ArrayBuffer, PLYLoader, { worker: false });
    const ours = await read(bytes);
    expect(ours.positions).toEqual(theirs.attributes.POSITION.value);
    const rgb = Uint8Array.from([0, 1, 2, 3].flatMap((i) => colours.map((c) => Number(ours.columns[c.name].values[i]))));
    expect(rgb).toEqual(Uint8Array.from(theirs.attributes.COLOR_0.value));
  });

  it('keeps doubles: origin plus position is the number in the file', async () => {
    const utm = ['x', 'y', 'z'].map((name, k): TestField => ({ name, type: 'float64', count: 1, values: Float64Array.from([500_000.123 + k, 500_001.456]) }));
    for (const format of FORMATS) {
      const cloud = await read(writePly(utm, { format, points: 2 }));
      expect(cloud.origin[0] + cloud.positions[0]).toBeCloseTo(500_000.123, 6);
      expect([...cloud.columns.x.values]).toEqual([500_000.123, 500_001.456]);
    }
  });

  it("reads KITTI-360's static points: packed <fffBBBiiBf, 28 bytes, semantic as the label", async () => {
    const names = ['float x', 'float y', 'float z', 'uchar red', 'uchar green', 'uchar blue', 'int semantic', 'int instance', 'uchar visible', 'float confidence'];
    const header = ['ply', 'format binary_little_endian 1.0', 'element vertex 1', ...names.map((n) => `property ${n}`), 'end_header', ''].join('\n');
    // python3: struct.pack('<fffBBBiiBf', 1.5, -2, 0.25, 128, 64, 32, 26, 26003, 1, 0.75).hex()
    const record = Buffer.from('0000c03f000000c00000803e8040201a0000009365000001' + '0000403f', 'hex');
    expect(record).toHaveLength(28);
    const cloud = await read(new Uint8Array(Buffer.concat([Buffer.from(header), record])));
    expect(cloud.labelField).toBe('semantic');
    expect(Object.fromEntries(Object.entries(cloud.columns).map(([name, c]) => [name, Number(c.values[0])]))).toEqual({
      x: 1.5, y: -2, z: 0.25, red: 128, green: 64, blue: 32, semantic: 26, instance: 26003, visible: 1, confidence: 0.75,
    });
  });

  it.each([['label'], ['class'], ['classification'], ['semantic'], ['scalar_Label'], ['scalar_Classification']])('offers %s as labels', async (name) => {
    const cloud = await readCloud(memorySource('a.ply', writePly([...axes, floats(name, [1, 2, 3, 4])], { format: 'ascii', points })));
    expect(cloud.labelField).toBe(name);
    expect([...cloud.columns[name].values]).toEqual([1, 2, 3, 4]);
  });

  const head = ['ply', 'format ascii 1.0', 'element vertex 1', 'property float x', 'property float y', 'property float z'];

  it.each<[string, string[], RegExp]>([
    ['no end_header', head, /header does not end.*end_header/],
    ['an unknown format', ['ply', 'format ascii 2.0', 'end_header', ''], /unknown PLY format, at header line 2.*found ascii 2.0/],
    ['no vertices', ['ply', 'format ascii 1.0', 'element face 0', 'end_header', ''], /has no points, expected an element vertex, found face/],
    ['no z', [...head.slice(0, 5), 'end_header', '1 2'], /no single field z/],
    ['an unknown type', [...head, 'property half w', 'end_header', '1 2 3 4'], /header line 7, expected one of char.*found half/],
    ['lists in points', [...head, 'property list uchar int w', 'end_header', '1 2 3 0'], /lists among the properties.*found list w/],
    ['a count that is none', ['ply', 'format ascii 1.0', 'element vertex -1', 'end_header', ''], /header line 3.*found element vertex -1/],
    ['a word that is not PLY', [...head, 'vertices 3', 'end_header', ''], /header line 7.*found vertices/],
    ['too few numbers', [...head, 'end_header', '1 2'], /at byte .*|not a point/],
    ['text for a number', [...head, 'end_header', '1 two 3', ''], /line 8, expected a number for y, found two/],
    ['more points than bytes', [...head.slice(0, 2), 'element vertex 900000000000', ...head.slice(3), 'end_header', '1 2 3', ''], /ends before its points/],
    ['a list that leads out of the file', ['ply', 'format binary_little_endian 1.0', 'element face 1', 'property list uchar double v', ...head.slice(2), 'end_header', '\xff'], /ends before its points do, at element face/],
  ])('%s is refused', (_name, lines, message) => expect(readCloud(text(...lines))).rejects.toThrow(message));
});
