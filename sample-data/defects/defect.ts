import type { Simulation } from '../simulate.ts';
import { hashUnit } from '../world/random.ts';

/** Every mistake that can be planted, with what its rate counts. */
export const DEFECTS = {
  'class-object': 'share of things whose every point has the class of something else',
  'class-part': 'share of things whose upper part has the class of something else',
  'ground-line': 'share of things that are road up to 0.25 m above the ground',
  'instance-swap': 'share of things that trade ids with a neighbour of their class, from the middle of the sequence on',
  'instance-merge': 'share of things that carry the id of a neighbour of their class',
  'instance-split': 'share of things whose rear half has an id of its own',
  bleed: 'share of things whose label runs over onto what lies just behind their silhouette',
  noise: 'share of points with the class of something else',
  'mask-track': 'share of things that every mask takes for something else',
  'mask-part': 'share of things whose upper part every mask takes for something else',
  'mask-edge': 'share of things whose masks are 4 pixels too large all around',
  'extrinsic-angle': 'degrees that one camera is turned against its calibration',
  'extrinsic-shift': 'metres that one camera is away from its calibration',
  'time-offset': 'milliseconds that the times of one camera are late',
  pose: 'metres that the pose of one frame is off',
} as const;
export type DefectName = keyof typeof DEFECTS;

export interface DefectRequest {
  readonly name: DefectName;
  readonly rate: number;
  /** These objects instead of a share, by their names in the street. */
  readonly objects?: readonly string[];
  /** The wrong class, by name; else one that could be taken for the right one. */
  readonly to?: string;
}

/** Stretches of points (indices in the file) or pixels (row by row): begin, length, begin, length, … */
export type Runs = number[];

/** One planted mistake, as it is recorded. */
export interface DefectRecord {
  readonly kind: DefectName;
  /** The object's name in the street, and its instance id (0 for stuff). */
  readonly object?: string;
  readonly instance?: number;
  /** Names of classes, or instance ids. */
  readonly from?: string | number;
  readonly to?: string | number;
  /** Label mistakes: exactly the points whose label in `labels` is not the true one because of this. */
  readonly points?: { readonly frame: string; readonly sensor: string; readonly runs: Runs }[];
  /** Mask mistakes: exactly the pixels whose value in `masks` or `instances` is not the true one because of this. */
  readonly pixels?: { readonly frame: string; readonly sensor: string; readonly runs: Runs }[];
  /** Sensor mistakes: which one, in which frames (all where absent), and by how much. */
  readonly sensor?: string;
  readonly frame?: string;
  readonly amount?: number;
  readonly unit?: 'degrees' | 'metres' | 'milliseconds';
}

/** A number in [0, 1) that only the seed, the kind of mistake and what it may strike decide: frames agree on it without talking. */
export function lot(seed: number, name: string, item: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hashUnit(seed, hash, item);
}

/** Indices of the objects that a request strikes, the same in every frame. */
export function struckObjects({ objects, options: { seed } }: Simulation, request: DefectRequest): number[] {
  const indices = objects.map((_, i) => i);
  if (request.objects) {
    const names = new Set(request.objects);
    return indices.filter((i) => names.has(objects[i].name));
  }
  return indices.filter((i) => objects[i].thing !== null && lot(seed, request.name, objects[i].thing!.instance) < request.rate);
}

/** Sorted indices as runs. */
export function runsOf(indices: readonly number[]): Runs {
  const runs: Runs = [];
  for (const i of indices) {
    const last = runs.length - 2;
    if (last >= 0 && runs[last] + runs[last + 1] === i) runs[last + 1]++;
    else runs.push(i, 1);
  }
  return runs;
}
