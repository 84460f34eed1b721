import { compose, type Rigid, toMatrix } from '#src/core/geometry/rigid.ts';
import type { FrameName } from '#src/core/geometry/units.ts';
import { SCENE_SCHEMA_VERSION, type SceneFile, type SceneFileBox, type SceneFileFrame, type SceneFilePose } from '#src/core/scene/scene-schema.ts';
import type { CameraMount } from '../sensors/camera.ts';
import { worldFromEgoAt } from '../sensors/ego.ts';
import type { LidarSpec } from '../sensors/lidar.ts';
import type { SimulatedFrame } from '../simulate.ts';
import { CLASS_NAMES } from '../world/classes.ts';

/** A box is written where at least this many points of the sweep lie on its object: what nobody can see nobody can label. */
const MIN_BOX_POINTS = 5;

/** The content of scene.json. */
export function sceneFile(lidar: LidarSpec, mounts: readonly CameraMount[], frames: readonly SimulatedFrame[]): SceneFile {
  return {
    schemaVersion: SCENE_SCHEMA_VERSION,
    name: 'Simulated street',
    taxonomy: 'semantickitti',
    sensors: [
      { id: lidar.name, kind: 'lidar', egoFromSensor: pose(lidar.egoFromSensor), cloud: { format: 'kitti-bin' } },
      ...mounts.map(({ name, spec, egoFromSensor }) => ({
        id: name, kind: 'camera' as const, egoFromSensor: pose(egoFromSensor), camera: { ...spec, coefficients: [...spec.coefficients] },
      })),
    ],
    sequences: [{ id: 'street', frames: frames.map((frame) => frameEntry(lidar, frame)) }],
  };
}

function frameEntry(lidar: LidarSpec, frame: SimulatedFrame): SceneFileFrame {
  const { id, timeNs } = frame;
  return {
    id,
    timestampNs: String(timeNs),
    worldFromEgo: pose(frame.worldFromEgo),
    sweeps: [{ sensor: lidar.name, file: `lidar/${id}.bin`, timestampNs: String(timeNs), labels: { file: `labels/${id}.label`, format: 'semantickitti' } }],
    images: frame.cameras.map(({ mount, timeNs: fired }) => ({
      sensor: mount.name,
      file: `camera/${mount.name}/${id}.png`,
      timestampNs: String(fired),
      worldFromEgo: pose(worldFromEgoAt(frame.seconds + Number(fired - timeNs) / 1e9)),
    })),
    boxes: boxEntries(frame),
  };
}

function boxEntries({ street, seconds, sweep }: SimulatedFrame): SceneFileBox[] {
  const counts = new Map<number, number>();
  for (const label of sweep.truth) counts.set(label >>> 16, (counts.get(label >>> 16) ?? 0) + 1);
  const boxes: SceneFileBox[] = [];
  for (const object of new Set(street.owners)) {
    const { thing, model: { size: [length, width, height] } } = object;
    if (!thing || (counts.get(thing.instance) ?? 0) < MIN_BOX_POINTS) continue;
    const worldFromBox = compose(object.poseAt(seconds), { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, height / 2] });
    boxes.push({
      id: String(thing.instance), class: CLASS_NAMES[thing.classId], track: String(thing.instance), worldFromBox: pose(worldFromBox),
      size: { length, width, height },
    });
  }
  return boxes;
}

function pose(transform: Rigid<FrameName, FrameName>): SceneFilePose {
  return { matrix: toMatrix(transform) };
}
