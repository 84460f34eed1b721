import { expect, it } from 'vitest';
import { createCamera } from '#src/core/camera/index.ts';
import { askOpencv, describeOpencv } from '#test/support/opencv.ts';
import { specOf } from './lenses.ts';

/** A number from 0 to 1 that looks like chance and is the same every time. */
const chance = (k: number): number => (Math.abs(Math.sin(12.9898 * k + 78.233) * 43758.5453) % 1);

/** Points up to `halfAngle` off the axis, from 1 to 40 m away. */
function points(halfAngle: number, count = 2000): [number, number, number][] {
  return Array.from({ length: count }, (_, k) => {
    const t = halfAngle * chance(3 * k), s = 2 * Math.PI * chance(3 * k + 1), range = 1 + 39 * chance(3 * k + 2);
    return [range * Math.sin(t) * Math.cos(s), range * Math.sin(t) * Math.sin(s), range * Math.cos(t)];
  });
}

const K = 'K = np.array([[given["fx"], 0, given["cx"]], [0, given["fy"], given["cy"]], [0, 0, 1]])\nX = np.array(given["points"]).reshape(-1, 1, 3)\nC = np.array(given["coefficients"], dtype=float)\nzero = np.zeros(3)\n';
const FUNCTIONS: Readonly<Record<string, string>> = {
  pinhole: 'uv, J = cv2.projectPoints(X, zero, zero, K, None)',
  'opencv-radtan': 'uv, J = cv2.projectPoints(X, zero, zero, K, C)',
  'opencv-fisheye': 'uv, J = cv2.fisheye.projectPoints(X, zero, zero, K, C)',
  mei: 'uv, J = cv2.omnidir.projectPoints(X, zero, zero, K, float(C[0]), C[1:])',
};

/** The pixels, and their derivatives by a shift of the points, from OpenCV. */
function asked(model: string, given: object): { uv: [number, number][]; shift: number[][] } {
  // Derivatives by the translation are columns 3 to 5 for projectPoints and omnidir, and 11 to 13 for fisheye, whose 8 first are the lens.
  const first = model === 'opencv-fisheye' ? 11 : 3;
  return askOpencv(`${K}${FUNCTIONS[model]}\nresult = {"uv": uv.reshape(-1, 2).tolist(), "shift": J[:, ${first}:${first + 3}].reshape(-1, 6).tolist()}`, given);
}

describeOpencv('lenses', () => {
  it.each([
    ['pinhole', [], 1.4],
    ['opencv-radtan', [-0.31, 0.12, 0.0011, -0.0007], 0.8],
    ['opencv-radtan', [-0.21, 0.05, 0.0021, 0.0008, -0.004, 0.011, 0.002, -0.003, 0.0013, -0.0004, -0.0017, 0.0006, 0.031, -0.047], 0.8],
    // OpenCV's own fisheye ends at 90 degrees: it divides by z.
    ['opencv-fisheye', [-0.02, 0.004, -0.001, 0.0001], 1.55],
    ['opencv-fisheye', [0.05, -0.01, 0.002, -0.0003], 1.55],
    ['mei', [2.2134, 0.0168, 1.6549, 0.00042, 0.00042], 1.9],
    ['mei', [0.8, -0.1, 0.02, 0.001, -0.0005], 1.2],
    ['mei', [1, 0, 0, 0, 0], 2.9],
  ] as const)('%s %j: pixels and Jacobian', (model, coefficients, halfAngle) => {
    const spec = specOf({ title: '', model, coefficients, halfAngle }), camera = createCamera(spec), X = points(halfAngle);
    const { uv, shift } = asked(model, { ...spec, points: X });
    const pixel = new Float64Array(2), slope = new Float64Array(6);
    let compared = 0;
    X.forEach((point, k) => {
      // Outside our field OpenCV still gives numbers: folded ones.
      if (!camera.project(...point, pixel)) return;
      compared++;
      const size = Math.hypot(...uv[k]);
      expect(Math.hypot(pixel[0] - uv[k][0], pixel[1] - uv[k][1])).toBeLessThan(1e-9 * (100 + size));
      expect(camera.jacobian(...point, slope)).toBe(true);
      const most = Math.max(...shift[k].map(Math.abs));
      shift[k].forEach((value, i) => expect(Math.abs(slope[i] - value)).toBeLessThan(1e-7 * most));
    });
    expect(compared).toBeGreaterThan(1900);
  });
});
