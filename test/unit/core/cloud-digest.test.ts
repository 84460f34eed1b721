import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudDigest, digestSteps } from '#src/core/cloud/cloud-digest.ts';
import type { DigestedCloud } from '#src/core/cloud/cloud-digest.ts';
import { finish } from '#src/core/steps.ts';

const cloudOf = (xyz: ArrayLike<number>, origin: DigestedCloud['origin'] = [0, 0, 0]): DigestedCloud => ({ count: xyz.length / 3, positions: Float32Array.from(xyz), origin });
const points = fc.array(fc.tuple(...[0, 1, 2].map(() => fc.float({ noDefaultInfinity: true }))), { minLength: 2, maxLength: 40 });

describe('the digest of a cloud', () => {
  it('is the same for the same points, wherever they lie in memory', () => {
    fc.assert(fc.property(points, (list) => {
      const cloud = cloudOf(list.flat()), elsewhere = new Float32Array(cloud.positions.length + 5).subarray(5);
      elsewhere.set(cloud.positions);
      expect(cloudDigest({ ...cloud, positions: elsewhere })).toBe(cloudDigest(cloud));
      expect(cloudDigest(cloud)).toMatch(/^xyz1-[0-9a-f]{16}$/);
    }));
  });

  it('is another one where two points changed places, a bit of one flipped, one is missing, or all are elsewhere', () => {
    fc.assert(fc.property(points, fc.nat(), fc.nat(), fc.integer({ min: 0, max: 31 }), (list, m, n, bit) => {
      const cloud = cloudOf(list.flat()), digest = cloudDigest(cloud), i = m % list.length, j = n % list.length;
      const swapped = list.with(i, list[j]).with(j, list[i]).flat();
      const isSame = new Uint8Array(Float32Array.from(swapped).buffer).every((v, k) => v === new Uint8Array(cloud.positions.buffer)[k]);
      if (!isSame) expect(cloudDigest(cloudOf(swapped))).not.toBe(digest);
      const flipped = cloudOf(list.flat());
      new Uint32Array(flipped.positions.buffer)[i] ^= 1 << bit;
      if (!(Number.isNaN(flipped.positions[i]) && Number.isNaN(cloud.positions[i]))) expect(cloudDigest(flipped)).not.toBe(digest);
      expect(cloudDigest(cloudOf(list.slice(1).flat()))).not.toBe(digest);
      expect(cloudDigest({ ...cloud, origin: [1, 0, 0] })).not.toBe(digest);
    }));
  });

  it('sees a mirrored cloud, and one whose halves changed places: changes that cancel out in weak sums', () => {
    const xyz = Array.from({ length: 3000 }, (_, i) => Math.fround(50 * Math.sin(i)));
    const variants = [xyz, xyz.map((v, i) => (i % 3 === 0 ? -v : v)), xyz.map((v) => -v), [...xyz.slice(1500), ...xyz.slice(0, 1500)], xyz.toReversed(), xyz.map(() => 0), xyz.map(() => -0)];
    expect(new Set(variants.map((v) => cloudDigest(cloudOf(v)))).size).toBe(variants.length);
  });

  it('takes every NaN for the same, and is the same in steps', () => {
    const cloud = cloudOf(new Float32Array(3 * 1_000_000).fill(1)), other = cloudOf(cloud.positions);
    new Uint32Array(cloud.positions.buffer)[7] = 0x7fc00001;
    new Uint32Array(other.positions.buffer)[7] = 0xffc12345;
    expect(cloudDigest(cloud)).toBe(cloudDigest(other));
    expect([...digestSteps(cloud)].length).toBe(3);
    expect(finish(digestSteps(cloud))).toBe(cloudDigest(cloud));
  });
});
