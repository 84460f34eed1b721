import type { Rigid } from '../geometry/rigid.ts';
import { apply } from '../geometry/rigid.ts';
import type { Vec3 } from '../geometry/units.ts';
import type { Camera } from './camera.ts';

/**
 * The points of one sweep that fall into one picture, before any visibility test: the lens gives them an image, and 0 < u < width,
 * 0 < v < height, all decided in Float64. Arrays have `count` values and go by rising file index.
 */
export interface Projection {
  readonly count: number;
  /** The point's index in its file. */
  readonly index: Uint32Array;
  /** Pixels. Rounded to Float32, and still strictly between 0 and width, 0 and height. */
  readonly u: Float32Array;
  readonly v: Float32Array;
  /** Metres, above 0: z in the camera's frame, or the range for lenses that see beside and behind themselves; see `Camera.depthKind`. */
  readonly depth: Float32Array;
}

/** What is needed of a PointCloud: x, y, z per point, metres, less `origin`. */
export interface SweepPositions {
  readonly positions: Float32Array;
  readonly origin: Vec3;
}

const FIRST_CAPACITY = 16384;

/** Projects a sweep into a picture. Non-finite points, and points that the lens would fold back, are never inside. */
export function projectSweep(sweep: SweepPositions, camera: Camera, cameraFromSweep: Rigid<'camera', 'sweep'>): Projection {
  const { positions } = sweep;
  const { width, height } = camera.spec;
  const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = cameraFromSweep.r;
  // The origin goes into the translation, once and in Float64: UTM coordinates lose nothing.
  const [tx, ty, tz] = apply(cameraFromSweep, sweep.origin);
  const maxU = floatBelow(width), maxV = floatBelow(height);
  const pixel = new Float64Array(2), inFront = camera.depthKind === 'z';
  const points = Math.floor(positions.length / 3);
  let out = allocate(Math.min(points, FIRST_CAPACITY));
  let count = 0;
  for (let i = 0, p = 0; i < points; i++, p += 3) {
    const x = positions[p], y = positions[p + 1], z = positions[p + 2];
    const forward = r6 * x + r7 * y + r8 * z + tz;
    // Most points are behind the camera, and here that costs least.
    if (inFront && !(forward > 0)) continue;
    const right = r0 * x + r1 * y + r2 * z + tx, down = r3 * x + r4 * y + r5 * z + ty;
    if (!camera.project(right, down, forward, pixel)) continue;
    const u = pixel[0], v = pixel[1];
    if (!(u > 0 && u < width && v > 0 && v < height)) continue;
    if (count === out.index.length) out = grown(out, Math.min(points, 2 * count));
    out.index[count] = i;
    out.u[count] = Math.max(Math.min(u, maxU), TINY);
    out.v[count] = Math.max(Math.min(v, maxV), TINY);
    out.depth[count] = Math.max(inFront ? forward : Math.sqrt(right * right + down * down + forward * forward), TINY);
    count++;
  }
  return { count, ...sliced(out, count) };
}

type Arrays = Omit<Projection, 'count'>;

/** The smallest normal Float32: rounding may not turn a number above 0 into 0. */
const TINY = 2 ** -126;

/** The largest Float32 below a whole number of pixels (below 2^24). */
function floatBelow(pixels: number): number {
  return pixels - 2 ** (Math.ceil(Math.log2(pixels)) - 24);
}

function allocate(capacity: number): Arrays {
  return {
    index: new Uint32Array(capacity),
    u: new Float32Array(capacity),
    v: new Float32Array(capacity),
    depth: new Float32Array(capacity),
  };
}

function grown(arrays: Arrays, capacity: number): Arrays {
  const out = allocate(capacity);
  out.index.set(arrays.index);
  out.u.set(arrays.u);
  out.v.set(arrays.v);
  out.depth.set(arrays.depth);
  return out;
}

function sliced({ index, u, v, depth }: Arrays, count: number): Arrays {
  return { index: index.slice(0, count), u: u.slice(0, count), v: v.slice(0, count), depth: depth.slice(0, count) };
}
