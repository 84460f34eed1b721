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
   * What a Change holds for long: how far it is from each border of a run to the next, the first from the block's begin,
   * in bytes of seven bits, the lowest first, of which all but the last have their highest bit set.
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
    let step = steps[k++];
    if (step >= 128) {
      step += (steps[k++] - 1) << 7;
      if (step >= 128 << 7) step += (steps[k++] - 1) << 14;
    }
    at += step;
    out[n++] = at;
  }
  return n;
}

/** Below this many bytes the objects around a block weigh more than what it holds. */
const SMALL = 1024;
/** Steps are taken where they need at most this share of the bytes. */
const WORTH = 0.75;

/**
 * The same points in the fewest bytes: as steps where those save enough. Short runs take two bytes each that way, instead of
 * four, or of an eighth for every point of the block.
 */
export function compactBlock(block: PackedBlock): PackedBlock {
  const bytes = block.kind === 'runs' ? block.runs.byteLength : block.kind === 'bitmap' ? block.bits.byteLength : 0;
  if (bytes < SMALL) return block;
  const n = blockRuns(BLOCK, 0, block, borders);
  // A border takes a byte at least.
  if (n > WORTH * bytes) return block;
  const size = writeSteps(n);
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
/** Three bytes to a border at most, of as many borders as were found to be worth it. */
const scratch = new Uint8Array((3 * WORTH * BLOCK) / 8);

function writeSteps(n: number): number {
  let size = 0;
  let at = 0;
  for (let k = 0; k < n; k++) {
    let step = borders[k] - at;
    at = borders[k];
    for (; step >= 128; step >>>= 7) scratch[size++] = (step & 127) | 128;
    scratch[size++] = step;
  }
  return size;
}
