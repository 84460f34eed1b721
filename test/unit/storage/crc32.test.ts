import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '#src/storage/work/crc32.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

describe('crc32', () => {
  // The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms (reveng).
  it('gives the published check value', () => expect(crc32(ascii('123456789'))).toBe(0xcbf43926));
  it('gives 0 for nothing', () => expect(crc32(new Uint8Array(0))).toBe(0));
  // The last chunk of every PNG file.
  it("gives the checksum of PNG's IEND", () => expect(crc32(ascii('IEND'))).toBe(0xae426082));
  it('goes on from the bytes before', () => expect(crc32(ascii('6789'), crc32(ascii('12345')))).toBe(0xcbf43926));
  it("agrees with zlib's", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        expect(crc32(bytes)).toBe(zlibCrc32(bytes));
      }),
    );
  });
});
