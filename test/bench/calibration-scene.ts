import { createCamera } from '#src/core/camera/index.ts';
import { borderPoints } from '#src/core/crosscheck/calibration/borders.ts';
import { judgeCamera } from '#src/core/crosscheck/calibration/judge.ts';
import type { CameraTwist } from '#src/core/crosscheck/calibration/offset.ts';
import { offsetPose } from '#src/core/crosscheck/calibration/offset.ts';
import type { CalibrationVerdict, CameraOffset } from '#src/core/crosscheck/calibration/verdict.ts';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { rotationVector } from '#src/core/geometry/interpolate.ts';
import { compose, identity, invert } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import { identityMap } from '#src/core/labels/class-map-suggest.ts';
import { semanticKitti } from '#src/core/labels/presets/semantickitti.ts';
import { misLabelled } from '#sample-data/defects/label-defects.ts';
import { misMasked } from '#sample-data/defects/mask-defects.ts';
import { worldFromEgoAt } from '#sample-data/sensors/ego.ts';
import { pixelRays } from '#sample-data/sensors/lens.ts';
import { POINT_STRIDE } from '#sample-data/sensors/lidar.ts';
import type { CameraFrame, LidarFrame } from '#sample-data/simulate.ts';
import { Simulation } from '#sample-data/simulate.ts';
import { newHit } from '#sample-data/world/ray-scene.ts';

/** Frames of a second of driving. */
const FRAMES = [0, 3, 6, 9];
const RIG = { frames: 10, beams: 64, azimuthSteps: 1024, cameras: 3, imageWidth: 960 };
/** Masks have half the pictures' resolution, as many models give them. */
const COARSER = 2;
const FAR = 400;
/** Share of things whose labels, and of others whose masks, are wrong from top to bottom in every frame. */
const RATE = 0.1;

const classMap = compileClassMap(identityMap(semanticKitti, semanticKitti));

interface Picture {
  readonly camera: CameraFrame;
  readonly lidar: LidarFrame;
  readonly positions: Float32Array;
  readonly twist: CameraTwist;
  /** Right, and with mistakes. */
  readonly labels: readonly [Uint32Array, Uint32Array];
  readonly masks: readonly [IdMask, IdMask];
}

/** A street whose cameras can be put anywhere. */
export class CalibrationScene {
  readonly cameras: readonly string[];
  private readonly pictures: readonly Picture[];

  constructor(seed: number) {
    const defects = [{ name: 'class-object' as const, rate: RATE }, { name: 'mask-track' as const, rate: RATE }];
    const simulation = new Simulation({ ...RIG, seed, defects });
    this.cameras = simulation.mounts.map(({ name }) => name);
    this.pictures = FRAMES.flatMap((index) => {
      const frame = simulation.frame(index), [lidar] = frame.lidars, { points, count, truth } = lidar.sweep;
      const positions = Float32Array.from({ length: 3 * count }, (_, k) => points[POINT_STRIDE * Math.floor(k / 3) + (k % 3)]);
      const labels = [truth, misLabelled(simulation, frame.id, lidar).labels] as const;
      return frame.cameras.map((camera): Picture => {
        const seen = labelsSeen(simulation, camera);
        const wrong = misMasked(simulation, frame.id, { ...camera, image: () => ({ ...seen, pixels: new Uint8Array(0) }) });
        return { camera, lidar, positions, labels, twist: twistOf(camera), masks: [maskOf(seen), maskOf({ ...seen, labels: wrong.labels })] };
      });
    });
  }

  /** What the self-test says of a camera that `offset` would put right; with right labels and masks, or with mistakes in both. */
  judge(name: string, offset: CameraOffset, mistakes: boolean): CalibrationVerdict {
    const which = mistakes ? 1 : 0;
    return judgeCamera(name, this.pictures.filter(({ camera }) => camera.mount.name === name).map(({ camera, lidar, positions, labels, masks, twist }) => {
      const { r, t } = offsetPose(identity(), offset, twist);
      const written = compose<'world', 'camera', 'camera'>(camera.worldFromCamera, invert({ r, t }));
      return borderPoints({
        sweep: { positions, origin: [0, 0, 0] }, worldFromSweep: lidar.worldFromSweep, cameraFromSweep: compose(invert(written), lidar.worldFromSweep),
        labels: labels[which], camera: createCamera(camera.mount.spec), mask: masks[which], classMap, twist, motion: [],
      });
    }));
  }
}

interface Seen {
  readonly width: number;
  readonly height: number;
  readonly labels: Uint32Array;
}

/** Class and instance under the middle of each of the mask's pixels: a camera's picture without its light. */
function labelsSeen({ street }: Simulation, { mount: { spec }, seconds, worldFromCamera: { r, t } }: CameraFrame): Seen {
  const width = spec.width / COARSER, height = spec.height / COARSER, labels = new Uint32Array(width * height);
  const rayThrough = pixelRays(spec), ray = new Float64Array(3), hit = newHit();
  street.moveTo(seconds);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      if (!rayThrough((x + 0.5) * COARSER - 0.5, (y + 0.5) * COARSER - 0.5, ray)) continue;
      const n = Math.hypot(ray[0], ray[1], ray[2]), [a, b, c] = [ray[0] / n, ray[1] / n, ray[2] / n];
      if (!street.cast(t[0], t[1], t[2], r[0] * a + r[1] * b + r[2] * c, r[3] * a + r[4] * b + r[5] * c, r[6] * a + r[7] * b + r[8] * c, FAR, hit)) continue;
      labels[i] = ((street.objects[hit.object].thing?.instance ?? 0) * 65536 + street.surfaceAt(hit).classId) >>> 0;
    }
  return { width, height, labels };
}

function maskOf({ width, height, labels }: Seen): IdMask {
  return { width, height, classes: Uint16Array.from(labels, (label) => label & 0xffff), instances: null, confidence: null, unknown: [] };
}

/** By the vehicle's own formula. */
function twistOf({ mount: { egoFromSensor }, seconds }: CameraFrame): CameraTwist {
  const [before, after] = [-0.05, 0.05].map((s) => compose(worldFromEgoAt(seconds + s), egoFromSensor)), step = compose(invert(before), after);
  const perSecond = ([x, y, z]: Vec3): Vec3 => [10 * x, 10 * y, 10 * z];
  return { velocity: perSecond(step.t), turning: perSecond(rotationVector(step.r)) };
}
