import type { UnknownValue } from '#src/core/crosscheck/id-mask.ts';
import type { ImageCheck } from '#src/core/crosscheck/check-image.ts';
import type { MovingBox } from '#src/core/crosscheck/motion.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { Frame, FrameImage, MaskRef } from '#src/core/scene/scene.ts';
import { defineJob } from '../job.ts';

export interface ImageToCheck {
  readonly image: FrameImage;
  /** The files of its mask, and which of the attached folders they lie in. */
  readonly parts: readonly MaskRef[];
  readonly tree: number;
}

export interface CheckFrameRequest {
  /** Its main sweep is checked. */
  readonly frame: Pick<Frame, 'sweeps' | 'timeNs'>;
  readonly images: readonly ImageToCheck[];
  /** See `movingBoxes`. */
  readonly moving: readonly MovingBox[];
  /** The masks' own classes. */
  readonly maskTaxonomy: Taxonomy;
  readonly classMap: ClassMap;
  /** The sweep's, packed, in file order; 'source' = those that came with the data; null where it has none, and every point is unlabelled. */
  readonly labels: Uint32Array | 'source' | null;
}

export interface CheckedFrame {
  /** False where the sweep has no labels. */
  readonly labelled: boolean;
  readonly images: readonly CheckedImage[];
}

export interface CheckedImage extends Pick<ImageCheck, 'counts' | 'pairs'> {
  readonly camera: string;
  /** What the mask holds and no class explains. */
  readonly unknown: readonly UnknownValue[];
}

/** Reads a frame and holds its main sweep against masks; the first attached folder is the dataset's. */
export const checkFrameJob = defineJob<CheckFrameRequest, CheckedFrame>('check-frame');
