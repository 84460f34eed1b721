import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { LzfDecoder } from '#src/formats/clouds/lzf.ts';
import { lzfCompress } from '#test/support/pcd-writer.ts';

function decode(input: Uint8Array, size: number, step = Infinity): Uint8Array {
  const output = new Uint8Array(size);
  const decoder = new LzfDecoder(input, output, 'test');
  for (let before = -1, out = 0; out > before; ) {
    before = out;
    out = decoder.run(out + step);
  }
  decoder.finish();
  return output;
}

const repetitive = fc.array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 90 })), { maxLength: 30 })
  .map((runs) => Uint8Array.from(runs.flatMap(([bytes, times]) => Array.from({ length: times }, () => [...bytes]).flat())));

describe('LZF', () => {
  it('undoes an independent encoder, whatever the steps', () => {
    fc.assert(fc.property(fc.oneof(repetitive, fc.uint8Array({ maxLength: 500 })), fc.integer({ min: 1, max: 400 }), (bytes, step) => {
      expect(decode(lzfCompress(bytes), bytes.length, step)).toEqual(bytes);
    }));
  });

  it('reads the three kinds of steps of the format description', () => {
    // "abc", then 3 from 3 back, then 9 + 2 from 1 back: lengths are stored less 2, distances less 1.
    expect(new TextDecoder().decode(decode(Uint8Array.of(2, 97, 98, 99, 1 << 5, 2, 7 << 5, 2, 0), 17))).toBe('abcabcccccccccccc');
  });

  it('answers damage with an error, never with other bytes than it has room for', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 0, max: 300 }), (bytes, size) => {
      try {
        expect(decode(bytes, size)).toHaveLength(size);
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
      }
    }));
  });
});
