import type { CameraSpec } from '#src/core/camera/camera.ts';

/** A pixel's ray as (x, y, 1) in the camera frame (x right, y down, z forward), written to out[0..2]. */
export type PixelRay = (u: number, v: number, out: Float64Array) => void;

/**
 * Rays of a pinhole or OpenCV radial-tangential lens (k1 k2 p1 p2 k3). Written apart from the app's camera models on
 * purpose: where both agree about a picture, neither is wrong in a way of its own.
 */
export function pixelRays({ model, fx, fy, cx, cy, coefficients }: CameraSpec): PixelRay {
  if (model === 'pinhole')
    return (u, v, out) => {
      out[0] = (u - cx) / fx;
      out[1] = (v - cy) / fy;
      out[2] = 1;
    };
  if (model !== 'opencv-radtan') throw new Error(`the simulator has no lens ${model}`);
  const [k1 = 0, k2 = 0, p1 = 0, p2 = 0, k3 = 0] = coefficients;
  return (u, v, out) => {
    const xd = (u - cx) / fx, yd = (v - cy) / fy;
    let x = xd, y = yd;
    // Fixed-point iteration as in OpenCV's undistortPoints, run until it stands still to 1e-12 (or 200 times).
    for (let i = 0; i < 200; i++) {
      const q = x * x + y * y;
      const radial = 1 + q * (k1 + q * (k2 + q * k3));
      const nx = (xd - 2 * p1 * x * y - p2 * (q + 2 * x * x)) / radial;
      const ny = (yd - p1 * (q + 2 * y * y) - 2 * p2 * x * y) / radial;
      const moved = Math.abs(nx - x) + Math.abs(ny - y);
      x = nx;
      y = ny;
      if (moved < 1e-12) break;
    }
    out[0] = x;
    out[1] = y;
    out[2] = 1;
  };
}
