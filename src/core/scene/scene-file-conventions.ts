import type { Convention, Sequence } from './scene.ts';
import type { SceneFile } from './scene-schema.ts';
import { timingConventions } from './timing-conventions.ts';

/** Sweeps and pictures whose time is not their frame's, and that bring no pose of their own. */
export interface PoseCounts {
  /** Placed between the poses around. */
  interpolated: number;
  /** Out of reach of any pose: placed where their frame is. */
  unknown: number;
}

/** What was read from a scene.json, and what had to be decided about it. */
export function sceneFileConventions(file: SceneFile, sequences: readonly Sequence[], { interpolated, unknown }: PoseCounts): Convention[] {
  const list: Convention[] = [
    { name: 'camera axes', value: 'OpenCV: x right, y down, z forward', source: 'format' },
    { name: 'quaternion order', value: 'by name: w, x, y, z', source: 'format' },
    { name: 'extrinsics direction', value: 'by name: egoFromSensor, sensorFromEgo, worldFromEgo', source: 'format' },
    { name: 'unlabelled class', value: '0', source: 'format' },
  ];
  const models = [...new Set([...file.sensors, ...file.sequences.flatMap((s) => s.frames.flatMap((f) => f.images ?? []))].map((s) => s.camera?.model))];
  for (const model of models) if (model !== undefined) list.push({ name: 'lens model', value: model, source: 'file' });
  if (interpolated > 0) list.push({ name: 'poses', value: `interpolated to its own time for ${interpolated} sweeps and pictures: slerp and a straight line between the poses around`, source: 'assumed' });
  if (unknown > 0) list.push({ name: 'poses', value: `the frame's for ${unknown} sweeps and pictures of another time, which no poses reach`, source: 'assumed' });
  list.push(...timingConventions(sequences));
  if (file.taxonomy === undefined) list.push({ name: 'taxonomy', value: 'driving preset', source: 'assumed' });
  return list;
}
