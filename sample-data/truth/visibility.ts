import { createCamera } from '#src/core/camera/index.ts';
import type { Camera, CameraSpec } from '#src/core/camera/camera.ts';
import { apply, invert, type Rigid } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { LidarSpec, SimulatedSweep } from '../sensors/lidar.ts';
import { POINT_STRIDE } from '../sensors/lidar.ts';
import { SHAPES } from '../shapes/index.ts';
import type { Part } from '../world/part.ts';
import { type Hit, newHit, type RayScene } from '../world/ray-scene.ts';
import { PlacesOnObjects } from './places.ts';

/** What is true of a point and an image; one uint8 per point and camera. */
export const VISIBILITY = {
  /** The point, as written in the file and projected with exact poses, has no image: none by the lens, or not 0 < u < width and 0 < v < height. */
  outside: 0,
  /** Nothing stands between the lens and the place on its object that the beam met, where that is at the image's time. */
  seen: 1,
  /** Something does, and the sweep has a point of it near the place where it hides: see `hiderSampled`. */
  hiddenBySampled: 2,
  /** Something does, of which the sweep knows nothing there. */
  hiddenByUnsampled: 3,
} as const;

/** Added to the code where the point's object has carried the place more than 5 cm between the point's time and the image's. */
export const MOVED = 4;

/** A surface nearer than this to the place, along the ray, is the place's own. Metres. */
const OWN_SURFACE = 0.003;
const MOVED_BY = 0.05;
/** How far from where the view is blocked a sweep's point may lie, in beam spacings, and at least so many metres. */
const NEAR_SPACINGS = 1.5;
const NEAR_LEAST = 0.1;
/** Parts less than this across are surfaces of their own. Metres. */
const THIN = 0.15;

/** A sweep and how it was made. */
export interface PlacedSweep {
  readonly spec: LidarSpec;
  readonly sweep: SimulatedSweep;
  /** After the start of the sequence. */
  readonly seconds: number;
  readonly worldFromSweep: Rigid<'world', 'sweep'>;
}

/** The eye that a picture was taken with. */
export interface Eye {
  readonly spec: CameraSpec;
  readonly seconds: number;
  readonly worldFromCamera: Rigid<'world', 'camera'>;
  /** Where rows are read one after the other. */
  readonly readout?: Readout | null;
}

/** How a picture's rows are read, from the top: the middle one at the picture's time. */
export interface Readout {
  /** From the first row to the last. */
  readonly seconds: number;
  readonly worldFromCameraAt: (seconds: number) => Rigid<'world', 'camera'>;
}

/** When a row of a picture is read, seconds after the start; rows beyond the picture with its first or last one. */
export function rowTime(row: number, height: number, seconds: number, readout: Readout): number {
  return seconds + (Math.min(Math.max((row + 0.5) / height, 0), 1) - 0.5) * readout.seconds;
}

/** When and where a place in the world is seen: pixels, and seconds after the start. */
export interface Shot {
  readonly seconds: number;
  readonly u: number;
  readonly v: number;
}

/**
 * When a place that stands still is seen through rows that are read one after the other, and where: the moment at which the row is read that
 * it falls into, by halving. Null where it has no image.
 */
export function shotOf(camera: Pick<Camera, 'project'>, { spec, seconds, worldFromCamera, readout }: Eye, place: Vec3): Shot | null {
  const pixel = new Float64Array(2);
  const rowAt = (pose: Rigid<'world', 'camera'>): number | null => {
    const [x, y, z] = apply(invert(pose), place);
    return camera.project(x, y, z, pixel) ? pixel[1] : null;
  };
  if (!readout) return rowAt(worldFromCamera) === null ? null : { seconds, u: pixel[0], v: pixel[1] };
  let from = seconds - readout.seconds / 2, to = seconds + readout.seconds / 2;
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (from + to) / 2, row = rowAt(readout.worldFromCameraAt(middle));
    if (row === null) return null;
    if (rowTime(row, spec.height, seconds, readout) > middle) from = middle;
    else to = middle;
  }
  return { seconds: (from + to) / 2, u: pixel[0], v: pixel[1] };
}

/** Of a readout of 50 ms: to less than a nanosecond. */
const HALVINGS = 26;

/**
 * One code per point, in file order. Rays are cast in the street itself, at the image's time; a point on an object that moves is first
 * carried along with the object, to where its surface is then. `gaps`, where given, gets how far before its place each hidden point's
 * view is blocked, metres, and 0 for the others.
 */
