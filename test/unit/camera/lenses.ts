import fc from 'fast-check';
import type { CameraSpec, RayTable } from '#src/core/camera/camera.ts';

/** A lens to ask what every lens must answer. */
export interface TestLens {
  readonly title: string;
  readonly model: string;
  readonly coefficients: readonly number[];
  /** Radians from the axis within which points are tried. */
  readonly halfAngle: number;
  readonly spec?: Partial<CameraSpec>;
}

const base = { width: 1280, height: 720, fx: 410.5, fy: 409.25, cx: 640.25, cy: 361.5 };

export const LENSES: readonly TestLens[] = [
  { title: 'a pinhole', model: 'pinhole', coefficients: [], halfAngle: 1.4 },
  { title: 'a radial-tangential lens', model: 'opencv-radtan', coefficients: [-0.31, 0.12, 0.0011, -0.0007], halfAngle: 1.4 },
  { title: 'a rational lens', model: 'opencv-radtan', coefficients: [0.8, 0.2, 0.0009, -0.0013, 0.01, 0.9, 0.25, 0.01], halfAngle: 1.2 },
  {
    title: 'a lens with prism and tilt', model: 'opencv-radtan', halfAngle: 1,
    coefficients: [-0.21, 0.05, 0.0021, 0.0008, -0.004, 0.011, 0.002, -0.003, 0.0013, -0.0004, -0.0017, 0.0006, 0.031, -0.047],
  },
  { title: 'an equidistant fisheye', model: 'opencv-fisheye', coefficients: [0, 0, 0, 0], halfAngle: 3.1 },
  { title: 'a bent fisheye', model: 'opencv-fisheye', coefficients: [-0.02, 0.004, -0.001, 0.0001], halfAngle: 3.1 },
  { title: 'a fisheye that folds at 104.6 degrees', model: 'opencv-fisheye', coefficients: [-0.1, 0, 0, 0], halfAngle: 1.8 },
  // KITTI-360's image_02, and mirrors and lenses with the other kinds of xi.
  { title: "KITTI-360's fisheye", model: 'mei', coefficients: [2.2134, 0.0168, 1.6549, 0.00042, 0.00042], halfAngle: 3.1, spec: { fx: 1336.3, fy: 1335.8 } },
  { title: 'a unified lens with xi below 1', model: 'mei', coefficients: [0.8, -0.1, 0.02, 0.001, -0.0005], halfAngle: 3.1 },
  { title: 'a parabolic mirror', model: 'mei', coefficients: [1, 0, 0, 0, 0], halfAngle: 3 },
  { title: 'a panorama', model: 'equirectangular', coefficients: [], halfAngle: 3.1, spec: panorama(639.5) },
  { title: 'a panorama that looks back', model: 'equirectangular', coefficients: [], halfAngle: 3.1, spec: panorama(17.25) },
];

/** All around, forward at column `cx`. */
function panorama(cx: number): Partial<CameraSpec> {
  return { height: 640, fx: 1280 / (2 * Math.PI), fy: 1280 / (2 * Math.PI), cx, cy: 319.5 };
}

/** A table of the rays of another lens, where it has any. */
export function tableOf(rayOf: (u: number, v: number) => readonly number[] | null, { width, height }: CameraSpec, columns: number, rows: number): RayTable {
  const rays = new Float32Array(3 * columns * rows).fill(NaN);
  for (let row = 0, k = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, k += 3) {
      const ray = rayOf((column * (width - 1)) / (columns - 1), (row * (height - 1)) / (rows - 1));
      if (ray !== null) rays.set(ray, k);
    }
  return { columns, rows, rays };
}

export function specOf({ model, coefficients, spec }: TestLens): CameraSpec {
  return { model, ...base, coefficients, ...spec };
}

/** Evenly spread, where fc.double is mostly numbers next to nothing. */
export function between(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 1_000_000 }).map((k) => min + ((max - min) * k) / 1_000_000);
}
