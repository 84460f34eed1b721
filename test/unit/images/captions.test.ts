import { describe, expect, it } from 'vitest';
import { countsPhrase, timeOffset } from '#src/images/captions.ts';
import { pictureType } from '#src/images/pictures.ts';

describe('what is written on an image', () => {
  it.each([
    [18_000_000n, '+18 ms'],
    [-50_100_000n, '−50 ms'],
    [400_000n, '0 ms'],
    [0n, '0 ms'],
    [999_600_000n, '+1.0 s'],
    [-2_340_000_000n, '−2.3 s'],
  ])('says how much later than the sweep it was taken: %s ns', (offset, text) => {
    const sweep = 1_557_539_924_494_336_000n;
    expect(timeOffset(sweep + offset, sweep)).toBe(text);
  });

  it('says nothing about times that are not known', () => {
    expect(timeOffset(null, 5n)).toBeNull();
    expect(timeOffset(5n, null)).toBeNull();
    expect(timeOffset(5n, undefined)).toBeNull();
  });

  it('counts what is inside and what is left out', () => {
    expect(countsPhrase({ inside: 67625, hidden: 4120 })).toBe('67,625 in image · 4,120 hidden left out');
    expect(countsPhrase({ inside: 1204, hidden: 0 })).toBe('1,204 in image');
  });
});

describe('kinds of pictures', () => {
  it('knows PNG and JPEG by their first bytes, and nothing else', () => {
    expect(pictureType(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0))).toBe('image/png');
    expect(pictureType(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBe('image/jpeg');
    expect(pictureType(Uint8Array.of(0xff, 0xd8))).toBeNull();
    expect(pictureType(new Uint8Array())).toBeNull();
    expect(pictureType(new TextEncoder().encode('<svg>'))).toBeNull();
  });
});
