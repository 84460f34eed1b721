import type { SweepIndex } from '#src/core/cloud/sweep-index.ts';
import { LEAF } from '#src/core/cloud/sweep-index.ts';
import type { WindowSweep } from '#src/core/cloud/window.ts';
import type { PackedPoints } from '#src/core/select/packed-points.ts';
import { forEachRun } from '#src/core/select/packed-points.ts';

/** Slots of a block are this power of two. Measured: finer blocks cull little more and cost draw calls. */
export const BLOCK_SHIFT = 15;
export const BLOCK_SLOTS = 1 << BLOCK_SHIFT;

/** Drawn places may be this far off along an axis, metres: half a step. It takes a box 262 m wide. */
const FARTHEST_OFF = 0.002;
const STEPS = 65535;

/** A run of slots that is drawn, culled and uploaded as one. */
export interface Block {
  /** Slots [begin, end) of the sweep's order, or points in file order where it has no index. */
  readonly begin: number;
  readonly end: number;
  /** min x, y, z, max x, y, z in the frame of the sweep's positions, metres; all 0 where no point has a place. */
  readonly box: Float32Array;
  /** Uint16 steps within the box; else Float32, where the box is too large for those. */
  readonly quantised: boolean;
  /** How far neighbours are apart on surfaces, metres: a guess, for sizes. */
  readonly spacing: number;
}

type Places = Pick<WindowSweep, 'positions' | 'count' | 'index'>;

/** A sweep cut into blocks: compact ones along the index, else runs of the file. */
export function blocksOf({ positions, count, index }: Places): Block[] {
  const slots = index === null ? count : index.order.length;
  const out: Block[] = [];
  for (let begin = 0; begin < slots; begin += BLOCK_SLOTS) {
    const end = Math.min(slots, begin + BLOCK_SLOTS);
    const box = index === null ? boxOfPoints(positions, begin, end) : boxOfLeaves(index, begin, end);
    const spacing = index === null ? spacingIn(box, 0, end - begin) : leafSpacing(index, begin, end);
    out.push({ begin, end, box, quantised: largestSide(box) / STEPS / 2 <= FARTHEST_OFF, spacing });
  }
  return out;
}

/** Metres per step along each axis of a quantised block. */
export function stepOf(box: Float32Array, axis: 0 | 1 | 2): number {
  return (box[3 + axis] - box[axis]) / STEPS;
}

/**
 * The blocks that hold points of a set, by number. Without an index they are known by their file order; with one, a block
 * whose box is away from all the points is passed over, and the others are read up to their first point of the set.
 */
export function blocksHolding(points: PackedPoints, blocks: readonly Block[], { positions, index }: Places): number[] {
  if (points.count === 0) return [];
  if (index === null) return inFileOrder(points);
  const bits = new Uint32Array((points.universe + 31) >>> 5);
  const around = new Float32Array(6);
  around.fill(Infinity, 0, 3).fill(-Infinity, 3);
  forEachRun(points, (begin, end) => {
    for (let i = begin; i < end; i++) {
      bits[i >>> 5] |= 1 << (i & 31);
      extend(around, positions, i);
    }
  });
  const out: number[] = [];
  blocks.forEach((block, number) => {
    if (overlap(block.box, around) && holdsAny(index.order, block, bits)) out.push(number);
  });
  return out;
}

function inFileOrder(points: PackedPoints): number[] {
  const held = new Set<number>();
  forEachRun(points, (begin, end) => {
    for (let block = begin >>> BLOCK_SHIFT; block <= (end - 1) >>> BLOCK_SHIFT; block++) held.add(block);
  });
  return [...held];
}

function holdsAny(order: Uint32Array, { begin, end }: Block, bits: Uint32Array): boolean {
  for (let slot = begin; slot < end; slot++) {
    const i = order[slot];
    if (((bits[i >>> 5] >>> (i & 31)) & 1) === 1) return true;
  }
  return false;
}

function overlap(a: Float32Array, b: Float32Array): boolean {
  return a[0] <= b[3] && a[1] <= b[4] && a[2] <= b[5] && a[3] >= b[0] && a[4] >= b[1] && a[5] >= b[2];
}

/** NaN extends nothing; infinities, which have no place either, are left out. */
function extend(box: Float32Array, positions: Float32Array, i: number): void {
  const x = positions[3 * i], y = positions[3 * i + 1], z = positions[3 * i + 2];
  const sum = x + y + z;
  if (sum - sum !== 0) return;
  if (x < box[0]) box[0] = x;
  if (y < box[1]) box[1] = y;
  if (z < box[2]) box[2] = z;
  if (x > box[3]) box[3] = x;
  if (y > box[4]) box[4] = y;
  if (z > box[5]) box[5] = z;
}

function boxOfPoints(positions: Float32Array, begin: number, end: number): Float32Array {
  const box = new Float32Array(6);
  box.fill(Infinity, 0, 3).fill(-Infinity, 3);
  for (let i = begin; i < end; i++) extend(box, positions, i);
  return box[0] <= box[3] ? box : box.fill(0);
}

function boxOfLeaves({ boxes }: SweepIndex, begin: number, end: number): Float32Array {
  const box = boxes.slice(6 * (begin / LEAF), 6 * (begin / LEAF) + 6);
  for (let at = 6 * (begin / LEAF); at < 6 * Math.ceil(end / LEAF); at += 6)
    for (let axis = 0; axis < 3; axis++) {
      box[axis] = Math.min(box[axis], boxes[at + axis]);
      box[3 + axis] = Math.max(box[3 + axis], boxes[at + 3 + axis]);
    }
  return box;
}

function largestSide(box: Float32Array): number {
  return Math.max(box[3] - box[0], box[4] - box[1], box[5] - box[2]);
}

/** Leaves looked at for the median spacing of a block. */
const LEAVES = 33;

function leafSpacing({ boxes }: SweepIndex, begin: number, end: number): number {
  const first = begin / LEAF, leaves = Math.ceil(end / LEAF) - first;
  const step = Math.max(1, Math.floor(leaves / LEAVES));
  const found: number[] = [];
  for (let leaf = 0; leaf < leaves; leaf += step) found.push(spacingIn(boxes, 6 * (first + leaf), Math.min(LEAF, end - begin - leaf * LEAF)));
  return found.sort((a, b) => a - b)[found.length >> 1];
}

/** Of `count` points spread over the largest face of a box: surfaces are what a scanner sees. */
function spacingIn(boxes: Float32Array, at: number, count: number): number {
  const [x, y, z] = [0, 1, 2].map((axis) => boxes[at + 3 + axis] - boxes[at + axis]);
  return Math.sqrt(Math.max(x * y, y * z, z * x) / Math.max(1, count));
}
