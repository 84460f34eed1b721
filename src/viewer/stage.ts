import type { Bounds } from '#src/core/geometry/box.ts';
import { boundsCorners, boundsOf } from '#src/core/geometry/box.ts';
import type { PreviewCloud } from '#src/core/cloud/preview-cloud.ts';
import type { WindowSweep } from '#src/core/cloud/window.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { apply, rotate } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { Frame, FrameImage, Sequence } from '#src/core/scene/scene.ts';
import { shownSweeps } from '#src/session/current.ts';
import { currentFrame } from '#src/session/stores/scene-store.ts';
import type { LoadedSweep } from '#src/session/workspace.ts';
import { groundHeight } from './ground.ts';

/** Metres between the places that things are drawn around: a drive keeps one for minutes, and its points stay on the GPU as they are. */
const ORIGIN_STEP = 512;

/** What is on show, and where: everything that the layers of the view draw from. Made anew for each frame. */
export interface Stage {
  readonly sequence: Sequence;
  readonly frame: Frame;
  /** Those of the frame first, then those of the frames that are shown together with it. */
  readonly sweeps: readonly LoadedSweep[];
  /**
   * World coordinates of the zero that everything is drawn around. The GPU computes in Float32, which steps half a
   * metre at UTM northings; what it gets is small (0.06 mm steps), and the rest is done in Float64 here.
   */
  readonly origin: Vec3;
  /** The sensor where it stands among its points, else the middle of the points: what views, grid and rings are centred on. */
  readonly centre: Vec3;
  /** False where no sensor stands among the points: aerial tiles, scanned objects. */
  readonly fromSensor: boolean;
  /** Pose of the first sweep. */
  readonly worldFromMain: Rigid<'world', 'sweep'>;
  /** Unit vector in the world's horizontal plane: ahead. */
  readonly forward: Vec3;
  /** Turn of the main sweep about the world's z axis, radians. */
  readonly yaw: number;
  /** World height of the ground around the centre. */
  readonly ground: number;
  /** Of all points, world frame. */
  readonly bounds: Bounds;
  /** Metres from the centre to the farthest corner of the bounds. */
  readonly radius: number;
}

/** The stage for the frame that the session shows; null where it has no points. */
export function currentStage(): Stage | null {
  const here = currentFrame();
  const sweeps = shownSweeps();
  return here === null ? null : stageOf(here.sequence, here.frame, sweeps);
}

export function stageOf(sequence: Sequence, frame: Frame, sweeps: readonly LoadedSweep[]): Stage | null {
  const own = sweeps.filter(({ sweep }) => frame.sweeps.includes(sweep)).map(({ view }) => view);
  return stageAround(sequence, frame, sweeps, sweeps.map(({ cloud, sweep }) => ({ worldFromSweep: sweep.worldFromSweep, bounds: cloud.bounds })), own);
}

/** The stage for what there is to be seen of a frame that is still being read: it has no sweeps yet. */
export function previewStage(parts: readonly PreviewCloud[]): Stage | null {
  const here = currentFrame();
  const places = parts.map(({ origin, positions, worldFromSweep }) => {
    const bounds = boundsOfPositions(positions, origin);
    return { origin, positions, worldFromSweep, count: positions.length / 3, bounds };
  });
  return here === null ? null : stageAround(here.sequence, here.frame, [], places, places);
}

/** Where points are, whatever they belong to. Bounds are in source coordinates. */
type Extent = Pick<WindowSweep, 'worldFromSweep' | 'bounds'>;

/** `places`: all that is shown; `own`: the points among which the ground is looked for. */
function stageAround(sequence: Sequence, frame: Frame, sweeps: readonly LoadedSweep[], places: readonly Extent[], own: Parameters<typeof groundHeight>[0]): Stage | null {
  const corners = places.flatMap(({ worldFromSweep, bounds: box }) => (box === null ? [] : boundsCorners(box).map((p) => apply(worldFromSweep, p))));
  if (corners.length === 0) return null;
  const bounds = boundsOf(corners);
  const main = places[0].worldFromSweep;
  const inside = main.t.every((v, k) => v >= bounds.min[k] && v <= bounds.max[k]);
  const middle = mid(bounds);
  const centre: Vec3 = inside ? main.t : [middle[0], middle[1], bounds.min[2]];
  return {
    sequence,
    frame,
    sweeps,
    origin: [snapped(centre[0]), snapped(centre[1]), snapped(centre[2])],
    centre,
    fromSensor: inside,
    worldFromMain: main,
    forward: ahead(frame.images, main),
    yaw: Math.atan2(main.r[3], main.r[0]),
    ground: groundHeight(own, centre[0], centre[1], inside ? 15 : Infinity) ?? bounds.min[2],
    bounds,
    radius: Math.max(1, ...corners.map((p) => Math.hypot(p[0] - centre[0], p[1] - centre[1], p[2] - centre[2]))),
  };
}

function snapped(metres: number): number {
  return Math.round(metres / ORIGIN_STEP) * ORIGIN_STEP;
}

/** Of the finite points, in source coordinates; null where there is none. */
function boundsOfPositions(positions: Float32Array, origin: Vec3): Bounds | null {
  const min: [number, number, number] = [Infinity, Infinity, Infinity], max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let k = 0; k < positions.length; k += 3) {
    const sum = positions[k] + positions[k + 1] + positions[k + 2];
    if (sum - sum !== 0) continue;
    for (let axis = 0; axis < 3; axis++) {
      const v = positions[k + axis] + origin[axis];
      if (v < min[axis]) min[axis] = v;
      if (v > max[axis]) max[axis] = v;
    }
  }
  return min[0] <= max[0] ? { min, max } : null;
}

/**
 * Where the front camera looks, else the first one, else along the sweep's x axis: datasets differ in which axis of
 * their sweeps points ahead (PandaSet's is y), and cameras cannot be mistaken.
 */
function ahead(images: readonly FrameImage[], main: Rigid<'world', 'sweep'>): Vec3 {
  const front = images.filter((image) => /front/i.test(image.camera)).sort((a, b) => a.camera.length - b.camera.length)[0] ?? images[0];
  const [x, y] = front === undefined ? rotate(main, [1, 0, 0]) : rotate(front.worldFromCamera, [0, 0, 1]);
  const length = Math.hypot(x, y);
  return length > 1e-3 ? [x / length, y / length, 0] : [1, 0, 0];
}

export function mid({ min, max }: Bounds): Vec3 {
  return [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2];
}

/** World coordinates to those that are drawn. */
export function drawn(stage: Stage, world: Vec3): [number, number, number] {
  return [world[0] - stage.origin[0], world[1] - stage.origin[1], world[2] - stage.origin[2]];
}
