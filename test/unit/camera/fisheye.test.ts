import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CameraSpec } from '#src/core/camera/camera.ts';
import { createCamera } from '#src/core/camera/index.ts';

const base = { width: 1280, height: 720, fx: 410.5, fy: 409.25, cx: 640.25, cy: 361.5 };
const out = new Float64Array(3);

function fisheye(coefficients: readonly number[]): CameraSpec {
  return { model: 'opencv-fisheye', ...base, coefficients };
}

/*
 * Printed by numpy from the formula in OpenCV's documentation ("Fisheye camera model"), with arctan2(r, z) for arctan(r / z):
 *   r = np.hypot(x, y); t = np.arctan2(r, z); td = t*(1 + k1*t**2 + k2*t**4 + k3*t**6 + k4*t**8); s = td/r
 *   u, v = 410.5*s*x + 640.25, 409.25*s*y + 361.5
 */
const POINTS = [[0.3, -0.2, 1], [-4, 2.5, 1], [3, 3, -0.4], [0, 0, 2], [1, 0, 0]];
const ORACLE = [
  {
    coefficients: [0, 0, 0, 0],
    pixels: [[758.444629013, 282.943521034], [166.171666238, 656.896708423], [1123.486871509, 843.265382863], [640.25, 361.5], [1285.061892149, 361.5]],
  },
  {
    coefficients: [-0.02, 0.004, -0.001, 0.0001],
    pixels: [[758.168135446, 283.127288784], [179.697890652, 648.468560826], [1104.111860372, 823.949369932], [640.25, 361.5], [1261.648128843, 361.5]],
  },
  {
    coefficients: [0.05, -0.01, 0.002, -0.0003],
    pixels: [[759.135760235, 282.484169913], [134.149038199, 676.849906542], [1165.35470275, 885.005723753], [640.25, 361.5], [1337.558229117, 361.5]],
  },
];

describe('fisheye projection', () => {
  it.each(ORACLE)('agrees with an independent evaluation, also beside and behind the lens, $coefficients', ({ coefficients, pixels }) => {
    const camera = createCamera(fisheye(coefficients));
    POINTS.forEach(([x, y, z], k) => {
      expect(camera.project(x, y, z, out)).toBe(true);
      expect(out[0]).toBeCloseTo(pixels[k][0], 7);
      expect(out[1]).toBeCloseTo(pixels[k][1], 7);
    });
  });

  it('is the pinhole near the axis', () => {
    const round = createCamera(fisheye([0, 0, 0, 0])), straight = createCamera({ model: 'pinhole', ...base, coefficients: [] });
    const pixel = new Float64Array(2);
    expect(round.project(0.001, -0.002, 1, out) && straight.project(0.001, -0.002, 1, pixel)).toBe(true);
    expect(Math.hypot(out[0] - pixel[0], out[1] - pixel[1])).toBeLessThan(1e-5);
  });

  it('gives no image to what is no place', () => {
    const camera = createCamera(fisheye([0, 0, 0, 0]));
    out.fill(7);
    for (const [x, y, z] of [[0, 0, 0], [0, 0, -1], [NaN, 0, 1], [0, NaN, 1], [0, 0, NaN], [Infinity, 0, 1], [0, 0, Infinity]])
      expect(camera.project(x, y, z, out)).toBe(false);
    expect([...out]).toEqual([7, 7, 7]);
  });
});

