import { describe, expect, it } from 'vitest';
import { stageOf } from '#src/viewer/stage.ts';
import { utmSweep } from './utm-sweep.ts';

const sequence = { id: 's', frames: [], posed: true };

describe('stageOf', () => {
  it('is null without points, and centred on the points where no sensor stands among them', () => {
    const loaded = utmSweep();
    expect(stageOf(sequence, { id: 'f', timeNs: null, sweeps: [], images: [], boxes: [] }, [])).toBeNull();
    const made = stageOf(sequence, { id: 'f', timeNs: null, sweeps: [loaded.sweep], images: [], boxes: [] }, [loaded])!;
    expect(made.fromSensor).toBe(false);
    for (const k of [0, 1]) expect(made.centre[k]).toBeCloseTo((made.bounds.min[k] + made.bounds.max[k]) / 2, 6);
  });

  it('looks ahead where the front camera does, else along x', () => {
    const loaded = utmSweep();
    const image = (camera: string, forward: readonly [number, number]) => ({
      camera, file: 'x', timeNs: null, masks: [],
      spec: { model: 'pinhole', width: 10, height: 10, fx: 5, fy: 5, cx: 5, cy: 5, coefficients: [] },
      worldFromCamera: { r: [0, 0, forward[0], 0, 0, forward[1], 0, -1, 0], t: [0, 0, 0] as const },
    });
    const images = [image('left_camera', [-1, 0]), image('front_left_camera', [0.6, 0.8]), image('front_camera', [0, 1])];
    const of = (some: typeof images) => stageOf(sequence, { id: 'f', timeNs: null, sweeps: [loaded.sweep], images: some, boxes: [] }, [loaded])?.forward;
    expect(of(images)).toEqual([0, 1, 0]);
    expect(of(images.slice(0, 1))).toEqual([-1, 0, 0]);
    const { r } = loaded.sweep.worldFromSweep;
    const length = Math.hypot(r[0], r[3]);
    expect(of([])).toEqual([r[0] / length, r[3] / length, 0]);
  });
});