export function visibilityTruth(street: RayScene, placed: PlacedSweep, eye: Eye, gaps?: Float32Array): Uint8Array {
  const { sweep, worldFromSweep, seconds } = placed;
  const codes = new Uint8Array(sweep.count), hit = newHit();
  const camera = createCamera(eye.spec);
  const places = new PlacesOnObjects(street, placed);
  street.moveTo(eye.seconds);
  for (let i = 0; i < sweep.count; i++) {
    const k = POINT_STRIDE * i;
    const shot = shotOf(camera, eye, apply(worldFromSweep, placeOf(sweep, i)));
    if (shot === null || !(shot.u > 0 && shot.u < eye.spec.width && shot.v > 0 && shot.v < eye.spec.height)) continue;
    const { t: lens } = eye.readout ? eye.readout.worldFromCameraAt(shot.seconds) : eye.worldFromCamera;
    street.moveTo(shot.seconds);
    const object = street.objects[sweep.objects[i]];
    const place = apply(street.worldFromPart(sweep.objects[i], sweep.parts[i]), [sweep.local[3 * i], sweep.local[3 * i + 1], sweep.local[3 * i + 2]]);
    const x = place[0] - lens[0], y = place[1] - lens[1], z = place[2] - lens[2];
    const distance = Math.sqrt(x * x + y * y + z * z);
    const dx = x / distance, dy = y / distance, dz = z / distance;
    if (!street.cast(lens[0], lens[1], lens[2], dx, dy, dz, distance - OWN_SURFACE, hit)) codes[i] = VISIBILITY.seen;
    else {
      codes[i] = hiderSampled(street, places, hit, placed) ? VISIBILITY.hiddenBySampled : VISIBILITY.hiddenByUnsampled;
      if (gaps) gaps[i] = distance - hit.t;
    }
    if (object.moves) {
      const then = seconds + sweep.points[k + 4];
      const before = apply(object.poseAt(then), apply(invert(object.poseAt(shot.seconds)), place));
      const a = place[0] - before[0], b = place[1] - before[1], c = place[2] - before[2];
      if (a * a + b * b + c * c > MOVED_BY * MOVED_BY) codes[i] += MOVED;
    }
  }
  return codes;
}

/** A point in its sweep's frame, at the sweep's time. */
export function placeOf({ points, placed }: SimulatedSweep, i: number): Vec3 {
  const k = POINT_STRIDE * i;
  return placed === undefined ? [points[k], points[k + 1], points[k + 2]] : [placed[3 * i], placed[3 * i + 1], placed[3 * i + 2]];
}

/**
 * Whether the sweep sampled what stands in the way: it has a point on the same surface whose exact place, measured in the object's
 * frame, is within 1.5 beam spacings of where the view is blocked, and never less than 0.1 m. A surface is an object, but parts less than
 * 15 cm across (leaves, twigs, wires, bars, arms) are surfaces of their own: between those that the beams met there are others. The
 * beam spacing is the range from the LiDAR to that place times the greater of the step between firings and the step between the two beams
 * around its elevation. Along a surface that beams graze, neighbouring points lie farther apart: there it counts as not sampled.
 */
function hiderSampled(street: RayScene, places: PlacesOnObjects, { object, part, point }: Hit, { spec, worldFromSweep: { r, t } }: PlacedSweep): boolean {
  const x = point[0] - t[0], y = point[1] - t[1], z = point[2] - t[2];
  const range = Math.sqrt(x * x + y * y + z * z);
  const up = (r[2] * x + r[5] * y + r[8] * z) / range;
  const spacing = range * Math.max((2 * Math.PI) / spec.azimuthSteps, beamStep(spec.elevations, up));
  const alone = widthAcross(street.partsOf(object)[part]) < THIN ? part : null;
  return places.near(object, alone, point, Math.max(NEAR_SPACINGS * spacing, NEAR_LEAST));
}

/** The second greatest of a part's three extents, metres. */
function widthAcross({ shape, size }: Part): number {
  const extents = SHAPES[shape].halfExtents(size).sort((a, b) => a - b);
  return 2 * extents[1];
}

/** The step between the beams around an elevation whose sine is `up`; at the ends that of the outermost two. Radians. */
function beamStep(elevations: readonly number[], up: number): number {
  // |up| <= 0.8 on any rig here: the series of the arc sine is good to a thousandth of a beam step.
  const q = up * up;
  const elevation = up * (1 + q * (1 / 6 + q * (3 / 40 + q * (15 / 336 + (q * 105) / 3456))));
  let above = 1;
  while (above < elevations.length - 1 && elevations[above] < elevation) above++;
  return elevations[above] - elevations[above - 1];
}
