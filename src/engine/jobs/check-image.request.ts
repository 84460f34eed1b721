import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import type { ImageCheck } from '#src/core/crosscheck/check-image.ts';
import type { MotionWindow } from '#src/core/crosscheck/motion.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import { defineJob } from '../job.ts';

/** One sweep's part of an `ImageProjection`, with what it is held against. */
export interface CheckImageRequest {
  /** Per point of the sweep that falls into the picture, as in `ImageProjection`. */
  readonly index: Uint32Array;
  readonly u: Float32Array;
  readonly v: Float32Array;
  readonly depth: Float32Array;
  readonly visible: Uint8Array;
  /** Packed labels of all the sweep's points, in file order. */
  readonly labels: Uint32Array;
  readonly mask: IdMask;
  /** The picture's size. */
  readonly image: { readonly width: number; readonly height: number };
  readonly classMap: ClassMap;
  /** Pixels of the picture; `EDGE_TOLERANCE` where absent. */
  readonly edgeTolerance?: number;
  /** See `frameMotion`. */
  readonly motion: readonly MotionWindow[];
  readonly pointSeconds?: Float32Array;
  readonly movingClasses?: readonly number[];
}

/** Holds the points of a sweep against a picture's mask: a verdict per point, counts, and totals per class pair. */
export const checkImageJob = defineJob<CheckImageRequest, ImageCheck>('check-image');
