import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CameraSpec } from '#src/core/camera/camera.ts';
import { cameraModels, createCamera } from '#src/core/camera/index.ts';
import { DataError } from '#src/core/errors.ts';

const base = { width: 1280, height: 720, fx: 1010.5, fy: 1008.75, cx: 640.25, cy: 361.5 };

function radtan(coefficients: readonly number[]): CameraSpec {
  return { model: 'opencv-radtan', ...base, coefficients };
}

/*
 * Printed by this numpy evaluation of the formulas in OpenCV's documentation ("Camera Calibration and 3D Reconstruction"):
 *
 * import numpy as np, json
 * K = np.array([[1010.5, 0, 640.25], [0, 1008.75, 361.5], [0, 0, 1]])
 * sets = {
 *  4: [-0.31, 0.12, 0.0011, -0.0007],
 *  5: [-0.102933, -0.040925, 0.00057951, -0.00419933, 0.429959],
 *  8: [0.8, 0.2, 0.0009, -0.0013, 0.01, 0.9, 0.25, 0.01],
 *  12: [-0.21, 0.05, 0.0021, 0.0008, -0.004, 0.011, 0.002, -0.003, 0.0013, -0.0004, -0.0017, 0.0006],
 *  14: [-0.21, 0.05, 0.0021, 0.0008, -0.004, 0.011, 0.002, -0.003, 0.0013, -0.0004, -0.0017, 0.0006, 0.031, -0.047],
 * }
 * pts = np.array([[0.3, -0.2, 1.0], [-4.0, 2.5, 11.0], [3.0, 3.0, 7.5], [0.0, 0.0, 2.0]])
 * for n, d in sets.items():
 *     k1,k2,p1,p2,k3,k4,k5,k6,s1,s2,s3,s4,tx,ty = d + [0.0]*(14-n)
 *     Rx = np.array([[1,0,0],[0,np.cos(tx),np.sin(tx)],[0,-np.sin(tx),np.cos(tx)]])
 *     Ry = np.array([[np.cos(ty),0,-np.sin(ty)],[0,1,0],[np.sin(ty),0,np.cos(ty)]])
 *     R = Ry @ Rx
 *     T = np.array([[R[2,2],0,-R[0,2]],[0,R[2,2],-R[1,2]],[0,0,1]]) @ R
 *     out = []
 *     for X in pts:
 *         x, y = X[0]/X[2], X[1]/X[2]; r2 = x**2+y**2
 *         f = (1+k1*r2+k2*r2**2+k3*r2**3)/(1+k4*r2+k5*r2**2+k6*r2**3)
 *         xd = x*f + 2*p1*x*y + p2*(r2+2*x**2) + s1*r2 + s2*r2**2
 *         yd = y*f + p1*(r2+2*y**2) + 2*p2*x*y + s3*r2 + s4*r2**2
 *         h = T @ [xd, yd, 1]
 *         uv = K @ (h / h[2])
 *         out.append([round(float(uv[0]), 9), round(float(uv[1]), 9)])
 *     print(f"  {n}: {{ coefficients: {d}, pixels: {out} }},")
 */
const POINTS = [[0.3, -0.2, 1], [-4, 2.5, 11], [3, 3, 7.5], [0, 0, 2]];
const ORACLE = [
  {
    coefficients: [-0.31, 0.12, 0.0011, -0.0007],
    pixels: [[931.4451787, 167.78913225], [291.750028403, 579.058160422], [1009.2231616, 730.415208], [640.25, 361.5]],
  },
  {
    coefficients: [-0.102933, -0.040925, 0.00057951, -0.00419933, 0.429959],
    pixels: [[938.034422572, 163.029725891], [277.277370694, 587.585670218], [1032.60867665, 754.721793195], [640.25, 361.5]],
  },
  {
    coefficients: [0.8, 0.2, 0.0009, -0.0013, 0.01, 0.9, 0.25, 0.01],
    pixels: [[939.140380906, 162.589199395], [278.340731278, 587.317798465], [1032.481163319, 753.762051141], [640.25, 361.5]],
  },
  {
    coefficients: [-0.21, 0.05, 0.0021, 0.0008, -0.004, 0.011, 0.002, -0.003, 0.0013, -0.0004, -0.0017, 0.0006],
    pixels: [[935.107967514, 165.510178267], [287.344059747, 582.013828084], [1019.510022879, 739.657750329], [640.25, 361.5]],
  },
  {
    coefficients: [-0.21, 0.05, 0.0021, 0.0008, -0.004, 0.011, 0.002, -0.003, 0.0013, -0.0004, -0.0017, 0.0006, 0.031, -0.047],
    pixels: [[937.726324953, 164.325838311], [290.332515653, 579.501099285], [1031.384220963, 751.822894892], [640.25, 361.5]],
  },
];

