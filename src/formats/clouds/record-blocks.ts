import type { Records } from './strided.ts';

/** Stays in the cache nearest but one to the core (256 kB and more) while one pass per column goes over it. */
const BLOCK_BYTES = 1 << 17;

/**
 * Hands whole records on, in pieces that fit the cache, and aligned wherever the record's size allows it: files put their first record
 * at any byte, and typed arrays read only aligned words. Copying a piece within the cache costs less than reading its words bytewise.
 */
export function inBlocks(bytes: Uint8Array, stride: number, work: (records: Records) => void): void {
  const count = bytes.byteLength / stride;
  const perBlock = Math.min(count, Math.max(1, Math.floor(BLOCK_BYTES / stride)));
  const alignment = stride % 4 === 0 ? 4 : stride % 2 === 0 ? 2 : 1;
  const aligned = bytes.byteOffset % alignment === 0 ? null : new Uint8Array(perBlock * stride);
  for (let first = 0; first < count; first += perBlock) {
    const n = Math.min(perBlock, count - first);
    const block = bytes.subarray(first * stride, (first + n) * stride);
    aligned?.set(block);
    work({ bytes: aligned === null ? block : aligned.subarray(0, n * stride), stride, count: n });
  }
}
