import type { Rigid } from '../geometry/rigid.ts';
import { apply } from '../geometry/rigid.ts';
import type { Vec3 } from '../geometry/units.ts';
import type { Camera } from './camera.ts';
import type { Projection, SweepPositions } from './projection.ts';

/** Where a sweep's beams came from: what is known of it beside its pixels. */
export interface SweepBeams {
  readonly sweep: SweepPositions;
  readonly camera: Camera;
  readonly cameraFromSweep: Rigid<'camera', 'sweep'>;
  /** The LiDAR in its sweep's frame, metres; its origin where this is absent. */
  readonly beamOrigin?: Vec3;
}

/**
 * The points of one sweep in one picture as something else saw them: the LiDAR, in whose view no surface hides another. There, between
 * two neighbouring points are no others, and a farther neighbour means that a beam has passed by the nearer one.
 */
export interface BeamView {
  readonly count: number;
  /** To the right and downwards as in the picture, above 0 and below `width` and `height`. From the LiDAR: milliradians, and thousandths of a slope. */
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Metres: level distance from the LiDAR. */
  readonly range: Float32Array;
  /** Whether the beams are known. If not, this is the picture itself: points between others may lie behind a surface that covers them. */
  readonly known: boolean;
  /** How far a step of `da` to the right of entry k leads in the picture, pixels to the right; of `db` downwards, pixels down. Never negative. */
  pixelsAcross(k: number, da: number): number;
  pixelsDown(k: number, db: number): number;
  /** Where a place of the camera's frame is seen from the LiDAR: a, b and range into `out`. */
  place(x: number, y: number, z: number, out: Float64Array): void;
  /** Entry k in the camera's frame, metres. */
  point(k: number, out: Float64Array): void;
}

const UNITS = 1000;
/** So that nothing lies on the view's edge. */
const RIM = 0.5;

/** The view from where the beams came, turned as the camera is turned, so that right is right in both. */
export function beamView(projection: Projection, { sweep, camera, cameraFromSweep, beamOrigin = [0, 0, 0] }: SweepBeams): BeamView {
  const { count, index } = projection, { positions } = sweep;
  const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = cameraFromSweep.r;
  const [tx, ty, tz] = apply(cameraFromSweep, sweep.origin), [lx, ly, lz] = apply(cameraFromSweep, beamOrigin);
  const a = new Float32Array(count), b = new Float32Array(count), range = new Float32Array(count);
  let a0 = Infinity, a1 = -Infinity, b0 = Infinity, b1 = -Infinity;
  for (let k = 0; k < count; k++) {
    const p = 3 * index[k], px = positions[p], py = positions[p + 1], pz = positions[p + 2];
    const x = r0 * px + r1 * py + r2 * pz + tx - lx, y = r3 * px + r4 * py + r5 * pz + ty - ly, z = r6 * px + r7 * py + r8 * pz + tz - lz;
    const level = Math.max(Math.sqrt(x * x + z * z), Number.MIN_VALUE);
    const across = UNITS * Math.atan2(x, z), down = (UNITS * y) / level;
    a[k] = across;
    b[k] = down;
    range[k] = level;
    if (across < a0) a0 = across;
    if (across > a1) a1 = across;
    if (down < b0) b0 = down;
    if (down > b1) b1 = down;
  }
  for (let k = 0; k < count; k++) {
    a[k] += RIM - a0;
    b[k] += RIM - b0;
  }
  const at = new Float64Array(3), pixel = new Float64Array(2);
  const point = (k: number, out: Float64Array): void => {
    const p = 3 * index[k], x = positions[p], y = positions[p + 1], z = positions[p + 2];
    out[0] = r0 * x + r1 * y + r2 * z + tx;
    out[1] = r3 * x + r4 * y + r5 * z + ty;
    out[2] = r6 * x + r7 * y + r8 * z + tz;
  };
  return {
    count, a, b, range, known: true, point,
    width: count === 0 ? 1 : a1 - a0 + 2 * RIM, height: count === 0 ? 1 : b1 - b0 + 2 * RIM,
    pixelsAcross: (k, da) => {
      point(k, at);
      const x = at[0] - lx, z = at[2] - lz, turn = da / UNITS;
      return camera.project(at[0] + turn * z, at[1], at[2] - turn * x, pixel) ? Math.max(0, pixel[0] - projection.u[k]) : 0;
    },
    pixelsDown: (k, db) => {
      point(k, at);
      return camera.project(at[0], at[1] + (db / UNITS) * range[k], at[2], pixel) ? Math.max(0, pixel[1] - projection.v[k]) : 0;
    },
    place: (px, py, pz, out) => {
      const x = px - lx, z = pz - lz, level = Math.sqrt(x * x + z * z);
      out[0] = UNITS * Math.atan2(x, z) + RIM - a0;
      out[1] = (UNITS * (py - ly)) / level + RIM - b0;
      out[2] = level;
    },
  };
}

/** The picture itself, where nothing more is known. */
export function pictureView({ count, u, v, depth }: Projection, width: number, height: number): BeamView {
  return {
    count, a: u, b: v, width, height, range: depth, known: false,
    pixelsAcross: (_, da) => da,
    pixelsDown: (_, db) => db,
    place: () => undefined,
    point: () => undefined,
  };
}
