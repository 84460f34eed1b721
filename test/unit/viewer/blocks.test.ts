import fc from 'fast-check';
import { PerspectiveCamera, Vector4 } from 'three';
import { describe, expect, it } from 'vitest';
import { packIndices } from '#src/core/select/packed-points.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import { pointAt } from '#src/core/cloud/point-cloud.ts';
import type { LoadedSweep } from '#src/session/workspace.ts';
import { PointFlag } from '#src/session/workspace.ts';
import { BLOCK_SLOTS, blocksHolding, blocksOf } from '#src/viewer/points/blocks.ts';
import { blockRows, chunksOf } from '#src/viewer/points/chunk.ts';
import { cull, multiply } from '#src/viewer/points/cull.ts';
import { drawOrder, FLOAT_BYTES, gather, gatherColumn, QUANTISED_BYTES } from '#src/viewer/points/gather.ts';
import { CHUNK_BLOCKS, DRAFT_BIT, VERDICT_SHIFT } from '#src/viewer/points/shader.ts';
import { ShadedColumn } from '#src/core/colour/shaded-column.ts';
import { utmSweep } from './utm-sweep.ts';

const nothing = { intensity: null };
const drawnFromLocal = ({ sweep: { worldFromSweep: { r } } }: LoadedSweep, at: readonly number[]) =>
  [r[0], r[1], r[2], at[0], r[3], r[4], r[5], at[1], r[6], r[7], r[8], at[2], 0, 0, 0, 1];

