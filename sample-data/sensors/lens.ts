import type { CameraSpec } from '#src/core/camera/camera.ts';
import { cos, sin } from '../world/trig.ts';

/** A pixel's ray as a direction of any length in the camera frame (x right, y down, z forward), to out[0..2]; false where the lens sees nothing. */
export type PixelRay = (u: number, v: number, out: Float64Array) => boolean;

/** Half the field of a fisheye lens that its picture shows: beyond, the picture is black. Radians. */
const FISHEYE_FIELD = 1.64;

/**
 * Rays of a pinhole, an OpenCV radial-tangential (k1 k2 p1 p2 k3), an OpenCV fisheye (k1 k2 k3 k4), a unified lens without distortion (xi 0 0
 * 0 0), or a panorama. Written apart from the app's camera models on purpose: where both agree about a picture, neither is wrong in a way of its own.
 */
export function pixelRays(spec: CameraSpec): PixelRay {
  if (spec.model === 'pinhole') return pinholeRays(spec);
  if (spec.model === 'opencv-radtan') return radtanRays(spec);
  if (spec.model === 'opencv-fisheye') return fisheyeRays(spec);
  if (spec.model === 'mei') return unifiedRays(spec);
  if (spec.model === 'equirectangular') return panoramaRays(spec);
  throw new Error(`the simulator has no lens ${spec.model}`);
}

function pinholeRays({ fx, fy, cx, cy }: CameraSpec): PixelRay {
  return (u, v, out) => {
    out[0] = (u - cx) / fx;
    out[1] = (v - cy) / fy;
    out[2] = 1;
    return true;
  };
}

function radtanRays({ fx, fy, cx, cy, coefficients }: CameraSpec): PixelRay {
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
    return true;
  };
}

/** The second meeting of the line from (0, 0, -xi) through the plane one before it with the unit sphere around the origin. */
function unifiedRays({ fx, fy, cx, cy, coefficients: [xi] }: CameraSpec): PixelRay {
  return (u, v, out) => {
    const x = (u - cx) / fx, y = (v - cy) / fy, a = x * x + y * y + 1;
    // |(0, 0, -xi) + t (x, y, 1)| = 1
    const under = xi * xi - a * (xi * xi - 1);
    if (!(under > 0)) return false;
    const t = (xi + Math.sqrt(under)) / a;
    out[0] = t * x;
    out[1] = t * y;
    out[2] = t - xi;
    return true;
  };
}

function panoramaRays({ fx, fy, cx, cy }: CameraSpec): PixelRay {
  return (u, v, out) => {
    const east = (u - cx) / fx, down = (v - cy) / fy;
    out[0] = cos(down) * sin(east);
    out[1] = sin(down);
    out[2] = cos(down) * cos(east);
    return true;
  };
}

function fisheyeRays({ fx, fy, cx, cy, coefficients: [k1, k2, k3, k4] }: CameraSpec): PixelRay {
  return (u, v, out) => {
    const xd = (u - cx) / fx, yd = (v - cy) / fy;
    const bent = Math.sqrt(xd * xd + yd * yd);
    let angle = bent;
    for (let i = 0; i < 40; i++) {
      const q = angle * angle;
      const off = angle * (1 + q * (k1 + q * (k2 + q * (k3 + q * k4)))) - bent;
      const step = off / (1 + q * (3 * k1 + q * (5 * k2 + q * (7 * k3 + q * 9 * k4))));
      angle -= step;
      if (Math.abs(step) < 1e-14) break;
    }
    if (!(angle < FISHEYE_FIELD)) return false;
    const side = bent > 0 ? sin(angle) / bent : 0;
    out[0] = xd * side;
    out[1] = yd * side;
    out[2] = cos(angle);
    return true;
  };
}
