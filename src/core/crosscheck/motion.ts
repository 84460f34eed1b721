import type { Camera } from '../camera/camera.ts';
import { depthOf } from '../camera/camera.ts';
import type { OrientedBox } from '../geometry/box.ts';
import { corners } from '../geometry/box.ts';
import type { Rigid } from '../geometry/rigid.ts';
import { apply } from '../geometry/rigid.ts';
import type { Metres, Pixels, Vec3 } from '../geometry/units.ts';
import type { Frame, FrameBox, FrameImage, Sequence, TimeNs } from '../scene/scene.ts';

/** A box at its frame's time that does not stand still. */
export interface MovingBox {
  readonly box: OrientedBox<'world'>;
  /** Metres per second, in the world. */
  readonly velocity: Vec3;
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
 * The boxes of frame `at` that move, by where their tracks are in the frames before and after. Empty where the sequence has no poses, its
 * frames no times, or its boxes no tracks: speed is unknown then.
 */
export function movingBoxes({ frames, posed }: Sequence, at: number): MovingBox[] {
  if (!posed) return [];
  const around = [frames[at - 1], frames[at], frames[at + 1]].filter((frame) => frame !== undefined && frame.timeNs !== null);
  return frames[at].boxes.flatMap(({ track, box }) => {
    if (track === undefined) return [];
    const places = around.flatMap((frame) => placesOf(frame, track));
    const first = places[0], last = places[places.length - 1];
    if (places.length < 2 || first.timeNs === last.timeNs) return [];
    const seconds = Number(last.timeNs - first.timeNs) / 1e9;
    const velocity = last.at.map((x, k) => (x - first.at[k]) / seconds) as [number, number, number];
    return Math.hypot(...velocity) < STANDING ? [] : [{ box, velocity }];
  });
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

/**
 * Where in a picture moving boxes were at any time between a point's and the picture's, `seconds` after the sweep give or take half a turn
 * of the LiDAR. Boxes that the lens does not see whole give none.
 */
export function motionWindows(boxes: readonly MovingBox[], camera: Camera, cameraFromWorld: Rigid<'camera', 'world'>, seconds: number): MotionWindow[] {
  if (Math.abs(seconds) > LONGEST) return [];
  const times = [0, seconds - HALF_SWEEP, seconds + HALF_SWEEP];
  return boxes.flatMap(({ box, velocity }) => {
    const grown: OrientedBox<'world'> = { pose: box.pose, size: [box.size[0] + 2 * SLACK, box.size[1] + 2 * SLACK, box.size[2] + 2 * SLACK] };
    const moments = times.map((t) => projected(corners(grown), camera, cameraFromWorld, velocity, t));
    if (moments.some((places) => places === null)) return [];
    const [start, ...later] = moments as Place[][];
    const all = [start, ...later].flat();
    const reach = Math.max(...later.flatMap((places) => places.map((p, k) => Math.hypot(p.u - start[k].u, p.v - start[k].v))));
    return [{
      u0: Math.min(...all.map((p) => p.u)), v0: Math.min(...all.map((p) => p.v)),
      u1: Math.max(...all.map((p) => p.u)), v1: Math.max(...all.map((p) => p.v)),
      nearest: Math.min(...all.map((p) => p.depth)), reach,
    }];
  });
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
