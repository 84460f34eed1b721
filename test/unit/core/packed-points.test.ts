import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PackedPoints } from '#src/core/select/packed-points.ts';
import { blockRuns, plainBlock, RUNS_LENGTH } from '#src/core/select/packed-block.ts';
import { BLOCK, combine, forEachRun, noPoints, packIndices, packMask, toIndices } from '#src/core/select/packed-points.ts';
import { compactPoints, fill, packedBytes, pattern, size } from './random-points.ts';

const operation = fc.constantFrom('set', 'add', 'subtract', 'intersect');

/** The oracle: indices of a mask, found one by one. */
function indices(mask: ArrayLike<number>): number[] {
  const out: number[] = [];
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) out.push(i);
  return out;
}

function same(points: PackedPoints, expected: readonly number[]): void {
  expect(points.count).toBe(expected.length);
  // Deep equality of a hundred thousand numbers is slow in the test runner; this is the same question.
  expect(toIndices(points).join() === expected.join()).toBe(true);
}

/** What the type promises about the packed form itself. */
function checkForm(points: PackedPoints): void {
  let last = -1;
  for (const [number, block] of points.blocks) {
    expect(number).toBeGreaterThan(last);
    last = number;
    const room = Math.min(BLOCK, points.universe - number * BLOCK);
    expect(room).toBeGreaterThan(0);
    if (block.kind === 'runs') {
      expect(block.runs.length).toBeGreaterThan(0);
      for (let k = 0, end = -2; k < block.runs.length; k += 2) {
        expect(block.runs[k]).toBeGreaterThan(end + 1);
        expect(block.runs[k + 1]).toBeGreaterThanOrEqual(block.runs[k]);
        end = block.runs[k + 1];
        expect(end).toBeLessThan(room);
      }
      expect(block.runs.byteLength).toBeLessThanOrEqual(BLOCK / 8);
    }
  }
}

describe('PackedPoints', () => {
  it('holds exactly the points of the mask', () => {
    fc.assert(
      fc.property(size, pattern, fc.integer(), (count, how, seed) => {
        const mask = fill(count, how, seed);
        const points = packMask(mask);
        expect(points.universe).toBe(count);
        same(points, indices(mask));
        checkForm(points);
        expect(packedBytes(points)).toBeLessThanOrEqual((BLOCK / 8) * Math.ceil(count / BLOCK));
      }),
      { numRuns: 80 },
    );
  });

  it('packs the same set from indices in any order, with duplicates', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70_000 }).chain((n) => fc.tuple(fc.constant(n), fc.array(fc.nat(n - 1), { maxLength: 300 }))), ([n, list]) => {
        same(packIndices(n, list), [...new Set(list)].sort((a, b) => a - b));
      }),
    );
  });

  it('refuses indices that are not in the sweep', () => {
    for (const i of [-1, 5, 1e9]) expect(() => packIndices(5, [i])).toThrow(RangeError);
  });

  it('combines as sets do', () => {
    fc.assert(
      fc.property(size, pattern, pattern, fc.integer(), operation, (count, one, two, seed, op) => {
        const a = fill(count, one, seed);
        const b = fill(count, two, seed + 1);
        const expected = a.map((inA, i) => {
          const x = inA !== 0, y = b[i] !== 0;
          return Number({ set: y, add: x || y, subtract: x && !y, intersect: x && y }[op]);
        });
        const combined = combine(packMask(a), packMask(b), op);
        same(combined, indices(expected));
        checkForm(combined);
      }),
      { numRuns: 80 },
    );
  });

  it('refuses to combine sets of different sweeps', () => {
    expect(() => combine(noPoints(3), noPoints(4), 'add')).toThrow(RangeError);
  });

  it('walks maximal runs in order, cut at block borders only', () => {
    fc.assert(
      fc.property(size, pattern, fc.integer(), (count, how, seed) => {
        const mask = fill(count, how, seed);
        const runs: [number, number][] = [];
        forEachRun(packMask(mask), (begin, end) => runs.push([begin, end]));
        const expected: [number, number][] = [];
        for (let i = 0; i < count; i++) {
          if (mask[i] === 0) continue;
          const last = expected[expected.length - 1];
          if (last !== undefined && last[1] === i && i % BLOCK !== 0) last[1]++;
          else expected.push([i, i + 1]);
        }
        expect(runs.join() === expected.join()).toBe(true);
      }),
      { numRuns: 80 },
    );
  });

  it('is the same set in the fewest bytes, and comes back as it was', () => {
    fc.assert(
      fc.property(size, pattern, fc.integer(), (count, how, seed) => {
        const points = packMask(fill(count, how, seed));
        const compact = compactPoints(points);
        same(compact, [...toIndices(points)]);
        expect(packedBytes(compact)).toBeLessThanOrEqual(packedBytes(points));
        for (const [number, block] of compact.blocks) expect(plainBlock(block)).toEqual(points.blocks.get(number));
        same(combine(compact, points, 'subtract'), []);
        const runs = new Uint32Array(RUNS_LENGTH);
        for (const [number, block] of points.blocks) {
          const n = blockRuns(count, number, block, runs);
          const again = new Uint32Array(RUNS_LENGTH);
          expect(blockRuns(count, number, compact.blocks.get(number)!, again)).toBe(n);
          expect(again.subarray(0, n).join() === runs.subarray(0, n).join()).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('takes about two bytes for a run of few points, however far it is to the next', () => {
    for (const gap of [10, 60, 120]) {
      const mask = new Uint8Array(BLOCK).map((_, i) => (i % (gap + 4) < 4 ? 1 : 0));
      const runs = BLOCK / (gap + 4);
      expect(packedBytes(compactPoints(packMask(mask)))).toBeLessThan(2.1 * runs + 100);
    }
    // A gap of every number of bytes, up to the end of the block.
    const mask = new Uint8Array(2 * BLOCK).fill(1);
    for (let at = 0, gap = 1; at < BLOCK; at += gap + 300, gap = gap > 500 ? 1 : gap * 3) mask.fill(0, at, at + gap);
    mask.fill(0, BLOCK, BLOCK + 20_000);
    for (let i = BLOCK + 20_000; i < 2 * BLOCK; i += 20) mask[i] = 0;
    same(compactPoints(packMask(mask)), indices(mask));
  });
});
