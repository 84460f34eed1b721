/**
 * A set of point indices of one sweep, in file order, packed per block of 65,536 points as all, runs or a bitmap,
 * whichever is smallest. Real scans in file order have runs of about four points (measured), so most blocks of a
 * lasso are bitmaps: 8 KB for up to 65,536 points.
 */
export const BLOCK = 65536;

export type PackedBlock =
  | { readonly kind: 'all' }
  /** (first, last) pairs, inclusive, relative to the block, ascending and never touching. */
  | { readonly kind: 'runs'; readonly runs: Uint16Array }
  /** Bit i of word w is point 32 w + i of the block. */
  | { readonly kind: 'bitmap'; readonly bits: Uint32Array }
  /**
   * What a Change holds for long: run after run, the gap before it and its length in one byte, gap * 8 + length. A gap of 32 or
   * more is 0 there and follows, then a length of 8 or more likewise: in bytes of seven bits, the lowest first, of
   * which all but the last have their highest bit set. Gaps that are 0 follow too; only the first of a block can be.
   */
  | { readonly kind: 'steps'; readonly steps: Uint8Array };

export interface PackedPoints {
  /** Points of the sweep: the universe. */
  readonly universe: number;
  /** Points in the set. */
  readonly count: number;
  /** By block number; absent = none. Ascending. */
  readonly blocks: ReadonlyMap<number, PackedBlock>;
}

/** Numbers that `blockRuns` writes at most: a begin and an end for every other point of a block. */
export const RUNS_LENGTH = BLOCK;

/**
 * Writes the maximal runs of a block to `out`, as [begin, end) pairs of point indices in the sweep, and returns how many
 * numbers that are. A loop over such a list is several times faster than a call per run. `out`: `RUNS_LENGTH` numbers.
 */
export function blockRuns(universe: number, number: number, block: PackedBlock, out: Uint32Array): number {
  const base = number * BLOCK;
  if (block.kind === 'bitmap') return bitRuns(block.bits, base, out);
  if (block.kind === 'steps') return stepRuns(block.steps, base, out);
  if (block.kind === 'all') {
    out[0] = base;
    out[1] = Math.min(base + BLOCK, universe);
    return 2;
  }
  const { runs } = block;
  for (let k = 0; k < runs.length; k += 2) {
    out[k] = base + runs[k];
    out[k + 1] = base + runs[k + 1] + 1;
  }
  return runs.length;
}

/** Runs begin and end where a bit differs from the one before it. */
function bitRuns(bits: Uint32Array, base: number, out: Uint32Array): number {
  let n = 0;
  let carry = 0;
  for (let w = 0; w < bits.length; w++) {
    const v = bits[w];
    for (let borders = v ^ ((v << 1) | carry); borders !== 0; borders &= borders - 1)
      out[n++] = base + 32 * w + 31 - Math.clz32(borders & -borders);
    carry = v >>> 31;
  }
  if (carry === 1) out[n++] = base + 32 * bits.length;
  return n;
}

function stepRuns(steps: Uint8Array, base: number, out: Uint32Array): number {
  let n = 0;
  let at = base;
  for (let k = 0; k < steps.length; ) {
    const step = steps[k++];
    let gap = step >>> 3, length = step & 7;
    if (gap === 0) {
      let shift = 0;
      for (; steps[k] >= 128; shift += 7) gap |= (steps[k++] & 127) << shift;
      gap |= steps[k++] << shift;
    }
    if (length === 0) {
      let shift = 0;
      for (; steps[k] >= 128; shift += 7) length |= (steps[k++] & 127) << shift;
      length |= steps[k++] << shift;
    }
    out[n] = at += gap;
    out[n + 1] = at += length;
    n += 2;
  }
  return n;
}

/** Below this many bytes the objects around a block weigh more than what it holds. */
const SMALL = 256;
/** Steps are taken where they need at most this share of the bytes. */
const WORTH = 0.75;

/**
 * The same points in the fewest bytes: as steps where those save enough. Short runs take one or two bytes each that way,
 * instead of four, or of an eighth for every point of the block.
 */
export function compactBlock(block: PackedBlock): PackedBlock {
  const bytes = block.kind === 'runs' ? block.runs.byteLength : block.kind === 'bitmap' ? block.bits.byteLength : 0;
  if (bytes < SMALL) return block;
  const n = blockRuns(BLOCK, 0, block, borders);
  // A run takes a byte at least.
  if (n / 2 > WORTH * bytes) return block;
  const size = writeSteps(n, WORTH * bytes);
  return size > WORTH * bytes ? block : { kind: 'steps', steps: scratch.slice(0, size) };
}

/** The form that files know: runs, or a bitmap where that is smaller. */
export function plainBlock(block: PackedBlock): Exclude<PackedBlock, { kind: 'steps' }> {
  if (block.kind !== 'steps') return block;
  const n = stepRuns(block.steps, 0, borders);
  if (2 * n <= BLOCK / 8) {
    const runs = new Uint16Array(n);
    for (let k = 0; k < n; k += 2) {
      runs[k] = borders[k];
      runs[k + 1] = borders[k + 1] - 1;
    }
    return { kind: 'runs', runs };
  }
  const bits = new Uint32Array(BLOCK / 32);
  for (let k = 0; k < n; k += 2) setBits(bits, borders[k], borders[k + 1]);
  return { kind: 'bitmap', bits };
}

/** Sets bits [begin, end). */
export function setBits(bits: Uint32Array, begin: number, end: number): void {
  if (begin >= end) return;
  const first = begin >>> 5, last = (end - 1) >>> 5;
  const head = -1 << (begin & 31), tail = -1 >>> (31 - ((end - 1) & 31));
  if (first === last) {
    bits[first] |= head & tail;
    return;
  }
  bits[first] |= head;
  for (let w = first + 1; w < last; w++) bits[w] = -1;
  bits[last] |= tail;
}

const borders = new Uint32Array(RUNS_LENGTH);
/** One run more than is worth it, at seven bytes. */
const scratch = new Uint8Array((WORTH * BLOCK) / 8 + 7);

/** Stops where it takes more than `most` bytes. */
function writeSteps(n: number, most: number): number {
  let size = 0;
  let at = 0;
  for (let k = 0; k < n && size <= most; k += 2) {
    const gap = borders[k] - at, length = borders[k + 1] - borders[k];
    at = borders[k + 1];
    scratch[size++] = ((gap < 32 ? gap : 0) << 3) | (length < 8 ? length : 0);
    if (gap === 0 || gap >= 32) size = writeNumber(gap, size);
    if (length >= 8) size = writeNumber(length, size);
  }
  return size;
}

function writeNumber(value: number, at: number): number {
  for (; value >= 128; value >>>= 7) scratch[at++] = (value & 127) | 128;
  scratch[at++] = value;
  return at;
}
