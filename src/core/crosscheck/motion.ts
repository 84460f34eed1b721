import type { Camera } from '../camera/camera.ts';
import { depthOf } from '../camera/camera.ts';
import type { OrientedBox } from '../geometry/box.ts';
import { corners } from '../geometry/box.ts';
import type { Rigid } from '../geometry/rigid.ts';
import { apply } from '../geometry/rigid.ts';
import type { Metres, Pixels, Vec3 } from '../geometry/units.ts';
import { topSpeed } from '../labels/top-speed.ts';
import type { Frame, FrameBox, FrameImage, Sequence, TimeNs } from '../scene/scene.ts';

/** A box at its frame's time that does not stand still, or of which nobody knows whether it does. */
export interface MovingBox {
  readonly box: OrientedBox<'world'>;
  /** Metres per second, in the world. */
  readonly velocity: Vec3;
  /** The velocity is not known: it may be anything from its opposite to itself. */
  readonly presumed?: true;
}

/** The part of a picture in which one moving thing was, from the sweep's time to the picture's. */
export interface MotionWindow {
  readonly u0: Pixels;
  readonly v0: Pixels;
  readonly u1: Pixels;
  readonly v1: Pixels;
  /** The thing's nearest corner: what lies nearer has nothing to do with it. */
  readonly nearest: Metres;
  /** How far it may have moved in the picture. */
  readonly reach: Pixels;
  /** Where to; absent where that may be any way. */
  readonly flow?: Flow;
}

/** How a moving thing's image moves: at (u, v) by (d[0] + d[1] u + d[2] v) / depth pixels a second, d being `du` or `dv`. Exact for a pinhole. */
export interface Flow {
  readonly du: Vec3;
  readonly dv: Vec3;
  /** The thing's farthest corner: what lies farther away is behind it. */
  readonly farthest: Metres;
  /** From a point's time to the picture's, seconds: between these where the point's own time is not known. */
  readonly earliest: number;
  readonly latest: number;
  /** It may go the other way as well, or stand. */
  readonly presumed: boolean;
}

/** Slower things stand still: boxes drawn by hand jitter by some centimetres from frame to frame. Metres per second. */
const STANDING = 0.5;
/** Points are up to half a turn of the LiDAR older or younger than their sweep. Seconds. */
const HALF_SWEEP = 0.05;
/** What is farther apart in time is no pair of exposures but a mistaken clock, which must not explain everything. Seconds. */
const LONGEST = 0.2;
/** Boxes are seldom tight. Metres. */
const SLACK = 0.3;

/**
 * The boxes of frame `at` that move or may move: by the velocity that the data gives them, else by where their tracks are in the frames
 * before and after, else, where nothing is known, along their heading as fast as things of their class go (`topSpeed`). In a sequence
 * without poses tracks say nothing.
 */
export function movingBoxes(sequence: Sequence, at: number): MovingBox[] {
  return sequence.frames[at].boxes.flatMap((given): MovingBox[] => {
    const velocity = velocityOf(sequence, at, given);
    if (velocity === null) return presumedMotion(given.box, topSpeed(given.className));
    return Math.hypot(...velocity) < STANDING ? [] : [{ box: given.box, velocity }];
  });
}

/** A thing whose velocity nobody knows: along its box's heading, as fast as its kind goes; none where that kind does not move. */
export function presumedMotion(box: OrientedBox<'world'>, speed: number): MovingBox[] {
  const { r } = box.pose;
  return speed === 0 ? [] : [{ box, velocity: [speed * r[0], speed * r[3], speed * r[6]], presumed: true }];
}

function velocityOf({ frames, posed }: Sequence, at: number, { velocity, track }: FrameBox): Vec3 | null {
  if (velocity !== undefined) return velocity;
  if (!posed || track === undefined) return null;
  const around = [frames[at - 1], frames[at], frames[at + 1]].filter((frame) => frame !== undefined && frame.timeNs !== null);
  const places = around.flatMap((frame) => placesOf(frame, track));
  const first = places[0], last = places[places.length - 1];
  if (places.length < 2 || first.timeNs === last.timeNs) return null;
  const seconds = Number(last.timeNs - first.timeNs) / 1e9, [x, y, z] = first.at, [u, v, w] = last.at;
  return [(u - x) / seconds, (v - y) / seconds, (w - z) / seconds];
}

/** Where a track is in a frame: once, unless the data is at odds with itself, and then nothing is known. */
function placesOf(frame: Frame, track: string): { timeNs: TimeNs; at: Vec3 }[] {
  const boxes = frame.boxes.filter((b: FrameBox) => b.track === track);
  return boxes.length === 1 ? [{ timeNs: frame.timeNs!, at: boxes[0].box.pose.t }] : [];
}

