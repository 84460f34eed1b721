import type { SweepId } from '../../scene/scene.ts';
import type { ImageView } from '../findings/observation.ts';

/**
 * How a labelled object goes with the objects that a mask shows: one mask object has the same points (`matched`), or the same points and a
 * class that contradicts (`class`); none is there (`missing-2d`); it is several (`split`), or shares one with others (`merged`); or none of
 * these is clear (`unclear`), also where the mask tells no objects apart.
 */
export const INSTANCE_STATES = ['matched', 'class', 'missing-2d', 'split', 'merged', 'unclear'] as const;
export type InstanceState = (typeof INSTANCE_STATES)[number];

/** What one picture says of one labelled object. */
export interface InstanceView {
  readonly sequence: string;
  /** Id of the frame. */
  readonly frame: string;
  readonly sweep: SweepId;
  readonly label: number;
  readonly instance: number;
  /** Of the object's points in the sweep, those that the picture compares. */
  readonly points: number;
  readonly state: InstanceState;
  /** Largest overlap with an object of the mask, intersection over union of seen points, 0..1; null where the mask tells none apart. */
  readonly iou: number | null;
  /** Its `rim` is not counted: 0. */
  readonly view: ImageView;
}
