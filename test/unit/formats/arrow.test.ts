import { readFileSync } from 'node:fs';
import {
  Bool, Field, FixedSizeList, Float16, Float32, Int32, Struct, Table, tableFromArrays, tableToIPC, Utf8, vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { decodeLz4Block, decodeLz4Frame } from '#src/formats/lz4.ts';

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
const read = (bytes: Uint8Array, name = 'a.feather') => readCloud(memorySource(name, bytes), { columns: 'all' });

describe('Arrow tables that others wrote', () => {
  it.each(['lz4.feather', 'lz4_file.feather', 'zstd.feather', 'zstd_file.feather', 'rust.arrows'])('%s', async (name) => {
    const cloud = await read(fixture(name), name);
    expect(cloud).toMatchObject({ count: 150, format: 'arrow', labelField: 'label', warnings: [], invalid: 0 });
    expect(cloud.fields).toEqual([
      ['x', 'float32'], ['y', 'float64'], ['z', 'float32'], ['intensity', 'uint8'], ['offset_ns', 'int64'], ['label', 'int32'],
    ].map(([field, type]) => ({ name: field, type, count: 1 })));
    const rows = Array.from({ length: 150 }, (_, i) => i);
    expect([...cloud.columns.x.values]).toEqual(rows.map((i) => Math.floor(i / 10) / 4));
    expect([...cloud.columns.y.values]).toEqual(rows.map((i) => 500000.5 + (i % 7)));
    expect([...cloud.columns.intensity.values]).toEqual(rows.map((i) => i % 5));
    expect([...cloud.columns.offset_ns.values]).toEqual(rows.map((i) => BigInt(1000 * i)));
    expect([...cloud.columns.label.values]).toEqual(rows.map((i) => Math.floor(i / 16) + 10));
    expect(cloud.bounds).toEqual({ min: [0, 500000.5, -1.75], max: [3.5, 500006.5, -1.75] });
  });
});

describe('Arrow tables', () => {
  it('may hold positions in a structure, or in lists of three', async () => {
    const axis = (name: string) => new Field(name, new Float32(), false);
    const struct = vectorFromArray([{ x: 1, y: 2, z: 3 }, { x: 4, y: 5, z: 6 }], new Struct([axis('x'), axis('y'), axis('z')]));
    const list = vectorFromArray([[1, 2, 3], [4, 5, 6]], new FixedSizeList(3, axis('item')));
    for (const vector of [struct, list]) {
      const cloud = await read(tableToIPC(new Table({ position: vector, normal: list }), 'file'));
      expect([...cloud.positions]).toEqual([1, 2, 3, 4, 5, 6]);
      expect(cloud.fields.map((f) => [f.name, f.count])).toEqual([['x', 1], ['y', 1], ['z', 1], ['normal', 3]]);
    }
  });

  it('keep what can be kept of other types, and name the rest', async () => {
    const table = new Table({
      X: vectorFromArray([1, 2, 3], new Float16()), Y: vectorFromArray([1.5, null, 3.5], new Float32()), Z: vectorFromArray([7, 8, 9], new Int32()),
      flag: vectorFromArray([true, false, true], new Bool()), ring: vectorFromArray([1, null, 3], new Int32()), name: vectorFromArray(['a', 'b', 'c'], new Utf8()),
    });
    const cloud = await read(tableToIPC(table, 'file'));
    expect([...cloud.columns.X.values]).toEqual([1, 2, 3]);
    expect([...cloud.columns.Y.values]).toEqual([1.5, NaN, 3.5]);
    expect(cloud.invalid).toBe(1);
    expect([...cloud.columns.flag.values]).toEqual([1, 0, 1]);
    expect(cloud.columns.ring).toEqual({ field: { name: 'ring', type: 'float64', count: 1 }, values: Float64Array.of(1, NaN, 3) });
    expect(cloud.warnings).toEqual([
      'column Y has missing values, which are NaN here', 'column ring has missing values, which are NaN here', 'column name (utf8) was not read',
    ]);
  });

  it('give back every value, in any number of batches, as file and as stream', async () => {
    const columns = fc.nat({ max: 60 }).chain((n) => fc.record({
      x: fc.float32Array({ minLength: n, maxLength: n }), y: fc.float64Array({ minLength: n, maxLength: n }), z: fc.float32Array({ minLength: n, maxLength: n }),
      a: fc.int16Array({ minLength: n, maxLength: n }), b: fc.bigUint64Array({ minLength: n, maxLength: n }),
    }));
    await fc.assert(fc.asyncProperty(columns, fc.nat({ max: 60 }), async (arrays, cut) => {
      const whole = tableFromArrays({ ...arrays } as unknown as Record<string, Float32Array>);
      const table = new Table([...whole.slice(0, cut).batches, ...whole.slice(cut).batches]);
      for (const kind of ['file', 'stream'] as const) {
        const cloud = await read(tableToIPC(table, kind));
        for (const [name, values] of Object.entries(arrays)) expect(cloud.columns[name].values).toEqual(values);
      }
    }), { numRuns: 50 });
  });

  it('a stream without its end says that it may have been cut off; Feather 1 is refused by name', async () => {
    const stream = fixture('rust.arrows').subarray(0, -8);
    expect((await read(stream, 'a.arrows')).warnings).toEqual(['the stream has no end mark; it may have been cut off']);
    await expect(read(new TextEncoder().encode('FEA1 and so on'))).rejects.toThrow(/a\.feather: is Feather version 1/);
    await expect(read(fixture('lz4.feather').subarray(0, 2000))).rejects.toMatchObject({ kind: 'truncated' });
    await expect(read(tableToIPC(tableFromArrays({ a: [1] }), 'file'))).rejects.toThrow(/no single field x/);
  });
});

describe('LZ4', () => {
  // Literals 'abc', a match of 13 three back (overlapping), then literals 'de' (lz4_Block_format.md).
  const block = Uint8Array.of(0x39, 97, 98, 99, 3, 0, 0x20, 100, 101);
  const text = new TextEncoder().encode('abcabcabcabcabcade'.replace(/^.*$/, 'abc' + 'abcabcabcabca' + 'de'));

  it('blocks and frames decode as the format says', () => {
    expect(decodeLz4Block(block, 18)).toEqual(text);
    const frame = (flags: number, ...parts: number[][]) => Uint8Array.from([0x04, 0x22, 0x4d, 0x18, flags, 0x70, 0, ...parts.flat(), 0, 0, 0, 0]);
    expect(decodeLz4Frame(frame(0x40, [9, 0, 0, 0], [...block]), 18)).toEqual(text);
    // A stored block, and a block checksum behind each.
    expect(decodeLz4Frame(frame(0x50, [2, 0, 0, 0x80, 1, 2], [9, 9, 9, 9]), 2)).toEqual(Uint8Array.of(1, 2));
  });

  it('any bytes decode to exactly what was announced, or to an error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat({ max: 300 }), (bytes, size) => {
      for (const decode of [decodeLz4Block, decodeLz4Frame]) {
        try {
          expect(decode(bytes, size)).toHaveLength(size);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }
    }));
    expect(() => decodeLz4Block(block, 2 ** 40)).toThrow('more data than this can be');
  });
});
