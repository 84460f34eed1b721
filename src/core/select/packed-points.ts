import type { PackedBlock, PackedPoints } from './packed-block.ts';
import { BLOCK, blockRuns, RUNS_LENGTH, setBits } from './packed-block.ts';

export type { PackedBlock, PackedPoints } from './packed-block.ts';
export { BLOCK } from './packed-block.ts';

const WORDS = BLOCK / 32;
/** A run takes 4 bytes; above this many a bitmap is smaller. */
const MAX_RUNS = BLOCK / 8 / 4;

export type SetOperation = 'set' | 'add' | 'subtract' | 'intersect';

export function noPoints(universe: number): PackedPoints {
  return { universe, count: 0, blocks: new Map() };
}

/** Words of 32 bits that hold a bit per point: whole blocks. */
export function wordsFor(universe: number): number {
  return WORDS * Math.ceil(universe / BLOCK);
}

/** Room for a bit per point, all clear: bit i % 32 of word i / 32 is point i. */
export function bitsFor(universe: number): Uint32Array {
  return new Uint32Array(wordsFor(universe));
}

/** From what `bitsFor(universe)` gave and somebody has set; bits after the last point must be clear. The bits are copied. */
export function packBits(universe: number, bits: Uint32Array): PackedPoints {
  return packBlocks(universe, (block) => bits.subarray(block * WORDS, (block + 1) * WORDS));
}

/** From one byte per point, non-zero = in. */
export function packMask(mask: Uint8Array): PackedPoints {
  const bits = bitsFor(mask.length);
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) bits[i >>> 5] |= 1 << (i & 31);
  return packBits(mask.length, bits);
}

/** From indices in any order, duplicates allowed. */
export function packIndices(universe: number, indices: Iterable<number>): PackedPoints {
  const bits = bitsFor(universe);
  for (const i of indices) {
    if (i < 0 || i >= universe) throw new RangeError(`point ${i} is not among ${universe} points`);
    bits[i >>> 5] |= 1 << (i & 31);
  }
  return packBits(universe, bits);
}

/** Calls back for each maximal run [begin, end) within a block, ascending. Runs are cut at block borders. */
export function forEachRun(points: PackedPoints, visit: (begin: number, end: number) => void): void {
  for (const [block, packed] of points.blocks) {
    const base = block * BLOCK;
    if (packed.kind === 'all') visit(base, Math.min(base + BLOCK, points.universe));
    else if (packed.kind === 'runs')
      for (let k = 0; k < packed.runs.length; k += 2) visit(base + packed.runs[k], base + packed.runs[k + 1] + 1);
    else if (packed.kind === 'bitmap') forEachBitRun(packed.bits, base, visit);
    else {
      // A list of its own, since what is called may walk other points; a run takes a byte at least.
      const runs = new Uint32Array(2 * packed.steps.length);
      const n = blockRuns(points.universe, block, packed, runs);
      for (let k = 0; k < n; k += 2) visit(runs[k], runs[k + 1]);
    }
  }
}

/** Runs begin and end where a bit differs from the one before it. */
function forEachBitRun(bits: Uint32Array, base: number, visit: (begin: number, end: number) => void): void {
  let begin = -1;
  let carry = 0;
  for (let w = 0; w < bits.length; w++) {
    const v = bits[w];
    for (let borders = v ^ ((v << 1) | carry); borders !== 0; borders &= borders - 1) {
      const at = base + 32 * w + 31 - Math.clz32(borders & -borders);
      if (begin < 0) begin = at;
      else {
        visit(begin, at);
        begin = -1;
      }
    }
    carry = v >>> 31;
  }
  if (begin >= 0) visit(begin, base + 32 * bits.length);
}

/** All indices, ascending. */
export function toIndices(points: PackedPoints): Uint32Array {
  const out = new Uint32Array(points.count);
  let n = 0;
  forEachRun(points, (begin, end) => {
    for (let i = begin; i < end; i++) out[n++] = i;
  });
  return out;
}

/** `base` changed by `other`. Both must be over the same sweep. */
export function combine(base: PackedPoints, other: PackedPoints, operation: SetOperation): PackedPoints {
  if (base.universe !== other.universe) throw new RangeError(`sets over ${base.universe} and ${other.universe} points`);
  if (operation === 'set') return other;
  const a = new Uint32Array(WORDS);
  const b = new Uint32Array(WORDS);
  return packBlocks(base.universe, (block, size) => {
    const left = base.blocks.get(block);
    const right = other.blocks.get(block);
    if (!left && !right) return null;
    expand(left, size, a);
    expand(right, size, b);
    if (operation === 'add') for (let w = 0; w < WORDS; w++) a[w] |= b[w];
    else if (operation === 'subtract') for (let w = 0; w < WORDS; w++) a[w] &= ~b[w];
    else for (let w = 0; w < WORDS; w++) a[w] &= b[w];
    return a;
  });
}

/** `fill` returns a block's bits (reused between calls), or null for none. */
function packBlocks(universe: number, fill: (block: number, size: number) => Uint32Array | null): PackedPoints {
  const blocks = new Map<number, PackedBlock>();
  let count = 0;
  for (let block = 0; block * BLOCK < universe; block++) {
    const size = Math.min(BLOCK, universe - block * BLOCK);
    const bits = fill(block, size);
    const population = bits === null ? 0 : countBits(bits);
    if (bits === null || population === 0) continue;
    count += population;
    blocks.set(block, packBlock(bits, population, size));
  }
  return { universe, count, blocks };
}

/** Packs the `population` points, one at least, of a block of `size` points: bit i of word w is point 32 w + i. */
export function packBlock(bits: Uint32Array, population: number, size: number): PackedBlock {
  if (population === size) return { kind: 'all' };
  if (countRuns(bits) > MAX_RUNS) return { kind: 'bitmap', bits: bits.slice() };
  const n = blockRuns(BLOCK, 0, { kind: 'bitmap', bits }, scratch);
  const runs = new Uint16Array(n);
  for (let k = 0; k < n; k += 2) {
    runs[k] = scratch[k];
    runs[k + 1] = scratch[k + 1] - 1;
  }
  return { kind: 'runs', runs };
}

function expand(block: PackedBlock | undefined, size: number, out: Uint32Array): void {
  out.fill(0);
  if (block === undefined) return;
  if (block.kind === 'bitmap') out.set(block.bits);
  else if (block.kind === 'all') setBits(out, 0, size);
  else {
    const n = blockRuns(BLOCK, 0, block, scratch);
    for (let k = 0; k < n; k += 2) setBits(out, scratch[k], scratch[k + 1]);
  }
}

const scratch = new Uint32Array(RUNS_LENGTH);

function countBits(bits: Uint32Array): number {
  let n = 0;
  for (let w = 0; w < bits.length; w++) n += popcount(bits[w]);
  return n;
}

/** Bits set in a word (Warren, Hacker's Delight, 5-1). */
function popcount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** A run starts at each set bit whose predecessor is clear. */
function countRuns(bits: Uint32Array): number {
  let runs = 0;
  let carry = 0;
  for (let w = 0; w < bits.length; w++) {
    const v = bits[w];
    if (v !== 0) runs += popcount(v & ~((v << 1) | carry));
    carry = v >>> 31;
  }
  return runs;
}
