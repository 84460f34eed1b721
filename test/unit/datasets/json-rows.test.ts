import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { readRows } from '#src/datasets/json-rows.ts';

const SLICE = 1 << 19;

/** A file whose reads give few bytes each, so that rows, strings and escapes are cut everywhere. */
function crumbs(text: string, step: number): ByteSource {
  const bytes = new TextEncoder().encode(text);
  const padded = memorySource('table.json', bytes);
  return { ...padded, size: Math.ceil(bytes.length / step) * SLICE, read: async (begin) => padded.read((begin / SLICE) * step, (begin / SLICE + 1) * step) };
}

const rows = (source: ByteSource) => readRows(source, (row) => row);

describe('a table of JSON rows', () => {
  it('is what JSON.parse reads, wherever it is cut', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '{', '}', '[', ']', ',', 'é', '\n', '😀'), maxLength: 6 });
    const row = fc.dictionary(text, fc.oneof(text, fc.array(fc.integer(), { maxLength: 3 }), fc.dictionary(text, text, { maxKeys: 2 })), { maxKeys: 3 });
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), fc.constantFrom(undefined, 1), async (table, step, indent) => {
      const json = JSON.stringify(table, null, indent);
      expect(await rows(crumbs(json, step))).toEqual(JSON.parse(json));
    }), { numRuns: 200 });
  });

  it('keeps only what is asked for, and counts all rows', async () => {
    const table = Array.from({ length: 100 }, (_, n) => ({ n }));
    expect(await readRows(memorySource('t', new TextEncoder().encode(JSON.stringify(table))), (row, i) => (i % 40 === 0 ? row : undefined))).toEqual([{ n: 0 }, { n: 40 }, { n: 80 }]);
  });

  it.each([
    ['{"a": 1}', /no table/], ['[1, 2]', /no table.*found "1"/], ['[{"a": 1}', /row 1.*expected ]/], ['', /row 0.*expected ]/], ['[{}, {"a": }]', /row 1/], ['[{}] x', /no table/],
  ])('refuses %s', async (text, message) => {
    const error: unknown = await rows(memorySource('table.json', new TextEncoder().encode(text))).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toMatch(message);
    expect((error as DataError).message).toMatch(/^table\.json: /);
  });
});
