import fc from 'fast-check';
import type { PackedBlock, PackedPoints } from '#src/core/select/packed-block.ts';
import { compactBlock } from '#src/core/select/packed-block.ts';

/** A small generator with a seed (mulberry32), for arrays that are too long to be drawn value by value. */
export function random(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Sizes about words and blocks, and any other. */
export const size = fc.oneof(
  fc.constantFrom(0, 1, 31, 32, 33, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073),
  fc.integer({ min: 0, max: 500 }),
  fc.integer({ min: 60_000, max: 140_000 }),
);

/** How a mask is filled. 'runs' has stretches as scans have; 'ends' only what lies at the borders of words and blocks. */
export const pattern = fc.constantFrom('none', 'all', 'one', 'sparse', 'half', 'dense', 'runs', 'alternate', 'ends', 'all but one');

/** One byte per point; any non-zero value is "in". */
export function fill(count: number, how: string, seed: number): Uint8Array {
  const next = random(seed);
  const mask = new Uint8Array(count);
  const density = { none: 0, all: 1, sparse: 0.001, half: 0.5, dense: 0.99 }[how];
  if (density !== undefined) for (let i = 0; i < count; i++) mask[i] = next() < density ? 1 + Math.floor(next() * 255) : 0;
  else if (how === 'alternate') for (let i = seed & 1; i < count; i += 2) mask[i] = 1;
  else if (how === 'ends') for (const i of [0, 31, 32, 65_535, 65_536, 65_567, 131_071, 131_072, count - 1]) if (i >= 0 && i < count) mask[i] = 1;
  if (how === 'runs') for (let i = 0; i < count; i += 1 + Math.floor(next() * 40)) for (let n = Math.floor(next() * 8); n > 0 && i < count; n--) mask[i++] = 1;
  if (how === 'one' && count > 0) mask[Math.floor(next() * count)] = 1;
  if (how === 'all but one' && count > 0) mask.fill(1)[Math.floor(next() * count)] = 0;
  return mask;
}

/** The points as a Change holds them. */
export function compactPoints(points: PackedPoints): PackedPoints {
  return { ...points, blocks: new Map([...points.blocks].map(([number, block]) => [number, compactBlock(block)])) };
}

/** Bytes of the packed form's arrays. */
export function packedBytes(points: PackedPoints): number {
  const bytes = (block: PackedBlock): number =>
    block.kind === 'all' ? 0 : (block.kind === 'runs' ? block.runs : block.kind === 'bitmap' ? block.bits : block.steps).byteLength;
  return [...points.blocks.values()].reduce((n, block) => n + bytes(block), 0);
}
