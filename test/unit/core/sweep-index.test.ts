import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SweepIndex } from '#src/core/cloud/sweep-index.ts';
import { buildSweepIndex, FAN, LEAF } from '#src/core/cloud/sweep-index.ts';

const coordinate = fc.oneof(fc.float({ min: -200, max: 200, noNaN: true }), fc.constantFrom(NaN, Infinity, -Infinity, 0));
const cloud = fc.array(coordinate, { maxLength: 3 * 40 }).map((v) => Float32Array.from(v.slice(0, v.length - (v.length % 3))));

function isPlaced(p: Float32Array, i: number): boolean {
  return [0, 1, 2].every((k) => Number.isFinite(p[3 * i + k]));
}

/** Slots under a box of a level. */
function slotsOf(index: SweepIndex, level: number, box: number): number[] {
  const span = LEAF * FAN ** level;
  const from = (box - index.levels[level]) * span;
  return [...index.order.subarray(from, Math.min(index.order.length, from + span))];
}

function check(positions: Float32Array, shared: boolean): void {
  const index = buildSweepIndex(positions, shared);
  const placed = Array.from({ length: positions.length / 3 }, (_, i) => i).filter((i) => isPlaced(positions, i));
  expect([...index.order].sort((a, b) => a - b)).toEqual(placed);
  const levels = index.levels.length - 1;
  expect(index.boxes.length).toBe(6 * index.levels[levels]);
  for (let level = 0; level < levels; level++)
    for (let box = index.levels[level]; box < index.levels[level + 1]; box++) {
      const inside = slotsOf(index, level, box);
      for (let axis = 0; axis < 3; axis++) {
        const values = inside.map((i) => positions[3 * i + axis]);
        expect(index.boxes[6 * box + axis]).toBe(Math.min(...values) + 0);
        expect(index.boxes[6 * box + 3 + axis]).toBe(Math.max(...values) + 0);
      }
    }
  if (placed.length > 0) expect(index.levels[levels] - index.levels[levels - 1]).toBe(1);
}

describe('buildSweepIndex', () => {
  it('holds each point that has a place once, and its boxes hold exactly their points', () => {
    fc.assert(fc.property(cloud, fc.boolean(), (positions, shared) => check(positions.map((v) => v + 0), shared)), { numRuns: 300 });
  });

  it('does so over several levels', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 9999 }), (count, seed) => {
        check(Float32Array.from({ length: 3 * count }, (_, k) => (((k + 1) * seed * 7919) % 10007) / 50), false);
      }),
      { numRuns: 20 },
    );
  });

  it('puts neighbours next to each other', () => {
    // A row of points, given in a scrambled order: along it, Morton order is the row's.
    const count = 1000;
    const positions = new Float32Array(3 * count);
    for (let i = 0; i < count; i++) positions[3 * i] = (i * 611) % count;
    const { order } = buildSweepIndex(positions);
    const along = [...order].map((i) => positions[3 * i]);
    expect(along).toEqual([...along].sort((a, b) => a - b));
  });

  it('is in shared memory where that is asked for', () => {
    const { order, boxes } = buildSweepIndex(Float32Array.of(1, 2, 3), true);
    expect(order.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(boxes.buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});
