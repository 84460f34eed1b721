import { createCamera } from '#src/core/camera/index.ts';
import type { SweepBeams } from '#src/core/camera/beams.ts';
import type { Projection } from '#src/core/camera/projection.ts';
import { projectSweep } from '#src/core/camera/projection.ts';
import type { CameraSpec } from '#src/core/camera/camera.ts';
import { compose, invert } from '#src/core/geometry/rigid.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { POINT_STRIDE } from '#sample-data/sensors/lidar.ts';
import type { SimulatedSweep } from '#sample-data/sensors/lidar.ts';
import { Simulation } from '#sample-data/simulate.ts';
import { VISIBILITY, visibilityTruth } from '#sample-data/truth/visibility.ts';
import { LIDAR, lookingForward, scan, street, truthOf } from '#test/support/lidar-scene.ts';

/** A picture of the simulated street with the exact truth about every point in it. */
export interface SceneView {
  readonly projection: Projection;
  readonly beams: SweepBeams;
  /** One of VISIBILITY per entry of the projection; above 3 where the point's object moved in between. */
  readonly truth: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const SPEC: CameraSpec = { model: 'pinhole', width: 1920, height: 1080, fx: 1400, fy: 1400, cx: 959.5, cy: 539.5, coefficients: [] };
const camera = createCamera(SPEC);

/** Ahead of the LiDAR, below it and a little to the side, as cameras are mounted. */
const DIRECTION: Vec3 = [0.78, 0.22, -0.58];
/** To the front and to both sides, degrees. */
const HEADINGS = [0, 60, -60];

/** Pictures of a street's first frame, `metres` away from its LiDAR, taken at the time of the sweep; 1,800 firings per turn. */
export function sceneViews(seed: number, beams: number, metres: number): SceneView[] {
  const simulation = new Simulation({ seed, beams, azimuthSteps: 1800, frames: 1, cameras: 0 });
  const [lidar] = simulation.frame(0).lidars, sweep = positions(lidar.sweep);
  return HEADINGS.map((degrees) => {
    const sweepFromCamera = mounted(degrees, metres);
    const beams = { sweep, camera, cameraFromSweep: invert(sweepFromCamera) };
    const projection = projectSweep(sweep, camera, beams.cameraFromSweep);
    const codes = visibilityTruth(simulation.street, lidar, { spec: SPEC, seconds: lidar.seconds, worldFromCamera: compose(lidar.worldFromSweep, sweepFromCamera) });
    return { projection, beams, truth: Uint8Array.from(projection.index, (i) => codes[i]), width: SPEC.width, height: SPEC.height };
  });
}

/** The same of a street without anything that light shines through: boxes on flat ground, the LiDAR at rest. One picture, to the front. */
export function boxViews(seed: number, beams: number, metres: number): SceneView[] {
  const lidar = { beams, elevation: [-24, 12] as const, azimuthStep: 0.2, rangeNoise: 0.012, seed };
  const blocks = street(seed), points = scan(blocks, lidar);
  const cameraFromSweep = lookingForward([DIRECTION[0] * metres, DIRECTION[1] * metres, DIRECTION[2] * metres]);
  const sweep = { positions: points, origin: [0, 0, 0] as Vec3 };
  const projection = projectSweep(sweep, camera, cameraFromSweep);
  const truth = Uint8Array.from(projection.index, (i) => {
    const is = truthOf(blocks, lidar, cameraFromSweep, [points[3 * i], points[3 * i + 1], points[3 * i + 2]]);
    return is === 'seen' ? VISIBILITY.seen : is === 'hidden' ? VISIBILITY.hiddenBySampled : VISIBILITY.hiddenByUnsampled;
  });
  return [{ projection, beams: { sweep, camera, cameraFromSweep, beamOrigin: LIDAR }, truth, width: SPEC.width, height: SPEC.height }];
}

function positions({ points, count }: SimulatedSweep): { positions: Float32Array; origin: Vec3 } {
  const out = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) for (let k = 0; k < 3; k++) out[3 * i + k] = points[POINT_STRIDE * i + k];
  return { positions: out, origin: [0, 0, 0] };
}

function mounted(degrees: number, metres: number): Rigid<'sweep', 'camera'> {
  const c = Math.cos((degrees * Math.PI) / 180), s = Math.sin((degrees * Math.PI) / 180);
  const [x, y, z] = DIRECTION;
  // Columns: the camera's right, down and forward in the sweep's frame.
  return { r: [s, 0, c, -c, 0, s, 0, -1, 0], t: [metres * (c * x - s * y), metres * (s * x + c * y), metres * z] };
}

export interface Score {
  readonly points: number;
  readonly hidden: number;
  readonly found: number;
  readonly seen: number;
  readonly lost: number;
}

/** How a method fares against the truth; points of objects that moved are left out, and what the sweep could not know hides nothing here. */
export function score({ truth }: SceneView, visible: Uint8Array): Score {
  const out = { points: truth.length, hidden: 0, found: 0, seen: 0, lost: 0 };
  for (let k = 0; k < truth.length; k++) {
    if (truth[k] === VISIBILITY.hiddenBySampled) {
      out.hidden++;
      if (visible[k] === 0) out.found++;
    } else if (truth[k] === VISIBILITY.seen) {
      out.seen++;
      if (visible[k] === 0) out.lost++;
    }
  }
  return out;
}
