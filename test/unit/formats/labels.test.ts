import { zipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { classOf, packLabel } from '#src/core/labels/label.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { labelFormat, labelFormats } from '#src/formats/labels/index.ts';
import { writeNpy } from '#src/formats/npy.ts';
import { hasNumpy, numpy, numpyJson } from '#test/support/numpy.ts';

const labelsUpTo = (maxClass: number, maxInstance: number) =>
  fc.array(fc.tuple(fc.nat({ max: maxClass }), fc.nat({ max: maxInstance })), { maxLength: 200 }).map((list) => Uint32Array.from(list, ([c, i]) => packLabel(c, i)));

/** Labels that a format says it loses nothing of. */
const HELD: Readonly<Record<string, fc.Arbitrary<Uint32Array>>> = {
  semantickitti: labelsUpTo(65535, 65535),
  'nuscenes-lidarseg': labelsUpTo(255, 0),
  'nuscenes-panoptic': labelsUpTo(64, 999),
  npy: labelsUpTo(65535, 65535),
  npz: labelsUpTo(65535, 65535),
};

describe.each(labelFormats)('$id', (format) => {
  const read = (bytes: Uint8Array, count: number) => format.read(memorySource('a.label', bytes), count);

  it('gives back every label that it wrote, where it says that nothing is lost', async () => {
    await fc.assert(fc.asyncProperty(HELD[format.id], async (labels) => {
      expect(format.losses(labels)).toEqual([]);
      expect(await read(format.write(labels), labels.length)).toEqual(labels);
    }));
  });

  it('never loses anything in silence: what does not come back was in its losses, or is refused', async () => {
    await fc.assert(fc.asyncProperty(labelsUpTo(65535, 65535), async (labels) => {
      let bytes: Uint8Array;
      try {
        bytes = format.write(labels);
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
        expect(format.losses(labels).join()).toMatch(/cannot be written/);
        return;
      }
      const back = await read(bytes, labels.length);
      if (format.losses(labels).length === 0) expect(back).toEqual(labels);
      else expect(back).toEqual(labels.map(classOf));
    }));
  });

  it('refuses another number of labels, with both numbers', async () => {
    const bytes = format.write(new Uint32Array(7));
    await expect(read(bytes, 8)).rejects.toMatchObject({ kind: 'mismatch' });
    await expect(read(bytes, 8)).rejects.toThrow(/a\.label.*expected 8 labels.*found 7 labels/);
  });

  it('cut off anywhere, or with any byte changed, is an error or labels for all points', async () => {
    const labels = Uint32Array.from({ length: 40 }, (_, i) => i % 60), bytes = format.write(labels);
    for (let at = 0; at < bytes.length; at++) {
      await expect(read(bytes.subarray(0, at), 40)).rejects.toBeInstanceOf(DataError);
      const damaged = bytes.slice();
      damaged[at] ^= 1 + (at * 7) % 255;
      const got = await read(damaged, 40).catch((error: unknown) => error);
      if (!(got instanceof DataError)) expect((got as Uint32Array).length).toBe(40);
    }
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

describe('nuScenes labels', () => {
  it('lidarseg is a byte per point; instances and classes above 255 are named before', () => {
    const format = labelFormat('nuscenes-lidarseg')!;
    expect(format.write(Uint32Array.of(24, packLabel(17, 3)))).toEqual(Uint8Array.of(24, 17));
    expect(format.losses(Uint32Array.of(24, packLabel(17, 3), packLabel(300)))).toEqual([
      'nuScenes lidarseg has no instances: those of 1 points are left out', 'classes above 255 cannot be written (the highest is 300)',
    ]);
    expect(() => format.write(Uint32Array.of(1, 256))).toThrow(/nuScenes lidarseg: the labels do not fit, at point 1, expected classes from 0 to 255, found class 256/);
  });

  it.skipIf(!hasNumpy)('panoptic is category * 1000 + instance under data, as numpy reads and writes it', async () => {
    const format = labelFormat('nuscenes-panoptic')!;
    const labels = Uint32Array.of(packLabel(17, 3), 24, packLabel(31, 999));
    expect(numpyJson("a = np.load(data)['data']\nout.write(json.dumps([a.tolist(), str(a.dtype)]).encode())", format.write(labels))).toEqual([[17003, 24000, 31999], 'uint16']);
    const theirs = numpy('np.savez_compressed(out, data=np.array([17003, 24000, 31999], dtype=np.uint16))');
    expect(await format.read(memorySource('a_panoptic.npz', theirs), 3)).toEqual(labels);
    expect(() => format.write(Uint32Array.of(packLabel(17, 1000)))).toThrow(/found class 17, instance 1000/);
  });
});

describe('numpy labels', () => {
  it('may be of any whole type; what is no label is refused', async () => {
    const format = labelFormat('npy')!;
    const bytes = (descr: string, array: { buffer: ArrayBufferLike }) => writeNpy([3], `'${descr}'`, new Uint8Array(array.buffer as ArrayBuffer));
    expect(await format.read(memorySource('a.npy', bytes('<i8', BigInt64Array.of(0n, 4294967295n, 7n))), 3)).toEqual(Uint32Array.of(0, 4294967295, 7));
    expect(await format.read(memorySource('a.npy', bytes('|u1', Uint8Array.of(0, 255, 7))), 3)).toEqual(Uint32Array.of(0, 255, 7));
    await expect(format.read(memorySource('a.npy', bytes('<i4', Int32Array.of(0, -1, 7))), 3)).rejects.toThrow(/at point 1, expected a whole number from 0 to 4294967295, found -1/);
    await expect(format.read(memorySource('a.npy', writeNpy([3, 2], "'|u1'", new Uint8Array(6))), 3)).rejects.toThrow(/expected shape \(3,\), found \(3, 2\)/);
  });

  it('npz without labels is refused', async () => {
    await expect(labelFormat('npz')!.read(memorySource('a.npz', zipSync({ 'b.npy': new Uint8Array(3) })), 3)).rejects.toThrow(/has no labels, expected an array called label or class/);
  });
});