describe.each([true, false])('blocks of a sweep, indexed: %s', (indexed) => {
  const loaded = utmSweep(3 * BLOCK_SLOTS + 501, { indexed });
  const blocks = blocksOf(loaded.view);

  it('draw every point that has a place once, in boxes that hold them', () => {
    const seen = new Uint8Array(loaded.cloud.count);
    const { positions } = loaded.cloud;
    let outside = 0;
    for (const { box, ...block } of blocks)
      for (const i of drawOrder({ box, ...block }, loaded.view)) {
        seen[i]++;
        if (![0, 1, 2].every((axis) => positions[3 * i + axis] >= box[axis] && positions[3 * i + axis] <= box[3 + axis])) outside++;
      }
    expect(outside).toBe(0);
    expect(seen[17]).toBe(0);
    expect(seen.reduce((a, b) => a + b)).toBe(loaded.cloud.count - 1);
    expect(seen.every((n) => n <= 1)).toBe(true);
  });

  it('are exactly those that hold a changed point', () => {
    const home = new Map<number, number>();
    blocks.forEach((block, number) => drawOrder(block, loaded.view).forEach((i) => home.set(i, number)));
    const point = fc.nat(loaded.cloud.count - 1).filter((i) => i !== 17);
    fc.assert(
      fc.property(fc.array(point, { maxLength: 5 }), (points) => {
        const held = blocksHolding(packIndices(loaded.cloud.count, points), blocks, loaded.view);
        expect(held).toEqual([...new Set(points.map((i) => home.get(i)))].sort());
      }),
      { numRuns: 50 },
    );
  });

  it('leave out of view only boxes of which no point is in view', () => {
    const turned = drawnFromLocal(loaded, [3, -2, 1]);
    fc.assert(
      fc.property(fc.tuple(...[-30, -30, -30].map((low) => fc.integer({ min: low, max: 30 }))), fc.tuple(...[-20, -20, -20].map((low) => fc.integer({ min: low, max: 20 }))), (from, to) => {
        const eye = new PerspectiveCamera(50, 1.5, 0.1, 60);
        eye.position.set(from[0], from[1], from[2] + 0.5);
        eye.lookAt(to[0], to[1], to[2]);
        eye.updateMatrixWorld();
        const clip = multiply([...eye.projectionMatrix.clone().multiply(eye.matrixWorldInverse).transpose().elements], turned);
        const visible = new Uint8Array(blocks.length);
        cull(blocks, clip, visible);
        blocks.forEach((block, number) => {
          if (visible[number] === 1) return;
          for (const i of drawOrder(block, loaded.view).filter((_, k) => k % 37 === 0)) {
            const p = new Vector4(...loaded.cloud.positions.subarray(3 * i, 3 * i + 3), 1);
            const row = (k: number) => new Vector4(...clip.slice(4 * k, 4 * k + 4)).dot(p);
            expect([0, 1, 2].some((axis) => Math.abs(row(axis)) > row(3))).toBe(true);
          }
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('what the GPU holds', () => {
  it.each([
    // Half a step of 20 m / 65,535 along each axis of the box, which is turned: together half the step's diagonal, and what Float32 adds.
    [20, QUANTISED_BYTES, 0.00027],
    [400, FLOAT_BYTES, 0.0001],
  ])('places points of a box %d m wide in %d bytes, within %d m of where they are, at UTM coordinates', (side, bytes, error) => {
    const loaded = utmSweep(BLOCK_SLOTS, { indexed: true, side });
    const [block] = blocksOf(loaded.view);
    const origin = apply(loaded.sweep.worldFromSweep, loaded.cloud.origin).map(Math.round);
    const shift = apply(loaded.sweep.worldFromSweep, loaded.cloud.origin).map((v, k) => v - origin[k]);
    const rows = blockRows([block], drawnFromLocal(loaded, shift));
    const points = drawOrder(block, loaded.view).slice();
    const gathered = gather(block, loaded, nothing);
    expect(gathered.bytes.length).toBe(points.length * bytes);
    const view = new DataView(gathered.bytes.buffer, gathered.bytes.byteOffset, gathered.bytes.length);
    for (let k = 0; k < points.length; k += 97) {
      const place = [0, 1, 2].map((axis) => (block.quantised ? view.getUint16(bytes * k + 2 * axis, true) : view.getFloat32(bytes * k + 4 * axis, true)));
      const world = apply(loaded.sweep.worldFromSweep, pointAt(loaded.cloud, points[k]));
      for (let axis = 0; axis < 3; axis++) {
        const drawn = rows[4 * axis] * place[0] + rows[4 * axis + 1] * place[1] + rows[4 * axis + 2] * place[2] + rows[4 * axis + 3];
        expect(Math.abs(drawn + origin[axis] - world[axis])).toBeLessThan(error);
      }
    }
  });

  it.each([20, 400])('has label, highlights, drafts and verdicts of each point (box of %d m)', (side) => {
    const loaded = utmSweep(1000, { indexed: true, side });
    loaded.labels.set(5, 6, 0x0123_0456, false);
    loaded.labels.set(6, 7, 9, true);
    loaded.flags = new Uint8Array(1000);
    loaded.flags[7] = PointFlag.selected;
    loaded.verdicts = new Uint8Array(1000);
    loaded.verdicts[8] = 8;
    const [block] = blocksOf(loaded.view);
    const points = drawOrder(block, loaded.view).slice();
    const { bytes } = gather(block, loaded, nothing);
    const stride = bytes.length / points.length;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const stateOf = (i: number) => bytes[points.indexOf(i) * stride + (block.quantised ? 7 : 13)];
    expect(points.every((i, k) => view.getUint32(k * stride + stride - 4, true) === loaded.labels.labels[i])).toBe(true);
    expect([4, 6, 7, 8].map(stateOf)).toEqual([0, DRAFT_BIT, PointFlag.selected, 8 << VERDICT_SHIFT]);
  });

  it('keeps differences of nanoseconds in a column of today, and puts what is no number below every range', () => {
    const loaded = utmSweep(100, { indexed: true });
    const start = 1_750_000_000_000_000_000n;
    const values = BigInt64Array.from({ length: 100 }, (_, i) => start + BigInt(i) * 1_000_000n);
    const [block] = blocksOf(loaded.view);
    const points = drawOrder(block, loaded.view).slice();
    const { bytes } = gatherColumn(block, loaded, new ShadedColumn(values, 1, [Number(start), Number(start) + 1e8]), Number(start));
    const floats = new Float32Array(bytes.slice().buffer);
    points.forEach((i, k) => expect(floats[k]).toBeCloseTo(i * 1e6, -3));
    const odd = new ShadedColumn(Float32Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? NaN : i)), 1, [0, 100]);
    const mixed = new Float32Array(gatherColumn(block, loaded, odd, 0).bytes.slice().buffer);
    drawOrder(block, loaded.view).forEach((i, k) => expect(mixed[k]).toBe(i % 2 === 0 ? Math.fround(-3e38) : i));
  });
});

describe('chunks', () => {
  it('hold runs of one layout, as many as fit', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (layouts) => {
        const blocks = layouts.map((quantised) => ({ quantised }));
        const chunks = chunksOf(blocks);
        expect(chunks.flatMap(([first, end]) => Array.from({ length: end - first }, (_, k) => first + k))).toEqual([...blocks.keys()]);
        for (const [first, end] of chunks) {
          expect(end - first).toBeLessThanOrEqual(CHUNK_BLOCKS);
          expect(new Set(layouts.slice(first, end)).size).toBe(1);
        }
      }),
    );
  });
});
