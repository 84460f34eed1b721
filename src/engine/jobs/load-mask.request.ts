import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { FrameImage, MaskRef } from '#src/core/scene/scene.ts';
import { defineJob } from '../job.ts';

export interface LoadMaskRequest {
  /** As in `ImageMask`; the files lie in the attached folder. */
  readonly parts: readonly MaskRef[];
  readonly image: Pick<FrameImage, 'spec' | 'file' | 'ownVehicle'>;
  /** The masks' own classes. */
  readonly taxonomy: Taxonomy;
}

/** Reads and unpacks the mask of a picture. */
export const loadMaskJob = defineJob<LoadMaskRequest, IdMask>('load-mask');
