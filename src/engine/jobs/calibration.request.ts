import type { BorderPoints } from '#src/core/crosscheck/calibration/borders.ts';
import type { CameraTwist } from '#src/core/crosscheck/calibration/offset.ts';
import type { CalibrationVerdict } from '#src/core/crosscheck/calibration/verdict.ts';
import type { Frame } from '#src/core/scene/scene.ts';
import { defineJob } from '../job.ts';
import type { CheckFrameRequest, MaskedImage } from './check-frame.request.ts';

/** A frame as for the check, with how each of its images' cameras moves. */
export interface BorderPointsRequest extends Pick<CheckFrameRequest, 'moving' | 'maskTaxonomy' | 'classMap'> {
  /** Its main sweep is looked at. */
  readonly frame: Pick<Frame, 'sweeps' | 'timeNs'>;
  readonly images: readonly MaskedImage[];
  /** The sweep's; as in `CheckFrameRequest`. */
  readonly labels: CheckFrameRequest['labels'][number];
  /** Per image; see `cameraTwist`. */
  readonly twists: readonly (CameraTwist | null)[];
}

export interface CameraBorderPoints {
  readonly camera: string;
  readonly points: BorderPoints;
}

/** Reads a frame and gathers the points near class borders of each of its pictures; the first attached folder is the dataset's. */
export const borderPointsJob = defineJob<BorderPointsRequest, { readonly labelled: boolean; readonly cameras: readonly CameraBorderPoints[] }>('border-points');

export interface JudgeCameraRequest {
  readonly camera: string;
  readonly pictures: readonly BorderPoints[];
}

/** See `judgeCamera`. */
export const judgeCameraJob = defineJob<JudgeCameraRequest, CalibrationVerdict>('judge-camera');
