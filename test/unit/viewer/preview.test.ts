import type { BufferGeometry, Points } from 'three';
import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import type { PreviewCloud } from '#src/core/cloud/preview-cloud.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import { PreviewPoints } from '#src/viewer/points/preview-points.ts';
import { utmSweep } from './utm-sweep.ts';

const { cloud, sweep } = utmSweep(500_000);
const part: PreviewCloud = { origin: cloud.origin, positions: cloud.positions, intensity: null, worldFromSweep: sweep.worldFromSweep };
const at = apply(sweep.worldFromSweep, cloud.origin).map(Math.round) as unknown as [number, number, number];

function drawn(preview: PreviewPoints): Points<BufferGeometry>[] {
  return preview.object.children as Points<BufferGeometry>[];
}

describe('points of a file that is still being read', () => {
  it('stand where they are, at UTM coordinates, thinned out and without those that have no place', () => {
    const preview = new PreviewPoints();
    preview.show([part], at, 2);
    const [{ geometry, matrix }] = drawn(preview);
    const { array, count } = geometry.attributes.position;
    expect(count).toBeLessThanOrEqual(200_000);
    expect(count).toBeGreaterThan(100_000);
    expect(array.some((v) => !Number.isFinite(v))).toBe(false);
    const world = apply(part.worldFromSweep, [0, 1, 2].map((k) => cloud.positions[k] + cloud.origin[k]) as [number, number, number]);
    new Vector3().fromArray(array, 0).applyMatrix4(matrix).toArray().forEach((v, k) => expect(v + at[k]).toBeCloseTo(world[k], 6));
  });

  it('are made once, and gone when the sweep is there', () => {
    const preview = new PreviewPoints();
    preview.show([part], at, 2);
    const [first] = drawn(preview);
    const more = { ...part, intensity: new Uint8Array(500_000).fill(7) };
    preview.show([part, more], at, 2);
    expect(drawn(preview)).toHaveLength(2);
    expect(drawn(preview)[0]).toBe(first);
    preview.show([], at, 2);
    expect(drawn(preview)).toHaveLength(0);
  });
});
