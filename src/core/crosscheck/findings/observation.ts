import type { Metres, Pixels, Vec3 } from '../../geometry/units.ts';
import type { ImageId, SweepId } from '../../scene/scene.ts';
import type { FindingKind } from './finding.ts';

/** So many points that fall on pixels of one mask class. */
export interface Vote {
  /** Class id in the masks' taxonomy. */
  readonly mask: number;
  readonly count: number;
}

/** A part of a picture, in its own pixels. */
export interface PixelBox {
  readonly u0: Pixels;
  readonly v0: Pixels;
  readonly u1: Pixels;
  readonly v1: Pixels;
}

/** An object of a mask, and how the labels of its other points go with it. */
export interface ShownObject {
  /** In the picture. */
  readonly instance: number;
  /** Of all points that are compared on it, the share whose labels agree with it. */
  readonly agrees: number;
  /** How much farther from the camera than the object's points the thing's points lie; 0 where they are within its depth. */
  readonly behind: Metres;
}

/** What one picture says of a thing in one sweep. */
export interface ImageView {
  readonly image: ImageId;
  readonly camera: string;
  /** Of the thing's points that the picture sees and compares, the most frequent class first. */
  readonly votes: readonly Vote[];
  /** Of those points: what the check made of them here. */
  readonly verdicts: { readonly agrees: number; readonly edge: number; readonly motion: number; readonly disagrees: number };
  /** The mask's instance that most of them fall on; null where the mask tells none apart. */
  readonly maskInstance: number | null;
  /**
   * Of the points that disagree here: those with a pixel of a class that agrees less than `RIM` away. Where it is most of them, the two sides
   * draw one outline in two ways.
   */
  readonly rim: number;
  /** Of the points that disagree here: those that would not if the camera were where its calibration's verdict puts it; 0 without one. */
  readonly explained: number;
  /** What the mask shows in the place of most of the points that disagree here; null where none does, or the mask tells no objects apart. */
  readonly shown: ShownObject | null;
  /** Around the thing's points in the picture. */
  readonly box: PixelBox;
  /** The mask's own mean confidence under the points, 0..1; null where it does not say. */
  readonly confidence: number | null;
}

/** Points of one sweep, of one class and one object, that belong together in space and that some picture contradicts in the same way. */
export interface Observation {
  /** Never 'calibration': that is told from many. */
  readonly kind: FindingKind;
  readonly sequence: string;
  /** Id of the frame. */
  readonly frame: string;
  readonly sweep: SweepId;
  /** Class of the points' labels. */
  readonly label: number;
  /** Their label's instance; 0 where they have none. */
  readonly instance: number;
  /** Name of the track whose box holds most of the points, where the data has one. */
  readonly track: string | null;
  /** Whether that box moves. */
  readonly moving: boolean;
  /** Class that the masks show instead. */
  readonly mask: number;
  /** File indices, rising. */
  readonly points: Uint32Array;
  /**
   * Points of the same object, class and instance, on which some picture has a clear say (agrees or disagrees), these included: as many as
   * `points` where it is all of the object. 0 where the labels tell no instance.
   */
  readonly object: number;
  /** How much farther from the sensor than the rest of their object the points lie; 0 where there is no rest, or no object. */
  readonly beyond: Metres;
  /** Of the points, in the world. */
  readonly min: Vec3;
  readonly max: Vec3;
  /** Median distance from the sensor. */
  readonly range: Metres;
  /** Every picture of the frame that compares any of the points: those that agree as well. */
  readonly views: readonly ImageView[];
  /** Of the points, the mask's classes under them, the calibration of the views and the poses: see `Digest`. */
  readonly fingerprint: string;
}
