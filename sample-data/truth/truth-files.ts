import { toMatrix } from '#src/core/geometry/rigid.ts';
import type { DefectRecord } from '../defects/defect.ts';
import { WrittenPoses } from '../defects/sensor-defects.ts';
import type { Files } from '../layouts/layout.ts';
import { encodeJson, encodeLabels, encodeMask } from '../output/bytes.ts';
import type { FrameContent } from '../output/frame-content.ts';
import type { Simulation } from '../simulate.ts';
import { CLASS_NAMES } from '../world/classes.ts';
import { MOVED, VISIBILITY } from './visibility.ts';

/** What the truth of one frame says that is not in files of its own: plain JSON. */
export interface FrameTruth {
  readonly frame: object;
  readonly records: readonly DefectRecord[];
}

/** The exact truth about one frame, below truth/. README.md describes the files. */
export function truthFiles(content: FrameContent): { files: Files; entry: FrameTruth } {
  const { frame, images, simulation } = content, { id } = frame;
  const files: Files = new Map();
  for (const lidar of frame.lidars) {
    files.set(`truth/labels/${lidar.spec.name}/${id}.label`, () => encodeLabels(lidar.sweep.truth));
    for (const camera of frame.cameras) files.set(`truth/visibility/${lidar.spec.name}/${camera.mount.name}/${id}.u8`, () => frame.visibility(lidar, camera));
  }
  if (frame.radar) {
    const { truth } = frame.radar;
    files.set(`truth/labels/${simulation.radar!.name}/${id}.label`, () => encodeLabels(truth));
  }
  if (images && simulation.options.defects.some(({ name }) => name.startsWith('mask-')))
    for (const camera of frame.cameras) {
      const { mount: { name, spec } } = camera;
      files.set(`truth/masks/${name}/${id}.png`, () => encodeMask(camera.image().labels, spec.width, spec.height, 'class'));
      files.set(`truth/instances/${name}/${id}.png`, () => encodeMask(camera.image().labels, spec.width, spec.height, 'instance'));
    }
  return { files, entry: { frame: frameTruth(content), records: content.records() } };
}

function frameTruth(content: FrameContent): object {
  const { frame } = content;
  const round = (values: readonly number[]): number[] => values.map((v) => Math.round(v * 1e9) / 1e9);
  return {
    id: frame.id, timestampNs: String(frame.timeNs), worldFromEgo: round(toMatrix(frame.worldFromEgo)),
    sweeps: frame.lidars.map(({ spec, timeNs, worldFromSweep, sweep }) => ({
      sensor: spec.name, timestampNs: String(timeNs), worldFromSweep: round(toMatrix(worldFromSweep)), points: sweep.count,
    })),
    images: frame.cameras.map(({ mount, timeNs, worldFromCamera }) => ({ sensor: mount.name, timestampNs: String(timeNs), worldFromCamera: round(toMatrix(worldFromCamera)) })),
    boxes: content.boxes().map(({ object, instance, classId, worldFromBox, points }) => ({
      instance, class: CLASS_NAMES[classId], object: object.name, points, worldFromBox: round(toMatrix(worldFromBox)), size: round(object.model.size),
    })),
  };
}

/** truth/truth.json and truth/defects.json. */
export function wholeTruth(simulation: Simulation, frames: readonly FrameTruth[]): Files {
  const { options, lidars, mounts } = simulation;
  const records = [...new WrittenPoses(simulation).records, ...frames.flatMap((f) => f.records)];
  return new Map([
    ['truth/truth.json', () => encodeJson({
      conventions: {
        points: `${options.distorted ? 'as the sensor saw them: neither ego motion nor motion of objects is compensated' : 'ego motion compensated to the time of the sweep, motion of objects not'}; column time: seconds after the time of the sweep`,
        matrices: 'row-major 4x4, metres; camera x right, y down, z forward',
        visibility: { ...VISIBILITY, moved: `+${MOVED} where the object carried the place more than 5 cm between the times of point and image` },
      },
      options,
      sensors: [
        ...lidars.map(({ name, beams, azimuthSteps, egoFromSensor }) => ({ id: name, beams, azimuthSteps, egoFromSensor: toMatrix(egoFromSensor) })),
        ...mounts.map(({ name, egoFromSensor, spec }) => ({ id: name, egoFromSensor: toMatrix(egoFromSensor), camera: spec })),
      ],
      frames: frames.map((f) => f.frame),
    })],
    ['truth/defects.json', () => encodeJson({ requested: options.defects, defects: merged(records) })],
  ]);
}

/** One record for one mistake over all frames and sensors. */
function merged(records: readonly DefectRecord[]): DefectRecord[] {
  const found = new Map<string, DefectRecord>();
  for (const record of records) {
    const { points, pixels, ...what } = record;
    const key = JSON.stringify(what), known = found.get(key);
    if (!known) found.set(key, { ...record, ...(points ? { points: [...points] } : {}), ...(pixels ? { pixels: [...pixels] } : {}) });
    else {
      known.points?.push(...(points ?? []));
      known.pixels?.push(...(pixels ?? []));
    }
  }
  return [...found.values()];
}