/** From the sweep's time to the picture's, in seconds; 0 where one of them is unknown. */
export function secondsBetween(sweepNs: TimeNs | null, imageNs: FrameImage['timeNs']): number {
  return sweepNs === null || imageNs === null ? 0 : Number(imageNs - sweepNs) / 1e9;
}

/** When the points of a sweep were measured, first and last, where no column says it. Seconds after the sweep's time. */
export const ANY_TIME: readonly [first: number, last: number] = [-HALF_SWEEP, HALF_SWEEP];

/**
 * Where in a picture moving boxes were at any time between a point's and the picture's, which was taken `seconds` after the sweep; the
 * sweep's points were measured in `spread`. Boxes that the lens does not see whole give none.
 */
export function motionWindows(
  boxes: readonly MovingBox[], camera: Camera, cameraFromWorld: Rigid<'camera', 'world'>, seconds: number, spread = ANY_TIME,
): MotionWindow[] {
  if (Math.abs(seconds) > LONGEST) return [];
  const earliest = seconds - spread[1], latest = seconds - spread[0];
  return boxes.flatMap(({ box, velocity, presumed = false }) => {
    const times = [0, earliest, latest, ...(presumed ? [-earliest, -latest] : [])];
    const grown: OrientedBox<'world'> = { pose: box.pose, size: [box.size[0] + 2 * SLACK, box.size[1] + 2 * SLACK, box.size[2] + 2 * SLACK] };
    const moments = [...times, MOMENT].map((t) => projected(corners(grown), camera, cameraFromWorld, velocity, t));
    if (moments.some((places) => places === null)) return [];
    const [start, ...later] = moments as Place[][];
    const all = [start, ...later].flat();
    const reach = Math.max(...later.flatMap((places) => places.map((p, k) => Math.hypot(p.u - start[k].u, p.v - start[k].v))));
    const rate = (key: 'u' | 'v') => planeThrough(start, start.map((p, k) => ((later[later.length - 1][k][key] - p[key]) / MOMENT) * p.depth));
    return [{
      u0: Math.min(...all.map((p) => p.u)), v0: Math.min(...all.map((p) => p.v)),
      u1: Math.max(...all.map((p) => p.u)), v1: Math.max(...all.map((p) => p.v)),
      nearest: Math.min(...all.map((p) => p.depth)), reach,
      flow: { du: rate('u'), dv: rate('v'), farthest: Math.max(...all.map((p) => p.depth)), earliest, latest, presumed },
    }];
  });
}

/** Over so many seconds the motion of a box in the picture is told. */
const MOMENT = 0.005;

/** The a, b, c of a + b u + c v that come nearest to values at places, by least squares; a alone where the places lie in a line. */
function planeThrough(places: readonly Place[], values: readonly number[]): Vec3 {
  const mean = (of: (p: Place, k: number) => number): number => places.reduce((sum, p, k) => sum + of(p, k), 0) / places.length;
  const u = mean((p) => p.u), v = mean((p) => p.v), value = mean((_, k) => values[k]);
  const uu = mean((p) => (p.u - u) ** 2), vv = mean((p) => (p.v - v) ** 2), uv = mean((p) => (p.u - u) * (p.v - v));
  const ux = mean((p, k) => (p.u - u) * (values[k] - value)), vx = mean((p, k) => (p.v - v) * (values[k] - value));
  const size = uu * vv - uv * uv;
  if (!(size > 1e-9 * uu * vv)) return [value, 0, 0];
  const b = (ux * vv - vx * uv) / size, c = (vx * uu - ux * uv) / size;
  return [value - b * u - c * v, b, c];
}

interface Place {
  readonly u: Pixels;
  readonly v: Pixels;
  readonly depth: Metres;
}

function projected(points: readonly Vec3[], camera: Camera, cameraFromWorld: Rigid<'camera', 'world'>, velocity: Vec3, seconds: number): Place[] | null {
  const pixel = new Float64Array(2);
  const out: Place[] = [];
  for (const [x, y, z] of points) {
    const moved = apply(cameraFromWorld, [x + velocity[0] * seconds, y + velocity[1] * seconds, z + velocity[2] * seconds]);
    if (!camera.project(...moved, pixel)) return null;
    out.push({ u: pixel[0], v: pixel[1], depth: depthOf(camera, ...moved) });
  }
  return out;
}
