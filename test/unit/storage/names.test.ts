import { basename, normalize } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeName, setPaths } from '#src/storage/work/names.ts';

/** Any text, with a liking for what file systems trip over. */
const name = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom('.', '/', '\\', '\0', '%', ' ', 'a', ':', '2e', 'nul', '~', '\n'), { maxLength: 12 }).map((parts) => parts.join('')),
  fc.constantFrom('..', '.', 'CON', 'nul.txt', 'com1', 'a.', ' a', 'x'.repeat(5000), '🚗'.repeat(200)),
);

describe('encodeName', () => {
  it('always gives one safe name', () => {
    fc.assert(
      fc.property(name, (text) => {
        const out = encodeName(text);
        expect(out).toMatch(/^[A-Za-z0-9_%-]([A-Za-z0-9_%~.-]*[A-Za-z0-9_%-])?$/);
        expect(out.length).toBeLessThanOrEqual(180);
        expect(basename(normalize(`root/${out}`))).toBe(out);
        expect(out).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives different names for different texts', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        fc.pre(a !== b);
        expect(encodeName(a)).not.toBe(encodeName(b));
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves the names that datasets use as they are', () => {
    for (const plain of ['000123', 'lidar_top', 'scene-0061', 'n015-2018.pcd']) expect(encodeName(plain)).toBe(plain);
  });
});

describe('setPaths', () => {
  it('puts a sweep where design says', () => {
    expect(setPaths('work').snapshot('08/000012/velodyne')).toBe('sets/work/08/velodyne/000012');
    expect(setPaths('work').journal).toBe('journal/work.journal');
  });

  it('refuses what is no sweep id', () => {
    for (const id of ['', 'a', 'a/b']) expect(() => setPaths('work').snapshot(id)).toThrow('sequence/frame/sensor');
  });
});
