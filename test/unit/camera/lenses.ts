import type { CameraSpec } from '#src/core/camera/camera.ts';

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
];

export function specOf({ model, coefficients, spec }: TestLens): CameraSpec {
  return { model, ...base, coefficients, ...spec };
}
