import type { Metres, Vec3 } from '../../geometry/units.ts';
import type { SweepId } from '../../scene/scene.ts';
import type { ImageView, Vote } from './observation.ts';

/**
 * What is at odds: the class of a thing; or the thing itself, which masks do not show (missing in 2D), labels do not have (missing in 3D), or
 * which one side takes for several (split: one object of the labels, several in the masks; merged: the other way round). `calibration`
 * stands for all that a camera's wrong pose or time causes.
 */
export const FINDING_KINDS = ['class', 'missing-2d', 'missing-3d', 'split', 'merged', 'calibration'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Who seems to be wrong. What cannot be known is `unknown`, never guessed. */
export const FINDING_CAUSES = ['label', 'mask', 'motion', 'calibration', 'edge', 'unknown'] as const;
export type FindingCause = (typeof FINDING_CAUSES)[number];

/** A finding's points in one sweep. */
export interface FindingPart {
  /** Id of the frame. */
  readonly frame: string;
  readonly sweep: SweepId;
  /** File indices, rising. Empty for what the labels do not have. */
  readonly points: Uint32Array;
}

/** One physical thing on which labels and masks disagree, over frames and cameras. */
export interface Finding {
  /** Stays the same from one check to the next while it is the same thing: see `carryIds`. */
  readonly id: string;
  readonly kind: FindingKind;
  readonly sequence: string;
  /** Class of the labels; 0 for what they do not have. */
  readonly label: number;
  /** Class that the masks show instead; 0 for what they do not show. */
  readonly mask: number;
  /** The labels' instance; 0 for none. */
  readonly instance: number;
  /** Name of its track, where the data has one. */
  readonly track: string | null;
  /** In time order. */
  readonly parts: readonly FindingPart[];
  /** All pictures that compare any of its points, in time order; each with the id of its frame. */
  readonly views: readonly (ImageView & { readonly frame: string })[];
  /** How many views see mostly this class, most first: "38 views: 31 truck, 7 car". */
  readonly votes: readonly Vote[];
  /** Places in `views` of the three that show it best, best first; in different frames or cameras where possible. */
  readonly best: readonly number[];
  /** At stake: over all parts. */
  readonly points: number;
  /** In the world; of a thing that moves, where it is in its first part. */
  readonly centre: Vec3;
  readonly size: Vec3;
  /** Median over its parts. */
  readonly range: Metres;
  /** The masks' own mean confidence, 0..1; null where they do not say. */
  readonly confidence: number | null;
  readonly cause: FindingCause;
  /** Why this cause, in a few words for the reviewer: "4 of 5 cameras agree with the label". */
  readonly why: string;
  /** Of what it rests on: points, masks under them, calibration, poses. A settled finding reopens where this differs. */
  readonly fingerprint: string;
  /** Of kind 'calibration': the camera, and the findings that its offset explains. */
  readonly folded?: { readonly camera: string; readonly findings: readonly Finding[] };
}
