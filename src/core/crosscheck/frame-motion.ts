import type { Camera } from '../camera/camera.ts';
import type { PointCloud } from '../cloud/point-cloud.ts';
import { invert } from '../geometry/rigid.ts';
import type { Frame, FrameImage, Sweep } from '../scene/scene.ts';
import { pointSeconds } from '../scene/sweep-timing.ts';
import type { ImageCheckInput } from './evidence.ts';
import type { MovingBox } from './motion.ts';
import { ANY_TIME, motionWindows, secondsBetween } from './motion.ts';
import { presumedThings } from './presumed-motion.ts';

/** A sweep of a frame with its points where they were at its time, and its labels. */
export interface SweepInMotion {
  readonly sweep: Pick<Sweep, 'timeNs' | 'worldFromSweep' | 'timing'>;
  readonly cloud: PointCloud;
  /** Packed, in file order. */
  readonly labels: Uint32Array;
}

/** Metres per second by class of label; classes that do not move are left out. See `topSpeeds`. */
export type Speeds = Readonly<Record<number, number>>;

/**
 * What the check of a sweep needs to know of motion, for any of its frame's pictures. `moving` are the boxes of the frame that move
 * (`movingBoxes`); instances that no box holds are presumed to. Where a column has the times of points, they are taken from it: then only the
 * time from each point to the picture counts. Throws DataError where that column is none.
 */
export function frameMotion({ sweep, cloud, labels }: SweepInMotion, { boxes, timeNs }: Pick<Frame, 'boxes' | 'timeNs'>, moving: readonly MovingBox[], speeds?: Speeds) {
  const { worldFromSweep, timing } = sweep, { positions, origin } = cloud;
  const things = [...moving, ...presumedThings({ positions, origin, labels, worldFromSweep }, boxes.map((b) => b.box), (id) => speeds?.[id] ?? 0)];
  const seconds = timing === undefined ? null : pointSeconds(cloud, timing);
  const movingClasses = speeds === undefined ? {} : { movingClasses: Object.keys(speeds).map(Number) };
  const spread = seconds === null ? ANY_TIME : rangeOf(seconds);
  return {
    /** For one picture: `index` are the points in it, as its projection gives them. */
    in(image: Pick<FrameImage, 'timeNs' | 'worldFromCamera'>, camera: Camera, index: Uint32Array): Pick<ImageCheckInput, 'motion' | 'pointSeconds' | 'movingClasses'> {
      const apart = secondsBetween(sweep.timeNs ?? timeNs, image.timeNs);
      const motion = motionWindows(things, camera, invert(image.worldFromCamera), apart, spread);
      return { motion, ...movingClasses, ...(seconds === null ? {} : { pointSeconds: Float32Array.from(index, (i) => apart - seconds[i]) }) };
    },
  };
}

function rangeOf(seconds: Float64Array): readonly [number, number] {
  let first = Infinity, last = -Infinity;
  for (const s of seconds) {
    if (s < first) first = s;
    if (s > last) last = s;
  }
  return first <= last ? [first, last] : ANY_TIME;
}
