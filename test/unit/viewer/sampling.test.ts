import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_SLOTS } from '#src/viewer/points/blocks.ts';
import { evenStride, sliceOf } from '#src/viewer/points/sampling.ts';

/** The longest stretch of slots of which none is among the first `drawn`, the ends joined. */
function longestGap(n: number, drawn: number): number {
  const stride = evenStride(n);
  const slots = Array.from({ length: drawn }, (_, k) => (k * stride) % n).sort((a, b) => a - b);
  return slots.reduce((gap, slot, k) => Math.max(gap, (k + 1 < drawn ? slots[k + 1] : slots[0] + n) - slot), 0);
}

describe('the order in which a block is drawn', () => {
  it('reaches every slot once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), (n) => {
        const stride = evenStride(n);
        expect(new Set(Array.from({ length: n }, (_, k) => (k * stride) % n)).size).toBe(n);
      }),
    );
  });

  it('makes every prefix an even sample: no gap is four times as long as the mean one', () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.constant(BLOCK_SLOTS), fc.integer({ min: 1, max: BLOCK_SLOTS }));
    fc.assert(
      fc.property(size, fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const drawn = Math.max(1, Math.min(n, Math.round(n * share ** 3)));
        expect(longestGap(n, drawn)).toBeLessThan(4 * (n / drawn) + 1);
      }),
      // A stride that is good but for the last term of its continued fraction.
      { examples: [[31_072, 0.7952]] },
    );
  });
});

describe('slices', () => {
  it('draw each point once, whatever the shares, and stay within their share', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.nat(BLOCK_SLOTS), shares, (count, between) => {
        const ends = [0, ...between.sort((a, b) => a - b), 1];
        const slices = ends.slice(1).map((to, k) => sliceOf(count, ends[k], to));
        let next = 0;
        for (const slice of slices) {
          expect(slice.first).toBe(next);
          next += slice.count;
        }
        expect(next).toBe(count);
        slices.forEach((slice, k) => expect(slice.count).toBeLessThan(count * (ends[k + 1] - ends[k]) + 1));
      }),
    );
  });
});
