import type { CameraSpec } from '#src/core/camera/camera.ts';
import type { SweepPositions } from '#src/core/camera/projection.ts';
import type { Shutter } from '#src/core/camera/rolling-shutter.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { defineJob } from '../job.ts';

export interface SweepToProject extends SweepPositions {
  readonly cameraFromSweep: Rigid<'camera', 'sweep'>;
}

export interface ProjectSweepRequest {
  /** The sweeps that are shown together: a point of one may hide a point of another. Usually one. */
  readonly sweeps: readonly SweepToProject[];
  readonly spec: CameraSpec;
  /** How the camera moves while the picture is read, see `shutterOf`; absent where that is nothing, or not known. */
  readonly shutter?: Shutter;
  /** What errors about the lens name. */
  readonly file?: string;
}

/**
 * The points of sweeps that fall into one picture. Entries of one sweep follow each other, by rising file index:
 * sweep s has entries [starts[s], starts[s + 1]).
 */
export interface ImageProjection {
  readonly starts: Uint32Array;
  /** The point's index in its file. */
  readonly index: Uint32Array;
  /** Pixels, as in `Projection`. */
  readonly u: Float32Array;
  readonly v: Float32Array;
  /** z in the camera's frame, metres. */
  readonly depth: Float32Array;
  /** 1 where the camera sees the point, 0 where something nearer hides it. */
  readonly visible: Uint8Array;
  /** The visible entries, farthest first: drawn in this order, near points cover far ones. */
  readonly farToNear: Uint32Array;
}

/** Projects sweeps into one picture and tells which of their points the camera sees. */
export const projectSweepJob = defineJob<ProjectSweepRequest, ImageProjection>('project-sweep');
