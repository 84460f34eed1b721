import { describe, expect, it } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { cloudFormat, readCloud } from '#src/formats/clouds/index.ts';
import { cloudSamples } from '#test/support/cloud-samples.ts';

const samples = cloudSamples.filter((s) => ['pcd', 'las', 'kitti-bin'].includes(s.format));

/** The same bytes by range only, as from a disk: no view of memory. */
function byRange(name: string, bytes: Uint8Array): ByteSource {
  return { name, size: bytes.length, read: memorySource(name, bytes).read };
}

describe.each(samples)('$title', ({ name, format, bytes }) => {
  it('reads the same from memory that is looked at, at any alignment, as from ranges that are copied', async () => {
    const want = await readCloud(byRange(name, bytes), { format, columns: 'all' });
    for (let shift = 0; shift < 4; shift++) {
      const shifted = new Uint8Array(bytes.length + shift);
      shifted.set(bytes, shift);
      const before = shifted.slice();
      expect(await readCloud(memorySource(name, shifted.subarray(shift)), { format, columns: 'all' })).toEqual(want);
      expect(Buffer.compare(shifted, before)).toBe(0);
    }
  });

  it('puts everything in shared memory where that is asked for, and nothing where it is not', async () => {
    const plain = await readCloud(memorySource(name, bytes), { format, columns: 'all' });
    const shared = await readCloud(memorySource(name, bytes), { format, columns: 'all', shared: true });
    const arrays = (cloud: typeof plain) => [cloud.positions, ...Object.values(cloud.columns).map((c) => c.values)];
    expect(arrays(plain).every((a) => a.buffer instanceof ArrayBuffer)).toBe(true);
    expect(arrays(shared).every((a) => (a.buffer as ArrayBufferLike) instanceof SharedArrayBuffer)).toBe(true);
    expect(arrays(shared).map((a) => Array.from(a as ArrayLike<number>))).toEqual(arrays(plain).map((a) => Array.from(a as ArrayLike<number>)));
    expect([shared.bounds, shared.origin, shared.invalid]).toEqual([plain.bounds, plain.origin, plain.invalid]);
  });

  it('gives one column without the positions', async () => {
    const all = await readCloud(memorySource(name, bytes), { format, columns: 'all' });
    for (const field of all.fields.map((f) => f.name)) {
      const one = await readCloud(memorySource(name, bytes), { format, columns: [field], positions: false });
      expect(one).toMatchObject({ count: all.count, fields: all.fields, bounds: null, invalid: 0 });
      expect(one.positions).toHaveLength(0);
      expect(one.columns).toEqual({ [field]: all.columns[field] });
    }
  });
});

it('inflates a compressed PCD no further than the last plane that is asked for', async () => {
  const { name, bytes } = cloudSamples.find((s) => s.title === 'PCD binary_compressed')!;
  const damaged = bytes.slice();
  damaged.fill(0, damaged.length - 40);
  const read = (columns: string[]) => cloudFormat('pcd')!.read(memorySource(name, damaged), { columns }, {});
  const whole = await readCloud(memorySource(name, bytes), { columns: ['intensity'] });
  expect(await read(['intensity'])).toEqual(whole);
  await expect(read(['label'])).rejects.toThrow(/the compressed data is damaged/);
});
