import { describe, expect, it } from 'vitest';
import { createCamera } from '#src/core/camera/index.ts';
import { projectSweep } from '#src/core/camera/projection.ts';

const spec = { model: 'equirectangular', width: 720, height: 360, fx: 360 / Math.PI, fy: 360 / Math.PI, cx: 359.5, cy: 179.5, coefficients: [] };
const here = { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] as const };
const pixel = new Float64Array(2);

function place(x: number, y: number, z: number, cx = spec.cx): number[] | null {
  return createCamera({ ...spec, cx }).project(x, y, z, pixel) ? [...pixel] : null;
}

describe('a panorama', () => {
  it('has forward in the middle, right at three quarters, and half a degree per pixel', () => {
    expect(place(0, 0, 5)).toEqual([359.5, 179.5]);
    expect(place(5, 0, 0)).toEqual([539.5, 179.5].map((value) => expect.closeTo(value, 9)));
    expect(place(-5, 0, 0)).toEqual([179.5, 179.5].map((value) => expect.closeTo(value, 9)));
    expect(place(0, 5, 5)).toEqual([359.5, 269.5].map((value) => expect.closeTo(value, 9)));
  });

  it('goes on over its seam', () => {
    const behind = (degrees: number): readonly [number, number, number] => [Math.sin((degrees * Math.PI) / 180), 0, Math.cos((degrees * Math.PI) / 180)];
    expect(place(...behind(179))![0]).toBeCloseTo(717.5, 9);
    // 181 degrees is -179: the last column but one and the second one are neighbours.
    expect(place(...behind(181))![0]).toBeCloseTo(1.5, 9);
    // One that looks back: its seam lies ahead.
    expect(place(...behind(180), -0.5)![0]).toBeCloseTo(359.5, 9);
    expect(place(...behind(1), -0.5)![0]).toBeCloseTo(1.5, 9);
    expect(place(...behind(-1), -0.5)![0]).toBeCloseTo(717.5, 9);
  });

  it('holds every point around, with its range as depth', () => {
    const count = 5000;
    const positions = Float32Array.from({ length: 3 * count }, (_, k) => 10 * Math.sin(k * k * 0.7 + k) + 0.01);
    for (const cx of [-200.3, 0, 359.5, 719.5, 1500]) {
      const seen = projectSweep({ positions, origin: [0, 0, 0] }, createCamera({ ...spec, cx }), here);
      expect(seen.count).toBe(count);
      seen.depth.forEach((depth, i) => expect(depth).toBeCloseTo(Math.hypot(...positions.subarray(3 * i, 3 * i + 3)), 4));
    }
  });

  it('has no column for straight up and down', () => {
    expect([place(0, 1, 0), place(0, -1, 0), place(0, 0, 0)]).toEqual([null, null, null]);
    expect(place(0, -1, 1e-6)![1]).toBeCloseTo(-0.5, 3);
  });
});
