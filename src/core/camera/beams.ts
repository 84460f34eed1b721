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
  /** The LiDAR in its sweep's frame, metres. Where this is absent it is the frame's origin, or found from the points: `beamOriginOf`. */
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
  /** How far a step of `da` to the right of entry k leads in the picture, pixels to the right, and one of `db` downwards, pixels down: into `out`. Never negative. */
  pixels(k: number, da: number, db: number, out: Float64Array): void;
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
  const a = new Float32Array(count), b = new Float32Array(count), range = new Float32Array(count), places = new Float64Array(3 * count);
  let a0 = Infinity, a1 = -Infinity, b0 = Infinity, b1 = -Infinity;
  for (let k = 0; k < count; k++) {
    const p = 3 * index[k], px = positions[p], py = positions[p + 1], pz = positions[p + 2], at = 3 * k;
    const x = (places[at] = r0 * px + r1 * py + r2 * pz + tx) - lx;
    const y = (places[at + 1] = r3 * px + r4 * py + r5 * pz + ty) - ly;
    const z = (places[at + 2] = r6 * px + r7 * py + r8 * pz + tz) - lz;
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
  const { u, v } = projection;
  return {
    count, a, b, range, known: true,
    width: count === 0 ? 1 : a1 - a0 + 2 * RIM, height: count === 0 ? 1 : b1 - b0 + 2 * RIM,
    pixels: (k, da, db, out) => {
      const x = places[3 * k], y = places[3 * k + 1], z = places[3 * k + 2], turn = da / UNITS;
      const across = camera.project(x + turn * (z - lz), y, z - turn * (x - lx), out) ? Math.max(0, out[0] - u[k]) : 0;
      out[1] = camera.project(x, y + (db / UNITS) * range[k], z, out) ? Math.max(0, out[1] - v[k]) : 0;
      out[0] = across;
    },
    place: (px, py, pz, out) => {
      const x = px - lx, z = pz - lz, level = Math.sqrt(x * x + z * z);
      out[0] = UNITS * Math.atan2(x, z) + RIM - a0;
      out[1] = (UNITS * (py - ly)) / level + RIM - b0;
      out[2] = level;
    },
    point: (k, out) => {
      for (let j = 0; j < 3; j++) out[j] = places[3 * k + j];
    },
  };
}

/** The picture itself, where nothing more is known. */
export function pictureView({ count, u, v, depth }: Projection, width: number, height: number): BeamView {
  return {
    count, a: u, b: v, width, height, range: depth, known: false,
    pixels: (_, da, db, out) => {
      out[0] = da;
      out[1] = db;
    },
    place: () => undefined,
    point: () => undefined,
  };
}
