import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identity } from '#src/core/geometry/rigid.ts';
import type { Scene, Sequence } from '#src/core/scene/scene.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { framesTogether } from '#src/session/together.ts';

function sequence(id: string, count: number, posed: boolean): Sequence {
  const frames = Array.from({ length: count }, (_, k) => ({
    id: String(k), timeNs: null, images: [], boxes: [],
    sweeps: [{ id: sweepId(id, String(k), 'lidar'), sensor: 'lidar', cloud: { file: `${k}.bin` }, labels: null, timeNs: null, worldFromSweep: identity<'world', 'sweep'>() }],
  }));
  return { id, posed, frames };
}

function scene(...sequences: Sequence[]): Scene {
  return { name: 't', layout: 't', why: 't', conventions: [], warnings: [], taxonomy: { name: 't', classes: [] }, sequences };
}

const lengths = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 3 });
const wanted = fc.record({ frames: fc.integer({ min: 1, max: 40 }), step: fc.integer({ min: 1, max: 5 }) });

describe('framesTogether', () => {
  it('holds the frame, stays in its sequence, and shows no more frames than were asked for but the frame itself', () => {
    fc.assert(
      fc.property(lengths, wanted, fc.nat(), (counts, together, pick) => {
        const s = scene(...counts.map((n, k) => sequence(String(k), n, true)));
        const total = counts.reduce((a, b) => a + b, 0);
        const index = pick % total;
        const chosen = framesTogether(s, index, together);
        expect(chosen).toContain(index);
        expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b));
        expect(chosen.length).toBeLessThanOrEqual(together.frames + 1);
        let first = 0;
        let own = 0;
        while (first + counts[own] <= index) first += counts[own++];
        for (const k of chosen) expect(k >= first && k < first + counts[own]).toBe(true);
      }),
    );
  });

  it('shows the same frames for every frame that it shows, where none is left out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 40 }), fc.nat(), (count, frames, pick) => {
        const s = scene(sequence('a', count, true));
        const chosen = framesTogether(s, pick % count, { frames, step: 1 });
        for (const k of chosen) expect(framesTogether(s, k, { frames, step: 1 })).toEqual(chosen);
      }),
    );
  });

  it('is the frame alone where nobody knows where the sensor stood', () => {
    expect(framesTogether(scene(sequence('a', 5, false)), 2, { frames: 5, step: 1 })).toEqual([2]);
  });

  it('keeps every step-th frame and the one on screen', () => {
    expect(framesTogether(scene(sequence('a', 20, true)), 4, { frames: 4, step: 3 })).toEqual([0, 3, 4, 6, 9]);
    expect(framesTogether(scene(sequence('a', 20, true)), 15, { frames: 4, step: 3 })).toEqual([12, 15, 18]);
  });
});
