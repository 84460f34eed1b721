import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packLabel } from '#src/core/labels/label.ts';
import type { Sitting } from '#src/core/gallery/gallery-object.ts';
import { gatherObjects } from '#src/core/gallery/gallery-object.ts';
import { oddities } from '#src/core/gallery/oddity.ts';
import { portrayObjects, SAMPLE } from '#src/core/gallery/portrait.ts';

const coordinate = fc.oneof({ weight: 20, arbitrary: fc.integer({ min: -500, max: 500 }) }, { weight: 1, arbitrary: fc.constant(NaN) });
const point = fc.record({ at: fc.tuple(coordinate, coordinate, coordinate), label: fc.constantFrom(0, packLabel(1), packLabel(1, 1), packLabel(1, 2), packLabel(2, 1)) });

describe('portraits of the objects of a sweep', () => {
  it('are one per label with an instance, with all its points, its finite box, and a sample of its own points', () =>
    fc.assert(fc.property(fc.array(point, { maxLength: 1500 }), (points) => {
      const cloud = { count: points.length, origin: [10, 20, 30] as const, positions: Float32Array.from(points.flatMap((p) => p.at)) };
      const portraits = portrayObjects(cloud, Uint32Array.from(points, (p) => p.label));
      const wanted = [...new Set(points.map((p) => p.label))].filter((label) => label >= 0x10000).sort((a, b) => a - b);
      const finite = (label: number) => points.filter((p) => p.label === label && p.at.every(Number.isFinite)).map((p) => p.at.map((v, k) => v + 10 * (k + 1)));
      expect(portraits.map((p) => p.label)).toEqual(wanted.filter((label) => finite(label).length > 0));
      for (const { label, points: count, min, max, sample } of portraits) {
        const own = finite(label);
        expect(count).toBe(points.filter((p) => p.label === label).length);
        for (const k of [0, 1, 2]) expect([min[k], max[k]]).toEqual([Math.min(...own.map((p) => p[k])), Math.max(...own.map((p) => p[k]))]);
        const n = sample.length / 3, places = new Set(own.map(String));
        expect(n).toBeLessThanOrEqual(SAMPLE);
        expect(n).toBeGreaterThanOrEqual(Math.min(own.length, 1));
        for (let i = 0; i < n; i++) expect(places.has(String([...sample.subarray(3 * i, 3 * i + 3)]))).toBe(true);
      }
    })));

  it('measure length and width along the object, however it stands', () => {
    const [length, width, height] = [4.4, 1.8, 1.5];
    for (const yaw of [0, 0.4, 1.2, 2.9]) {
      const points = Array.from({ length: 3000 }, (_, i) => {
        const [a, b, c] = [(i % 31) / 30 - 0.5, (Math.floor(i / 31) % 11) / 10 - 0.5, (i % 7) / 6];
        return [length * a * Math.cos(yaw) - width * b * Math.sin(yaw), length * a * Math.sin(yaw) + width * b * Math.cos(yaw), height * c];
      });
      const [{ size }] = portrayObjects({ count: points.length, origin: [0, 0, 0], positions: Float32Array.from(points.flat()) }, new Uint32Array(points.length).fill(packLabel(1, 5)));
      [length, width, height].forEach((side, k) => expect(Math.abs(size[k] - side)).toBeLessThan(0.05 * side));
    }
  });
});

describe('objects over frames', () => {
  const sitting = (sequence: string, frame: number, label: number, points: number, size: readonly [number, number, number] = [4, 2, 1.5], extent: number | null = null): Sitting => ({
    sequence, frame, sweep: `${sequence}/${frame}`, crop: extent === null ? null : { image: 0, box: { u0: 0, v0: 0, u1: extent, v1: extent }, extent },
    portrait: { label, points, min: [0, 0, 0], max: [1, 1, 1], size, range: 5, sample: new Float32Array(3) },
  });

  it('are put together by sequence, class and id, with where they are seen best', () => {
    const car = packLabel(1, 7);
    const objects = gatherObjects([sitting('b', 9, car, 5), sitting('a', 3, car, 10, undefined, 20), sitting('a', 1, car, 30, undefined, 12), sitting('a', 2, packLabel(2, 7), 8)]);
    expect(objects.map(({ key, points, best, pictured, sittings }) => [key, points, sittings[best].frame, pictured === null ? null : sittings[pictured].frame])).toEqual([
      [`b/${car}`, 5, 9, null], [`a/${car}`, 40, 1, 3], [`a/${packLabel(2, 7)}`, 8, 2, null],
    ]);
  });

  it('are odd where their size is unlike that of their class, in words that say how', () => {
    const cars = Array.from({ length: 12 }, (_, i) => sitting('a', 0, packLabel(1, i + 1), 100, [4.2 + 0.05 * (i % 5), 1.8, 1.5]));
    const objects = gatherObjects([...cars, sitting('a', 0, packLabel(1, 50), 100, [4.3, 1.8, 3.4]), sitting('a', 0, packLabel(1, 51), 4, [0.1, 0.1, 0.1]), sitting('a', 0, packLabel(2, 60), 100, [9, 9, 9])]);
    const odd = oddities(objects);
    expect(odd.get(`a/${packLabel(1, 50)}`)!.why).toBe('3.4 m high, others 1.5');
    expect([...odd].filter(([, { why }]) => why !== null)).toHaveLength(1);
  });
});
