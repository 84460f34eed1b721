import type { Steps } from '../steps.ts';
import { finish } from '../steps.ts';
import type { PointCloud } from './point-cloud.ts';

/** What tells a cloud from another one: its points, in their order. */
export type DigestedCloud = Pick<PointCloud, 'count' | 'positions' | 'origin'>;

/** Says which way of digesting it is: two digests of different ways say nothing about each other. */
const WAY = 'xyz1';
/** Some milliseconds of work. */
const WORDS_PER_STEP = 1 << 20;
/** What every NaN counts as: files have many of them, and reading may turn one into another. */
const NAN = 0x7fc00000;

/**
 * Identity of a cloud: 64 bits over its number of points, its origin and all positions in file order, as 'xyz1-' and 16 hexadecimal
 * digits. Points that moved, were taken away or were sorted give another one; other columns and the file's format do not count. Two
 * 32-bit lanes that share the block mixing of MurmurHash3 (A. Appleby, public domain). About 4 ns per coordinate.
 */
export function cloudDigest(cloud: DigestedCloud): string {
  return finish(digestSteps(cloud));
}

/** `cloudDigest` in steps of some milliseconds. */
export function* digestSteps({ count, positions, origin }: DigestedCloud): Steps<string> {
  const head = new Uint32Array(new Float64Array([count, ...origin].map((v) => v + 0)).buffer);
  const words = new Uint32Array(positions.buffer, positions.byteOffset, positions.length);
  const lanes = new Uint32Array([0x243f6a88, 0x85a308d3]);
  mix(head, 0, head.length, lanes);
  for (let at = 0; at < words.length; at += WORDS_PER_STEP) {
    mix(words, at, Math.min(words.length, at + WORDS_PER_STEP), lanes);
    yield;
  }
  return `${WAY}-${[...lanes].map((lane) => avalanche(lane).toString(16).padStart(8, '0')).join('')}`;
}

function mix(words: Uint32Array, begin: number, end: number, lanes: Uint32Array): void {
  let a = lanes[0] | 0, b = lanes[1] | 0;
  for (let i = begin; i < end; i++) {
    const word = words[i];
    let k = Math.imul((word & 0x7fffffff) > 0x7f800000 ? NAN : word, 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    a ^= k;
    a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
    b ^= (k << 7) | (k >>> 25);
    b = Math.imul((b << 11) | (b >>> 21), 0x9e3779b1) + 0x7f4a7c15 | 0;
  }
  lanes[0] = a;
  lanes[1] = b;
}

function avalanche(lane: number): number {
  let h = lane;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
