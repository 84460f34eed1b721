import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import type { Encoding } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import { readCloud } from '#src/formats/clouds/index.ts';

type Kind = 'BOOLEAN' | 'INT32' | 'INT64' | 'FLOAT' | 'DOUBLE';

const ANY: Readonly<Record<Kind, fc.Arbitrary<unknown>>> = {
  BOOLEAN: fc.boolean(),
  INT32: fc.oneof(fc.integer(), fc.nat({ max: 9 })),
  INT64: fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: 0n, max: 9n })),
  FLOAT: fc.float(),
  DOUBLE: fc.double(),
};

const CASES: readonly (readonly [Kind, Encoding])[] = [
  ['BOOLEAN', 'PLAIN'], ['BOOLEAN', 'RLE'], ['INT32', 'PLAIN'], ['INT32', 'DELTA_BINARY_PACKED'], ['INT32', 'BYTE_STREAM_SPLIT'], ['INT32', 'RLE_DICTIONARY'],
  ['INT64', 'PLAIN'], ['INT64', 'DELTA_BINARY_PACKED'], ['INT64', 'BYTE_STREAM_SPLIT'], ['FLOAT', 'PLAIN'], ['FLOAT', 'BYTE_STREAM_SPLIT'],
  ['DOUBLE', 'PLAIN'], ['DOUBLE', 'BYTE_STREAM_SPLIT'], ['DOUBLE', 'RLE_DICTIONARY'],
];

describe('Parquet encodings are what hyparquet reads', () => {
  it.each(CASES)('%s as %s, with and without missing values, over several pages and row groups', async (type, encoding) => {
    const column = fc.tuple(fc.array(ANY[type], { minLength: 1, maxLength: 700 }), fc.boolean(), fc.constantFrom('UNCOMPRESSED' as const, 'SNAPPY' as const));
    await fc.assert(fc.asyncProperty(column, async ([data, gaps, codec]) => {
      const float = type === 'FLOAT' || type === 'DOUBLE';
      const nullable = float && gaps, values = nullable ? data.map((v, i) => (i % 5 === 2 ? null : v)) : data;
      const zero = new Float32Array(data.length);
      const columnData = [...['x', 'y', 'z'].map((name) => ({ name, data: zero, type: 'FLOAT' as const })), { name: 'v', data: values, type, encoding, nullable }];
      const bytes = parquetWriteBuffer({ columnData: columnData as never, codec, pageSize: 400, rowGroupSize: 300 });
      const theirs = (await parquetReadObjects({ file: bytes, columns: ['v'] })).map((row) => row.v ?? NaN);
      const ours = Array.from((await readCloud(memorySource('a.parquet', new Uint8Array(bytes)), { columns: ['v'] })).columns.v.values as Float64Array);
      expect(ours).toEqual(type === 'BOOLEAN' ? theirs.map(Number) : theirs);
    }), { numRuns: 40 });
  });
});
