import type { CameraSpec } from '#src/core/camera/camera.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { apply, invert, rigid } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';

/** Boxes on flat ground (z = 0), a spinning LiDAR and exact visibility by ray casting: the truth for visibility tests. */
export interface Block {
  readonly center: Vec3;
  readonly size: Vec3;
  readonly yaw: number;
}

export interface LidarOptions {
  readonly beams: number;
  /** Degrees, lowest and highest beam. */
  readonly elevation: readonly [number, number];
  /** Degrees between two firings. */
  readonly azimuthStep: number;
  /** Metres, standard deviation along the ray. */
  readonly rangeNoise: number;
  readonly seed: number;
}

/** Where it stands, in the frame of its points. */
export const LIDAR: Vec3 = [0, 0, 1.8];
const MAX_RANGE = 80;

/** Deterministic numbers in [0, 1) (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A street: rows of parked cars, poles, people, facades. */
export function street(seed: number): Block[] {
  const next = random(seed);
  const between = (a: number, b: number): number => a + (b - a) * next();
  const blocks: Block[] = [];
  const stand = (x: number, y: number, size: Vec3, yaw: number): void => {
    blocks.push({ center: [x, y, size[2] / 2], size, yaw });
  };
  for (const side of [-1, 1]) {
    for (let x = -40; x < 70; x += between(6, 11))
      stand(x, side * between(4, 5), [between(3.8, 5), 1.8, between(1.4, 1.9)], between(-0.05, 0.05));
    for (let x = -40; x < 70; x += between(8, 20)) stand(x, side * between(6.5, 8), [0.2, 0.2, between(3, 7)], 0);
    for (let x = -40; x < 70; x += between(4, 15)) stand(x, side * between(6, 10), [0.5, 0.5, between(1.5, 1.9)], between(0, 3));
    for (let x = -50; x < 80; x += between(12, 22)) stand(x, side * between(11, 14), [between(8, 14), 3, between(5, 15)], 0);
  }
  for (let k = 0; k < 4; k++)
    stand(between(10, 60), between(-3, 3), [between(4, 8), between(1.8, 2.5), between(1.5, 3.2)], between(-0.2, 0.2));
  return blocks;
}

/** Distance along the unit direction to the first surface, Infinity where there is none. */
export function castRay(blocks: readonly Block[], from: Vec3, to: Vec3): number {
  let first = to[2] < 0 ? -from[2] / to[2] : Infinity;
  for (const { center, size, yaw } of blocks) {
    const c = Math.cos(yaw), s = Math.sin(yaw);
    const ox = from[0] - center[0], oy = from[1] - center[1];
    const o = [c * ox + s * oy, -s * ox + c * oy, from[2] - center[2]];
    const d = [c * to[0] + s * to[1], -s * to[0] + c * to[1], to[2]];
    let near = 0, far = Infinity;
    for (let k = 0; k < 3; k++) {
      const a = (-size[k] / 2 - o[k]) / d[k], b = (size[k] / 2 - o[k]) / d[k];
      near = Math.max(near, Math.min(a, b));
      far = Math.min(far, Math.max(a, b));
    }
    if (near < far && near > 0 && near < first) first = near;
  }
  return first;
}

/** One sweep from LIDAR, x y z per point, beams evenly spread, azimuths in firing order. */
export function scan(blocks: readonly Block[], options: LidarOptions): Float32Array {
  const { beams, elevation: [low, high], azimuthStep, rangeNoise, seed } = options;
  const next = random(seed);
  const out: number[] = [];
  for (let azimuth = -180; azimuth < 180; azimuth += azimuthStep)
    for (let beam = 0; beam < beams; beam++) {
      const e = ((low + ((high - low) * beam) / (beams - 1)) * Math.PI) / 180, a = (azimuth * Math.PI) / 180;
      const direction: Vec3 = [Math.cos(e) * Math.cos(a), Math.cos(e) * Math.sin(a), Math.sin(e)];
      const range = castRay(blocks, LIDAR, direction);
      if (!(range < MAX_RANGE)) continue;
      const r = range + rangeNoise * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      out.push(LIDAR[0] + r * direction[0], LIDAR[1] + r * direction[1], LIDAR[2] + r * direction[2]);
    }
  return Float32Array.from(out);
}

/** A camera that looks along +x from `offset` metres beside the LiDAR. */
export function lookingForward(offset: Vec3): Rigid<'camera', 'sweep'> {
  const at: Vec3 = [LIDAR[0] + offset[0], LIDAR[1] + offset[1], LIDAR[2] + offset[2]];
  const r = [0, -1, 0, 0, 0, -1, 1, 0, 0];
  return rigid(r, apply({ r, t: [0, 0, 0] }, [-at[0], -at[1], -at[2]]));
}

export function pinholeSpec(width: number, height: number, focal: number): CameraSpec {
  return { model: 'pinhole', width, height, fx: focal, fy: focal, cx: width / 2, cy: height / 2, coefficients: [] };
}

export type Truth = 'seen' | 'hidden' | 'hidden by an unsampled surface';

/**
 * Whether the camera sees a point, exact but for a margin that covers the range noise. What hides it counts as sampled
 * where the LiDAR, too, sees the place on it, within its beams.
 */
export function truthOf(blocks: readonly Block[], lidar: LidarOptions, cameraFromSweep: Rigid<'camera', 'sweep'>, point: Vec3): Truth {
  const camera = invert(cameraFromSweep).t;
  const margin = 0.02 + 5 * lidar.rangeNoise;
  const reach = distance(camera, point);
  const toPoint = direction(camera, point);
  const hit = castRay(blocks, camera, toPoint);
  if (hit > reach - margin) return 'seen';
  const place: Vec3 = [camera[0] + hit * toPoint[0], camera[1] + hit * toPoint[1], camera[2] + hit * toPoint[2]];
  const toPlace = direction(LIDAR, place);
  const elevation = (Math.asin(toPlace[2]) * 180) / Math.PI;
  const lit = castRay(blocks, LIDAR, toPlace) > distance(LIDAR, place) - 1e-6;
  return lit && elevation >= lidar.elevation[0] && elevation <= lidar.elevation[1] ? 'hidden' : 'hidden by an unsampled surface';
}

function distance(a: Vec3, b: Vec3): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]);
}

function direction(a: Vec3, b: Vec3): Vec3 {
  const d = distance(a, b);
  return [(b[0] - a[0]) / d, (b[1] - a[1]) / d, (b[2] - a[2]) / d];
}
