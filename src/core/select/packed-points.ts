/**
 * A set of point indices of one sweep, in file order, packed per block of 65,536 points as all, runs or a bitmap,
 * whichever is smallest. Real scans in file order have runs of about four points (measured), so most blocks of a
 * lasso are bitmaps: 8 KB for up to 65,536 points.
 */
export const BLOCK = 65536;
const WORDS = BLOCK / 32;
/** A run takes 4 bytes; above this many a bitmap is smaller. */
const MAX_RUNS = BLOCK / 8 / 4;

export type PackedBlock =
  | { readonly kind: 'all' }
  /** (first, last) pairs, inclusive, relative to the block, ascending and never touching. */
  | { readonly kind: 'runs'; readonly runs: Uint16Array }
  /** Bit i of word w is point 32 w + i of the block. */
  | { readonly kind: 'bitmap'; readonly bits: Uint32Array };

export interface PackedPoints {
  /** Points of the sweep: the universe. */
  readonly universe: number;
  /** Points in the set. */
  readonly count: number;
  /** By block number; absent = none. Ascending. */
  readonly blocks: ReadonlyMap<number, PackedBlock>;
}

export type SetOperation = 'set' | 'add' | 'subtract' | 'intersect';

export function noPoints(universe: number): PackedPoints {
  return { universe, count: 0, blocks: new Map() };
}

/** From one byte per point, non-zero = in. */
export function packMask(mask: Uint8Array): PackedPoints {
  const bits = new Uint32Array(WORDS);
  return packBlocks(mask.length, (block, size) => {
    bits.fill(0);
    const base = block * BLOCK;
    let any = false;
    for (let i = 0; i < size; i++)
      if (mask[base + i] !== 0) {
        bits[i >>> 5] |= 1 << (i & 31);
        any = true;
      }
    return any ? bits : null;
  });
}

/** From indices in any order, duplicates allowed. */
export function packIndices(universe: number, indices: Iterable<number>): PackedPoints {
  const mask = new Uint8Array(universe);
  for (const i of indices) {
    if (i < 0 || i >= universe) throw new RangeError(`point ${i} is not among ${universe} points`);
    mask[i] = 1;
  }
  return packMask(mask);
}

/** Calls back for each maximal run [begin, end) within a block, ascending. Runs are cut at block borders. */
export function forEachRun(points: PackedPoints, visit: (begin: number, end: number) => void): void {
  for (const [block, packed] of points.blocks) {
    const base = block * BLOCK;
    if (packed.kind === 'all') visit(base, Math.min(base + BLOCK, points.universe));
    else if (packed.kind === 'runs')
      for (let k = 0; k < packed.runs.length; k += 2) visit(base + packed.runs[k], base + packed.runs[k + 1] + 1);
    else forEachBitRun(packed.bits, (first, last) => visit(base + first, base + last + 1));
  }
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

/** Bytes that the packed form holds, for the history's cap. */
export function packedBytes(points: PackedPoints): number {
  let bytes = 16;
  for (const block of points.blocks.values())
    bytes += 16 + (block.kind === 'runs' ? block.runs.byteLength : block.kind === 'bitmap' ? block.bits.byteLength : 0);
  return bytes;
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

function packBlock(bits: Uint32Array, population: number, size: number): PackedBlock {
  if (population === size) return { kind: 'all' };
  const runs = countRuns(bits);
  if (runs > MAX_RUNS) return { kind: 'bitmap', bits: bits.slice() };
  const out = new Uint16Array(runs * 2);
  let n = 0;
  forEachBitRun(bits, (first, last) => {
    out[n++] = first;
    out[n++] = last;
  });
  return { kind: 'runs', runs: out };
}

function expand(block: PackedBlock | undefined, size: number, out: Uint32Array): void {
  out.fill(0);
  if (block === undefined) return;
  if (block.kind === 'bitmap') out.set(block.bits);
  else if (block.kind === 'all') setRange(out, 0, size - 1);
  else for (let k = 0; k < block.runs.length; k += 2) setRange(out, block.runs[k], block.runs[k + 1]);
}

function setRange(bits: Uint32Array, first: number, last: number): void {
  for (let i = first; i <= last; ) {
    if ((i & 31) === 0 && i + 31 <= last) {
      bits[i >>> 5] = 0xffffffff;
      i += 32;
    } else {
      bits[i >>> 5] |= 1 << (i & 31);
      i++;
    }
  }
}

function countBits(bits: Uint32Array): number {
  let n = 0;
  for (let w = 0; w < bits.length; w++) {
    let v = bits[w];
    v -= (v >>> 1) & 0x55555555;
    v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
    n += Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return n;
}

/** A run starts at each set bit whose predecessor is clear. */
function countRuns(bits: Uint32Array): number {
  let runs = 0;
  let carry = 0;
  const starts = new Uint32Array(1);
  for (let w = 0; w < bits.length; w++) {
    const v = bits[w];
    if (v !== 0) {
      starts[0] = v & ~((v << 1) | carry);
      runs += countBits(starts);
    }
    carry = v >>> 31;
  }
  return runs;
}

function forEachBitRun(bits: Uint32Array, visit: (first: number, last: number) => void): void {
  let first = -1;
  for (let w = 0; w < bits.length; w++) {
    const v = bits[w];
    if (v === 0 && first < 0) continue;
    if (v === 0xffffffff && first >= 0) continue;
    for (let i = 0; i < 32; i++) {
      const set = (v >>> i) & 1;
      if (set === 1 && first < 0) first = 32 * w + i;
      else if (set === 0 && first >= 0) {
        visit(first, 32 * w + i - 1);
        first = -1;
      }
    }
  }
  if (first >= 0) visit(first, 32 * bits.length - 1);
}