describe('fisheye field', () => {
  it('ends where the polynomial stops growing', () => {
    // d/dt (t - 0.1 t³) = 0 at t = sqrt(1 / 0.3), 104.6 degrees: a point at 110 degrees must not come back into the picture.
    const camera = createCamera(fisheye([-0.1, 0, 0, 0])), edge = Math.sqrt(1 / 0.3);
    for (let degrees = 0; degrees < 180; degrees += 0.1)
      for (const turn of [0, 1.1, 2.9, 4.6]) {
        const t = (degrees * Math.PI) / 180;
        const hit = camera.project(Math.sin(t) * Math.cos(turn), Math.sin(t) * Math.sin(turn), Math.cos(t), out);
        expect(hit).toBe(t < edge);
      }
  });

  it('ends where the image folds, also where the last coefficient is next to nothing', () => {
    const camera = createCamera(fisheye([0, 0, -0.001768698509091752, 1.087066814279586e-19]));
    // 1 - 7 * 0.0017687 t^6 = 0
    const edge = (1 / (7 * 0.001768698509091752)) ** (1 / 6);
    expect(camera.project(Math.sin(edge - 0.01), 0, Math.cos(edge - 0.01), out)).toBe(true);
    expect(camera.project(Math.sin(edge + 0.01), 0, Math.cos(edge + 0.01), out)).toBe(false);
  });

  it('images grow with the angle, whatever the lens', () => {
    const small = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
    const angle = fc.double({ min: 0.001, max: 3.1, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(small(0.3), small(0.1), small(0.03), small(0.01)), angle, angle, (coefficients, a, b) => {
        const camera = createCamera(fisheye(coefficients));
        const radius = (t: number): number | null =>
          camera.project(Math.sin(t), 0, Math.cos(t), out) ? (out[0] - base.cx) / base.fx : null;
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const far = radius(high);
        fc.pre(far !== null && high - low > 1e-6);
        const near = radius(low);
        expect(near).not.toBeNull();
        expect(near!).toBeGreaterThan(0);
        expect(near!).toBeLessThanOrEqual(far!);
      }),
      { numRuns: 500 },
    );
  });
});

describe('fisheye ray', () => {
  it.each(ORACLE)('is the inverse of project over the whole field, beside and behind the lens too, $coefficients', ({ coefficients }) => {
    const camera = createCamera(fisheye(coefficients)), pixel = new Float64Array(2);
    const angle = fc.double({ min: 0, max: 3.14, noNaN: true }), turn = fc.double({ min: 0, max: 6.28, noNaN: true });
    fc.assert(
      fc.property(angle, turn, (t, s) => {
        const point = [Math.sin(t) * Math.cos(s), Math.sin(t) * Math.sin(s), Math.cos(t)] as const;
        fc.pre(camera.project(...point, pixel));
        expect(camera.ray(pixel[0], pixel[1], out)).toBe(true);
        expect(Math.hypot(out[0], out[1], out[2])).toBeCloseTo(1, 12);
        expect(Math.hypot(out[0] - point[0], out[1] - point[1], out[2] - point[2])).toBeLessThan(1e-6);
        expect(camera.project(out[0] * 3, out[1] * 3, out[2] * 3, out)).toBe(true);
        expect(Math.hypot(out[0] - pixel[0], out[1] - pixel[1])).toBeLessThan(1e-6);
      }),
    );
  });

  it('goes level at 90 degrees and backwards beyond', () => {
    const camera = createCamera(fisheye([0, 0, 0, 0]));
    expect(camera.ray(base.cx + (Math.PI / 2) * base.fx, base.cy, out)).toBe(true);
    expect([...out]).toEqual([1, 0, 0].map((value) => expect.closeTo(value, 12)));
    expect(camera.ray(base.cx, base.cy - 2 * base.fy, out)).toBe(true);
    expect([...out]).toEqual([0, -Math.sin(2), Math.cos(2)].map((value) => expect.closeTo(value, 12)));
  });

  it('says false beyond the field, and leaves the output alone', () => {
    const camera = createCamera(fisheye([-0.1, 0, 0, 0])), edge = Math.sqrt(1 / 0.3), most = edge - 0.1 * edge ** 3;
    out.fill(7);
    expect(camera.ray(base.cx + (most + 0.001) * base.fx, base.cy, out)).toBe(false);
    expect(createCamera(fisheye([0, 0, 0, 0])).ray(base.cx + 3.15 * base.fx, base.cy, out)).toBe(false);
    expect(camera.ray(NaN, 0, out)).toBe(false);
    expect([...out]).toEqual([7, 7, 7]);
    expect(camera.ray(base.cx + (most - 0.001) * base.fx, base.cy, out)).toBe(true);
  });
});
