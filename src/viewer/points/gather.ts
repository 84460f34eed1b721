import type { ColourInputs } from '#src/core/colour/colour-mode.ts';
import { VERDICT } from '#src/core/crosscheck/verdict.ts';
import type { LoadedSweep } from '#src/session/workspace.ts';
import type { Block } from './blocks.ts';
import { BLOCK_SLOTS, stepOf } from './blocks.ts';
import { evenStride } from './sampling.ts';
import { DRAFT_BIT, VERDICT_SHIFT } from './shader.ts';

/** Bytes per point on the GPU: place, intensity, state, label. */
export const QUANTISED_BYTES = 12;
export const FLOAT_BYTES = 20;
/** Where intensity and state begin in those. */
export const QUANTISED_LOOK = 6;
export const FLOAT_LOOK = 12;
/** Of the column that only some modes show. */
export const EXTRA_BYTES = 4;

export function bytesPerPoint({ quantised }: Pick<Block, 'quantised'>): number {
  return quantised ? QUANTISED_BYTES : FLOAT_BYTES;
}

/** One for all: what is gathered is uploaded before anything else is. Never shared memory, which WebGL may refuse. */
const staging = new ArrayBuffer(BLOCK_SLOTS * FLOAT_BYTES);
const drawnPoints = new Uint32Array(BLOCK_SLOTS);

/** What the shader reads, of these points in this order. Valid until the next call. */
export interface Gathered {
  readonly count: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The points of a block in the order in which they are drawn, without those that have no place. Valid until the next call. */
export function drawOrder({ begin, end }: Block, { positions, index }: LoadedSweep['view']): Uint32Array {
  const n = index === null ? placed(positions, begin, end) : end - begin;
  const stride = evenStride(n);
  const from = index === null ? compacted : index.order;
  const first = index === null ? 0 : begin;
  for (let k = 0, slot = 0; k < n; k++) {
    drawnPoints[k] = from[first + slot];
    slot += stride;
    if (slot >= n) slot -= n;
  }
  return drawnPoints.subarray(0, n);
}

const compacted = new Uint32Array(BLOCK_SLOTS);

/** Lists the points of a run that have a place in `compacted`; returns how many. */
function placed(positions: Float32Array, begin: number, end: number): number {
  let n = 0;
  for (let i = begin; i < end; i++) {
    const sum = positions[3 * i] + positions[3 * i + 1] + positions[3 * i + 2];
    if (sum - sum === 0) compacted[n++] = i;
  }
  return n;
}

/**
 * A block as the GPU holds it. Quantised: u16 x, y, z, u8 intensity, u8 state, u16 class, u16 instance. Else: f32 x, y, z,
 * u8 intensity, u8 state, two bytes of nothing, u16 class, u16 instance.
 */
export function gather(block: Block, loaded: LoadedSweep, { intensity }: Pick<ColourInputs, 'intensity'>): Gathered {
  const points = drawOrder(block, loaded.view);
  const size = bytesPerPoint(block);
  const bytes = new Uint8Array(staging, 0, points.length * size);
  if (block.quantised) quantise(block.box, loaded.view.positions, points);
  else place(loaded.view.positions, points);
  const { flags, labels, verdicts } = loaded;
  const halves = new Uint16Array(staging);
  const at = block.quantised ? QUANTISED_LOOK : FLOAT_LOOK;
  if (intensity === null) for (let k = 0, b = at; k < points.length; k++, b += size) bytes[b] = 128;
  else for (let k = 0, b = at; k < points.length; k++, b += size) bytes[b] = 255 * intensity.at(points[k]) + 0.5;
  for (let k = 0, b = at + 1, h = (size - 4) / 2; k < points.length; k++, b += size, h += size / 2) {
    const i = points[k];
    const label = labels.labels[i];
    bytes[b] = (flags === null ? 0 : flags[i]) | ((verdicts === null ? VERDICT.outside : verdicts[i]) << VERDICT_SHIFT);
    halves[h] = label;
    halves[h + 1] = label >>> 16;
  }
  if (labels.draftCount > 0) for (let k = 0, b = at + 1; k < points.length; k++, b += size) if (labels.isDraft(points[k])) bytes[b] |= DRAFT_BIT;
  return { count: points.length, bytes };
}

function quantise(box: Float32Array, positions: Float32Array, points: Uint32Array): void {
  const halves = new Uint16Array(staging);
  const [x0, y0, z0] = box;
  const [kx, ky, kz] = ([0, 1, 2] as const).map((axis) => (box[3 + axis] > box[axis] ? 1 / stepOf(box, axis) : 0));
  const words = QUANTISED_BYTES / 2;
  for (let k = 0, h = 0; k < points.length; k++, h += words) {
    const p = 3 * points[k];
    halves[h] = (positions[p] - x0) * kx + 0.5;
    halves[h + 1] = (positions[p + 1] - y0) * ky + 0.5;
    halves[h + 2] = (positions[p + 2] - z0) * kz + 0.5;
  }
}

function place(positions: Float32Array, points: Uint32Array): void {
  const floats = new Float32Array(staging);
  const words = FLOAT_BYTES / 4;
  for (let k = 0, f = 0; k < points.length; k++, f += words) {
    const p = 3 * points[k];
    floats[f] = positions[p];
    floats[f + 1] = positions[p + 1];
    floats[f + 2] = positions[p + 2];
  }
}

/** RGBA bytes; white where the cloud has no colours. */
export function gatherRgb(block: Block, loaded: LoadedSweep, { rgb }: Pick<ColourInputs, 'rgb'>): Gathered {
  const points = drawOrder(block, loaded.view);
  const bytes = new Uint8Array(staging, 0, points.length * EXTRA_BYTES).fill(255);
  if (rgb !== null) for (let k = 0; k < points.length; k++) rgb.write(points[k], bytes, EXTRA_BYTES * k);
  return { count: points.length, bytes };
}

/**
 * The values of a column minus `base`, which is subtracted in Float64: times in nanoseconds keep their differences. What is
 * not a number comes out below every range.
 */
export function gatherColumn(block: Block, loaded: LoadedSweep, column: NonNullable<ColourInputs['column']>, base: number): Gathered {
  const points = drawOrder(block, loaded.view);
  const floats = new Float32Array(staging, 0, points.length);
  for (let k = 0; k < points.length; k++) {
    const v = column.value(points[k]) - base;
    floats[k] = v - v === 0 ? v : -3e38;
  }
  return { count: points.length, bytes: new Uint8Array(staging, 0, points.length * EXTRA_BYTES) };
}