const out = new Float64Array(3);

function pixel(spec: CameraSpec, [x, y, z]: readonly number[]): [number, number] | null {
  return createCamera(spec).project(x, y, z, out) ? [out[0], out[1]] : null;
}

describe('projection', () => {
  it.each(ORACLE)('agrees with an independent evaluation, $coefficients', ({ coefficients, pixels }) => {
    POINTS.forEach((point, k) => {
      const [u, v] = pixel(radtan(coefficients), point)!;
      expect(u).toBeCloseTo(pixels[k][0], 7);
      expect(v).toBeCloseTo(pixels[k][1], 7);
    });
  });

  it('is the pinhole where all coefficients are zero', () => {
    for (const n of [4, 5, 8, 12, 14])
      for (const point of POINTS) {
        const ideal = pixel({ model: 'pinhole', ...base, coefficients: [] }, point);
        expect(pixel(radtan(Array.from({ length: n }, () => 0)), point)).toEqual(ideal);
      }
  });

  it.each(['pinhole', 'opencv-radtan'])('%s: nothing behind the camera, on its plane, or not a number has an image', (model) => {
    const camera = createCamera({ model, ...base, coefficients: model === 'pinhole' ? [] : [0.1, 0, 0, 0] });
    out.fill(7);
    const behind = [[0, 0, 0], [1, 1, -1]];
    const unreal = [[NaN, 0, 1], [0, NaN, 1], [0, 0, NaN], [Infinity, 0, 1], [0, -Infinity, 1], [1e300, 0, 1e-300]];
    for (const [x, y, z] of [...behind, ...unreal]) expect(camera.project(x, y, z, out)).toBe(false);
    expect([...out]).toEqual([7, 7, 7]);
  });

  it('a point beside the picture still projects', () => {
    const [u, v] = pixel(radtan([-0.05, 0, 0, 0]), [-1.2, 0.9, 1])!;
    expect(u).toBeLessThan(0);
    expect(v).toBeGreaterThan(base.height);
  });
});

describe('fold', () => {
  it('strong barrel distortion never folds a wide angle back into the picture', () => {
    // d/dr (r - 0.4 r³) = 0 at r = sqrt(1 / 1.2): beyond 42.4 degrees there is no image.
    const camera = createCamera(radtan([-0.4, 0, 0, 0]));
    const edge = Math.sqrt(1 / 1.2);
    for (let degrees = 0; degrees < 90; degrees += 0.05)
      for (const turn of [0, 0.4, 1.7, 3, 4.4]) {
        const r = Math.tan((degrees * Math.PI) / 180);
        expect(camera.project(r * Math.cos(turn), r * Math.sin(turn), 1, out)).toBe(r < edge);
      }
  });

  it('holds for a rational model, fold and pole', () => {
    // r (1 + r²) / (1 + 3 r²) falls where (1 + 3q)(1 + 3q) - 6q(1 + q) = 3q² + 1 = 0: never.
    expect(createCamera(radtan([1, 0, 0, 0, 0, 3, 0, 0])).project(50, 0, 1, out)).toBe(true);
    // r / (1 + 0.5 q) falls beyond q = 2.
    const fold = createCamera(radtan([0, 0, 0, 0, 0, 0.5, 0, 0]));
    expect([1.414, 1.415].map((r) => fold.project(r, 0, 1, out))).toEqual([true, false]);
    // r / (1 - 0.25 q) has its pole at r = 2.
    const pole = createCamera(radtan([0, 0, 0, 0, 0, -0.25, 0, 0]));
    expect([1.999, 2.001, 5].map((r) => pole.project(r, 0, 1, out))).toEqual([true, false, false]);
  });

  it('a polynomial that grows again after its fold does not come back', () => {
    const camera = createCamera(radtan([-0.5, 0.08, 0, 0]));
    expect([0.9, 1.1, 2, 3, 10].map((r) => camera.project(0, r, 1, out))).toEqual([true, false, false, false, false]);
  });

  it('no two points of the field share a pixel, whatever the lens', () => {
    const small = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
    const angles = fc.tuple(fc.double({ min: 0, max: 1.5, noNaN: true }), fc.double({ min: 0, max: 6.28, noNaN: true }));
    const lens = fc.tuple(small(0.5), small(0.3), small(0.03), small(0.03), small(0.1), small(0.3), small(0.1), small(0.05),
      small(0.02), small(0.01), small(0.02), small(0.01), small(0.1), small(0.1));
    fc.assert(
      fc.property(lens, angles, (coefficients, [angle, turn]) => {
        const camera = createCamera(radtan(coefficients));
        const r = Math.tan(angle), x = r * Math.cos(turn), y = r * Math.sin(turn);
        fc.pre(r < 20 && camera.project(x, y, 1, out));
        // Within the field the map keeps its orientation: central differences of the projection, not its own derivatives.
        const h = 1e-6 * Math.max(1, r), moved = new Float64Array(2);
        const at = (a: number, b: number) => (camera.project(a, b, 1, moved) ? [moved[0], moved[1]] : null);
        const [east, west, south, north] = [at(x + h, y), at(x - h, y), at(x, y + h), at(x, y - h)];
        fc.pre(east !== null && west !== null && south !== null && north !== null);
        const det = (east![0] - west![0]) * (south![1] - north![1]) - (south![0] - north![0]) * (east![1] - west![1]);
        expect(det / (4 * h * h * base.fx * base.fy)).toBeGreaterThan(-2e-3);
      }),
      { numRuns: 500 },
    );
  });
});

