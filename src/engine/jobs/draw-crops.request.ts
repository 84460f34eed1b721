import type { PixelBox } from '#src/core/crosscheck/findings/observation.ts';
import type { Pixels } from '#src/core/geometry/units.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import { defineJob } from '../job.ts';
import type { CheckFrameRequest } from './check-frame.request.ts';

/** What is to be seen of a finding in one picture. */
export interface CropToDraw {
  /** Place of the picture in `DrawCropsRequest.check.images`. */
  readonly image: number;
  readonly box: PixelBox;
  /** The finding's points, file indices, rising. */
  readonly parts: readonly { readonly sweep: SweepId; readonly points: Uint32Array }[];
  /** Of the mask: the outline of this class, and of one instance of it where the mask tells them apart. */
  readonly maskClass: number;
  readonly instance: number | null;
}

export interface DrawCropsRequest {
  /** One frame; of its pictures those that are drawn are enough. */
  readonly check: CheckFrameRequest;
  readonly crops: readonly CropToDraw[];
  /** No crop is larger. */
  readonly most: { readonly width: Pixels; readonly height: Pixels };
}

export interface DrawnCrop {
  readonly jpeg: Uint8Array;
  readonly width: Pixels;
  readonly height: Pixels;
  /** Why there is no photograph under the points; null where there is one. */
  readonly problem: string | null;
}

/**
 * Draws parts of pictures with the outline of what the mask shows and the points in the colours of their verdicts, the finding's own with
 * white rims, for where there is no browser. The attached folders are those of `check`. Rejects with DataError as a check does.
 */
export const drawCropsJob = defineJob<DrawCropsRequest, DrawnCrop[]>('draw-crops');
