import { type Rigid, toMatrix } from '#src/core/geometry/rigid.ts';
import type { FrameName } from '#src/core/geometry/units.ts';
import { SCENE_SCHEMA_VERSION, type SceneFile, type SceneFileFrame, type SceneFilePose, type SceneFileSweep } from '#src/core/scene/scene-schema.ts';
import { encodeFloats, encodeJson, encodeLabels, encodeMask } from '../output/bytes.ts';
import type { FrameContent } from '../output/frame-content.ts';
import { encodeJpeg } from '../output/jpeg.ts';
import { POINT_COLUMNS } from '../sensors/lidar.ts';
import { RADAR_COLUMNS } from '../sensors/radar.ts';
import { secondsAt, type Simulation, timeOfFrame } from '../simulate.ts';
import { WrittenPoses } from '../defects/sensor-defects.ts';
import { CLASS_NAMES } from '../world/classes.ts';
import type { Files, OutputLayout } from './layout.ts';

/** A box is written where at least this many points of the sweep lie on its object: what nobody can see nobody can label. */
const MIN_BOX_POINTS = 5;
const JPEG_QUALITY = 88;

/** scene.json with everything: clouds, labels, pictures, masks, boxes, poses. */
export const sceneLayout: OutputLayout = {
  id: 'scene',
  needs: {},

  frame(content) {
    const { frame, simulation, images } = content, { id } = frame;
    const files: Files = new Map();
    for (const lidar of frame.lidars) {
      files.set(`lidar/${lidar.spec.name}/${id}.bin`, () => encodeFloats(lidar.sweep.points));
      files.set(`labels/${lidar.spec.name}/${id}.label`, () => encodeLabels(content.labels(lidar)));
    }
    const { radar } = frame;
    if (radar) files.set(`radar/${simulation.radar!.name}/${id}.bin`, () => encodeFloats(radar.points));
    for (const camera of images ? frame.cameras : []) {
      const { mount: { name, spec } } = camera;
      files.set(`camera/${name}/${id}.jpg`, () => encodeJpeg(camera.image(), JPEG_QUALITY));
      files.set(`masks/${name}/${id}.png`, () => encodeMask(content.masks(camera), spec.width, spec.height, 'class'));
      files.set(`instances/${name}/${id}.png`, () => encodeMask(content.masks(camera), spec.width, spec.height, 'instance'));
    }
    return { files, entry: frameEntry(content) };
  },

  whole: (simulation, entries) => new Map([['scene.json', () => encodeJson(sceneFile(simulation, entries as readonly SceneFileFrame[]))]]),
};

function sceneFile(simulation: Simulation, frames: readonly SceneFileFrame[]): SceneFile {
  const poses = new WrittenPoses(simulation);
  const { lidars, radar, mounts, options } = simulation, { readoutMilliseconds: readout } = options;
  return {
    schemaVersion: SCENE_SCHEMA_VERSION,
    name: 'Simulated street',
    taxonomy: 'semantickitti',
    sensors: [
      ...lidars.map(({ name, egoFromSensor }) => ({
        id: name, kind: 'lidar' as const, egoFromSensor: pose(egoFromSensor), cloud: { format: 'kitti-bin', columns: [...POINT_COLUMNS] },
        pointTimes: { column: 'time', unit: 's' as const, zero: 'sweep' as const, compensated: options.distorted !== true },
      })),
      ...(radar ? [{ id: radar.name, kind: 'lidar' as const, egoFromSensor: pose(radar.egoFromSensor), cloud: { format: 'kitti-bin', columns: [...RADAR_COLUMNS] } }] : []),
      ...mounts.map((mount) => ({
        id: mount.name, kind: 'camera' as const, egoFromSensor: pose(poses.egoFromCamera({ mount })),
        camera: { ...mount.spec, coefficients: [...mount.spec.coefficients] },
        ...(readout === undefined ? {} : { rollingShutter: { readoutNs: readout * 1e6, direction: 'top-to-bottom' as const } }),
      })),
    ],
    sequences: [{ id: 'street', ...(options.distorted || readout !== undefined ? { egoPoses: egoPoses(simulation) } : {}), frames: [...frames] }],
  };
}

const POSE_STEP_NS = 10_000_000n;
/** Before the first frame and after the last one. */
const MARGIN_NS = 100_000_000n;

/** The vehicle's way at 100 Hz, as an inertial unit would give it. */
function egoPoses({ options, worldFromEgoAt }: Simulation): NonNullable<SceneFile['sequences'][number]['egoPoses']> {
  const poses = [];
  for (let ns = timeOfFrame(0) - MARGIN_NS; ns <= timeOfFrame(options.frames - 1) + MARGIN_NS; ns += POSE_STEP_NS)
    poses.push({ timestampNs: String(ns), worldFromEgo: pose(worldFromEgoAt(secondsAt(ns))) });
  return poses;
}

function frameEntry(content: FrameContent): SceneFileFrame {
  const { frame, simulation, poses, images } = content, { id, timeNs } = frame;
  const sweeps: SceneFileSweep[] = frame.lidars.map((lidar) => ({
    sensor: lidar.spec.name, file: `lidar/${lidar.spec.name}/${id}.bin`, timestampNs: String(lidar.timeNs),
    ...(lidar.timeNs === timeNs ? {} : { worldFromEgo: pose(poses.worldFromEgo(frame, lidar)) }),
    labels: { file: `labels/${lidar.spec.name}/${id}.label`, format: 'semantickitti' },
  }));
  if (simulation.radar) sweeps.push({ sensor: simulation.radar.name, file: `radar/${simulation.radar.name}/${id}.bin`, timestampNs: String(timeNs) });
  return {
    id,
    timestampNs: String(timeNs),
    worldFromEgo: pose(poses.worldFromEgo(frame, null)),
    sweeps,
    images: !images ? [] : frame.cameras.map((camera) => ({
      sensor: camera.mount.name,
      file: `camera/${camera.mount.name}/${id}.jpg`,
      timestampNs: String(poses.timeOf(camera)),
      worldFromEgo: pose(poses.worldFromEgo(frame, camera)),
      masks: [
        { file: `masks/${camera.mount.name}/${id}.png`, kind: 'class-ids' as const },
        { file: `instances/${camera.mount.name}/${id}.png`, kind: 'instance-ids' as const },
      ],
    })),
    boxes: content.boxes().filter(({ points }) => points >= MIN_BOX_POINTS).map(({ object, instance, classId, worldFromBox }) => {
      const [length, width, height] = object.model.size;
      return { id: String(instance), class: CLASS_NAMES[classId], track: String(instance), worldFromBox: pose(worldFromBox), size: { length, width, height } };
    }),
  };
}

function pose(transform: Rigid<FrameName, FrameName>): SceneFilePose {
  return { matrix: toMatrix(transform) };
}
