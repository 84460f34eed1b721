import type { Rigid } from '../geometry/rigid.ts';
import type { Vec3 } from '../geometry/units.ts';
import type { Camera } from './camera.ts';
import type { Projection, SweepPositions } from './projection.ts';
import { projectSweep } from './projection.ts';
import { visiblePoints } from './visibility.ts';

/** A sweep, and where a camera stands to it. */
export interface PlacedSweep extends SweepPositions {
  readonly cameraFromSweep: Rigid<'camera', 'sweep'>;
  /** Where its beams came from in its own frame, metres, if that is known. */
  readonly beamOrigin?: Vec3;
}

/** A sweep's points in a picture, and which of them the camera sees: 1 or 0 per entry of the projection. */
export interface SeenSweep {
  readonly projection: Projection;
  readonly visible: Uint8Array;
}

/** Sweeps that are shown together in one picture, that of the picture's own time first: where their points fall, and which are seen (`visiblePoints`). */
export function seenSweeps(sweeps: readonly PlacedSweep[], camera: Camera): SeenSweep[] {
  const { width, height } = camera.spec, projections = sweeps.map((sweep) => projectSweep(sweep, camera, sweep.cameraFromSweep));
  const beams = sweeps.map((sweep) => ({ sweep, camera, cameraFromSweep: sweep.cameraFromSweep, beamOrigin: sweep.beamOrigin }));
  const visible = visiblePoints(projections, width, height, beams);
  return projections.map((projection, s) => ({ projection, visible: visible[s] }));
}
