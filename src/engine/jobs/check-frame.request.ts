import type { CameraTwist } from '#src/core/crosscheck/calibration/offset.ts';
import type { CameraOffset } from '#src/core/crosscheck/calibration/verdict.ts';
import type { ImageCheck } from '#src/core/crosscheck/check-image.ts';
import type { IgnoreRegion } from '#src/core/crosscheck/findings/decision.ts';
import type { ObservedFrame } from '#src/core/crosscheck/findings/observe-frame.ts';
import type { UnknownValue } from '#src/core/crosscheck/id-mask.ts';
import type { Speeds } from '#src/core/crosscheck/frame-motion.ts';
import type { MovingBox } from '#src/core/crosscheck/motion.ts';
import type { FrameCounts } from '#src/core/crosscheck/summary/frame-counts.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { Frame, FrameImage, MaskRef } from '#src/core/scene/scene.ts';
import { defineJob } from '../job.ts';

/** A picture that has a mask. */
export interface MaskedImage {
  readonly image: FrameImage;
  /** The files of its mask, and which of the attached folders they lie in. */
  readonly parts: readonly MaskRef[];
  readonly tree: number;
}

export interface ImageToCheck extends MaskedImage {
  /** What reviewers said is wrong in it. */
  readonly ignored: readonly Pick<IgnoreRegion, 'maskClass' | 'maskInstance' | 'polygon'>[];
  /** Of its camera, where the self-test found one, with `cameraTwist`: what it explains is counted (`ImageView.explained`); it changes no verdict. */
  readonly offset?: { readonly offset: CameraOffset; readonly twist: CameraTwist | null };
}

export interface CheckFrameRequest {
  /** Id of its sequence. */
  readonly sequence: string;
  /** Its sweeps are checked together: points of one may hide points of another. */
  readonly frame: Pick<Frame, 'id' | 'sweeps' | 'timeNs' | 'boxes'>;
  readonly images: readonly ImageToCheck[];
  /** See `movingBoxes`. */
  readonly moving: readonly MovingBox[];
  /** Of the labels' classes, see `topSpeeds`: instances without a box may move, too. */
  readonly speeds?: Speeds;
  /** The masks' own classes. */
  readonly maskTaxonomy: Taxonomy;
  readonly classMap: ClassMap;
  /**
   * Of each sweep, packed, in file order; 'source' = those that came with the data; null where it has none, and every point is unlabelled.
   */
  readonly labels: readonly (Uint32Array | 'source' | null)[];
}

export interface CheckedFrame extends ObservedFrame {
  /** False where no sweep has labels. */
  readonly labelled: boolean;
  readonly images: readonly CheckedImage[];
  readonly summary: FrameCounts;
}

/** Counts of all the frame's sweeps together. */
export interface CheckedImage extends Pick<ImageCheck, 'counts' | 'pairs'> {
  readonly camera: string;
  /** What the mask holds and no class explains. */
  readonly unknown: readonly UnknownValue[];
}

/**
 * Reads a frame, holds its sweeps against masks, and gathers what disagrees; the first attached folder is the dataset's. Gives counts,
 * groups of points and their views: per-point verdicts stay where they are.
 */
export const checkFrameJob = defineJob<CheckFrameRequest, CheckedFrame>('check-frame');
