import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { labelFormat, labelFormats } from '#src/formats/labels/index.ts';

/** The labels that a format can hold, where it cannot hold all. */
const HOLDS: Readonly<Record<string, fc.Arbitrary<number>>> = {
  'nuscenes-lidarseg': fc.integer({ min: 0, max: 255 }),
  'nuscenes-panoptic': fc.tuple(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 0, max: 999 })).map(([c, i]) => packLabel(c, i)),
};

describe.each(labelFormats)('$id', (format) => {
  it('gives back every label that it wrote', async () => {
    const label = HOLDS[format.id] ?? fc.nat(0xffffffff);
    await fc.assert(fc.asyncProperty(fc.array(label, { maxLength: 200 }).map((list) => Uint32Array.from(list)), async (labels) => {
      expect(await format.read(memorySource('a.label', format.write(labels)), labels.length)).toEqual(labels);
    }));
  });

  it('refuses another number of labels, with both numbers', async () => {
    const bytes = format.write(new Uint32Array(7));
    await expect(format.read(memorySource('a.label', bytes), 8)).rejects.toMatchObject({ kind: 'mismatch' });
    await expect(format.read(memorySource('a.label', bytes), 8)).rejects.toThrow(/a\.label.*expected 8 labels.*found 7 labels/);
  });
});

describe('nuScenes labels', () => {
  it.each([['nuscenes-lidarseg', 256, 0], ['nuscenes-lidarseg', 1, 1], ['nuscenes-panoptic', 66, 0], ['nuscenes-panoptic', 65, 536], ['nuscenes-panoptic', 1, 1000]])(
    '%s refuses class %d with instance %d', (id, classId, instance) => {
      expect(() => labelFormat(id)!.write(Uint32Array.of(0, packLabel(classId, instance)))).toThrow(/cannot hold.*point 1/);
    });

  it('are bytes, and thousands in a zipped array', async () => {
    expect(labelFormat('nuscenes-lidarseg')!.write(Uint32Array.of(17, 0, 24))).toEqual(Uint8Array.of(17, 0, 24));
    const bytes = labelFormat('nuscenes-panoptic')!.write(Uint32Array.of(packLabel(17, 3)));
    expect([...unzipSync(bytes)['data.npy'].subarray(-2)]).toEqual([17003 & 255, 17003 >> 8]);
    for (let end = 0; end < bytes.length; end++)
      await expect(labelFormat('nuscenes-panoptic')!.read(memorySource('a.npz', bytes.subarray(0, end)), 1)).rejects.toThrow(DataError);
  });
});

describe('SemanticKITTI labels', () => {
  it('are little-endian words with the class in the low half', () => {
    expect(labelFormat('semantickitti')!.write(Uint32Array.of(packLabel(0x0a0b, 0x0102)))).toEqual(Uint8Array.of(0x0b, 0x0a, 0x02, 0x01));
  });

  it('refuse bytes that are no whole number of labels', async () => {
    await expect(labelFormat('semantickitti')!.read(memorySource('a.label', new Uint8Array(7)), 2)).rejects.toThrow('found 7 bytes');
  });
});
