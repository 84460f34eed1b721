import { createCamera } from '#src/core/camera/index.ts';
import type { Projection } from '#src/core/camera/projection.ts';
import { seenSweeps } from '#src/core/camera/seen.ts';
import type { MotionWindow, MovingBox } from '#src/core/crosscheck/motion.ts';
import { motionWindows, movingBoxes, secondsBetween } from '#src/core/crosscheck/motion.ts';
import { compose, invert } from '#src/core/geometry/rigid.ts';
import type { Frame, Sequence } from '#src/core/scene/scene.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import type { DefectRecord } from '#sample-data/defects/defect.ts';
import { FrameContent } from '#sample-data/output/frame-content.ts';
import { pixelRays } from '#sample-data/sensors/lens.ts';
import { POINT_STRIDE } from '#sample-data/sensors/lidar.ts';
import type { CameraFrame, SimulatedFrame } from '#sample-data/simulate.ts';
import { Simulation } from '#sample-data/simulate.ts';
import { newHit } from '#sample-data/world/ray-scene.ts';

export const SEQUENCE = 'street';
/** Every other frame of a second: things are seen from several places, and move. */
const FRAMES = [0, 2, 4, 6, 8];
const RIG = { frames: 10, beams: 32, azimuthSteps: 1024, cameras: 3, imageWidth: 960 };
/** Masks have half the pictures' resolution. */
const COARSER = 2;
const FAR = 400;

/** Mistakes in the labels: each kind on this share of things. */
export const KINDS = ['class-object', 'class-part', 'ground-line', 'bleed'] as const;
export type Kind = (typeof KINDS)[number];
export const RATE = 0.1;

/** One picture with what does not depend on how its mask is wrong. */
export interface SceneView {
  readonly camera: CameraFrame;
  readonly projection: Projection;
  readonly visible: Uint8Array;
  readonly motion: readonly MotionWindow[];
  /** One of VISIBILITY per point, above 3 where its object moved. */
  readonly codes: Uint8Array;
}

export interface SceneFrame {
  readonly id: string;
  readonly sweep: string;
  readonly frame: Frame;
  readonly positions: Float32Array;
  readonly worldFromSweep: SimulatedFrame['lidars'][number]['worldFromSweep'];
  /** Packed labels: right ones, and with mistakes. */
  readonly truth: Uint32Array;
  readonly labels: Uint32Array;
  readonly planted: readonly DefectRecord[];
  readonly moving: readonly MovingBox[];
  readonly views: readonly SceneView[];
}

/** A second in a simulated street, with mistakes in its labels, and right masks. */
export function sceneOf(seed: number): { simulation: Simulation; frames: SceneFrame[] } {
  const simulation = new Simulation({ ...RIG, seed, defects: KINDS.map((name) => ({ name, rate: RATE })) });
  const shots = FRAMES.map((index) => simulation.frame(index));
  const boxes: Sequence = { id: SEQUENCE, posed: true, frames: shots.map((shot) => frameOf(new FrameContent(simulation, shot, false))) };
  const eyes = new Map(simulation.mounts.map((mount) => [mount.name, maskRays(mount)]));
  return { simulation, frames: shots.map((shot, at) => sceneFrame(simulation, shot, boxes, at, eyes)) };
}

type MaskRays = ReturnType<typeof maskRays>;

function sceneFrame(simulation: Simulation, shot: SimulatedFrame, sequence: Sequence, at: number, eyes: ReadonlyMap<string, MaskRays>): SceneFrame {
  const content = new FrameContent(simulation, shot, false), [lidar] = shot.lidars, { points, count, truth } = lidar.sweep;
  const positions = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) for (let k = 0; k < 3; k++) positions[3 * i + k] = points[POINT_STRIDE * i + k];
  const moving = movingBoxes(sequence, at);
  const views = shot.cameras.map((camera): SceneView => {
    const { spec } = camera.mount, lens = createCamera(spec), cameraFromWorld = invert(camera.worldFromCamera);
    const [{ projection, visible }] = seenSweeps([{ positions, origin: [0, 0, 0], cameraFromSweep: compose(cameraFromWorld, lidar.worldFromSweep) }], lens);
    const codes = shot.visibility(lidar, camera);
    const labels = maskLabels(simulation, camera, eyes.get(camera.mount.name)!);
    const image = { width: spec.width / COARSER, height: spec.height / COARSER, pixels: new Uint8Array(0), labels };
    return {
      camera: { ...camera, image: () => image }, projection, visible, codes,
      motion: motionWindows(moving, lens, cameraFromWorld, secondsBetween(lidar.timeNs, camera.timeNs)),
    };
  });
  return {
    id: shot.id, sweep: sweepId(SEQUENCE, shot.id, lidar.spec.name), frame: sequence.frames[at], positions, worldFromSweep: lidar.worldFromSweep, truth, labels: content.labels(lidar),
    planted: content.records(), moving, views,
  };
}

/** A frame's boxes, as a dataset would bring them. */
function frameOf(content: FrameContent): Frame {
  const { id, timeNs } = content.frame;
  const boxes = content.boxes().map(({ object, instance, worldFromBox }) =>
    ({ id: object.name, className: '', track: String(instance), box: { pose: worldFromBox, size: object.model.size } }));
  return { id, timeNs, sweeps: [], images: [], boxes };
}

/** Unit rays through the centres of a mask's pixels, three numbers each, all 0 where the lens sees nothing. Whole numbers are pixels' centres here. */
function maskRays({ spec }: Simulation['mounts'][number]): { rays: Float64Array; width: number; height: number } {
  const width = spec.width / COARSER, height = spec.height / COARSER;
  const rayThrough = pixelRays(spec), rays = new Float64Array(3 * width * height), ray = new Float64Array(3);
  const centre = (x: number): number => COARSER * (x + 0.5) - 0.5;
  for (let y = 0, k = 0; y < height; y++)
    for (let x = 0; x < width; x++, k += 3) {
      if (!rayThrough(centre(x), centre(y), ray)) continue;
      const n = Math.hypot(ray[0], ray[1], ray[2]);
      for (let c = 0; c < 3; c++) rays[k + c] = ray[c] / n;
    }
  return { rays, width, height };
}

/** What the simulator's own pictures hold as exact masks, without their colours, which take most of the time. */
function maskLabels({ street }: Simulation, { seconds, worldFromCamera: { r, t } }: CameraFrame, { rays, width, height }: MaskRays): Uint32Array {
  const labels = new Uint32Array(width * height), hit = newHit(), there = street.moveTo(seconds);
  for (let i = 0, k = 0; i < labels.length; i++, k += 3) {
    const x = rays[k], y = rays[k + 1], z = rays[k + 2];
    if (z === 0) continue;
    const dx = r[0] * x + r[1] * y + r[2] * z, dy = r[3] * x + r[4] * y + r[5] * z, dz = r[6] * x + r[7] * y + r[8] * z;
    if (!there.cast(t[0], t[1], t[2], dx, dy, dz, FAR, hit)) continue;
    labels[i] = ((there.objects[hit.object].thing?.instance ?? 0) * 65536 + there.surfaceAt(hit).classId) >>> 0;
  }
  return labels;
}