describe('ray', () => {
  const pixels = fc.tuple(fc.double({ min: -300, max: 1580, noNaN: true }), fc.double({ min: -300, max: 1020, noNaN: true }));

  it.each([{ coefficients: [] }, ...ORACLE])('is the inverse of project, on and off the picture, $coefficients', ({ coefficients }) => {
    const camera = createCamera(coefficients.length === 0 ? { model: 'pinhole', ...base, coefficients } : radtan(coefficients));
    fc.assert(
      fc.property(pixels, ([u, v]) => {
        expect(camera.ray(u, v, out)).toBe(true);
        expect(Math.hypot(out[0], out[1], out[2])).toBeCloseTo(1, 12);
        expect(camera.project(out[0] * 3, out[1] * 3, out[2] * 3, out)).toBe(true);
        expect(Math.hypot(out[0] - u, out[1] - v)).toBeLessThan(1e-6);
      }),
    );
  });

  it('finds every ray that projects', () => {
    for (const { coefficients } of ORACLE) {
      const camera = createCamera(radtan(coefficients));
      fc.assert(
        fc.property(fc.double({ min: -0.6, max: 0.6, noNaN: true }), fc.double({ min: -0.6, max: 0.6, noNaN: true }), (x, y) => {
          expect(camera.project(x, y, 1, out)).toBe(true);
          expect(camera.ray(out[0], out[1], out)).toBe(true);
          expect(Math.hypot(out[0] / out[2] - x, out[1] / out[2] - y)).toBeLessThan(1e-7);
        }),
      );
    }
  });

  it('says false where the lens has no ray, and leaves the output alone', () => {
    // The largest image radius of r - 0.4 r³ is 0.6086.
    const camera = createCamera(radtan([-0.4, 0, 0, 0]));
    out.fill(7);
    expect(camera.ray(base.cx + 0.62 * base.fx, base.cy, out)).toBe(false);
    expect(camera.ray(NaN, 0, out)).toBe(false);
    expect([...out]).toEqual([7, 7, 7]);
    expect(camera.ray(base.cx + 0.605 * base.fx, base.cy, out)).toBe(true);
  });
});

describe('createCamera', () => {
  const failure = (spec: CameraSpec): string => {
    try {
      createCamera(spec, 'scene.json', 'cameras[0]');
    } catch (error) {
      expect(error).toBeInstanceOf(DataError);
      return (error as DataError).message;
    }
    return 'no error';
  };

  it('takes exactly the numbers of coefficients that a model knows', () => {
    for (const model of cameraModels.filter((m) => m.id !== 'lookup-table'))
      for (let n = 0; n < 20; n++) {
        const message = failure({ model: model.id, ...base, coefficients: Array.from({ length: n }, () => 0) });
        if (model.coefficientCounts.includes(n)) expect(message).toBe('no error');
        else expect(message).toMatch(new RegExp(`^scene.json: wrong number of lens coefficients.*cameras\\[0\\].*found ${n}$`));
      }
  });

  it('refuses what is no camera, and names it', () => {
    expect(failure({ model: 'ftheta', ...base, coefficients: [] })).toMatch(/unknown camera model.*pinhole or opencv-radtan or opencv-fisheye or mei .*"ftheta"/);
    expect(failure({ model: 'pinhole', ...base, fx: 0, coefficients: [] })).toMatch(/bad fx.*found 0/);
    expect(failure({ model: 'pinhole', ...base, cy: NaN, coefficients: [] })).toMatch(/bad cy.*found NaN/);
    expect(failure({ model: 'pinhole', ...base, width: 12.5, coefficients: [] })).toMatch(/bad width.*found 12.5/);
    expect(failure(radtan([0, Infinity, 0, 0]))).toMatch(/coefficient 1.*found Infinity/);
  });
});
