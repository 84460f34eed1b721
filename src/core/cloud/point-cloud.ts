import type { Bounds } from '../geometry/box.ts';
import type { Vec3 } from '../geometry/units.ts';
import type { Column, FieldInfo } from './columns.ts';

/**
 * One sweep or file. **File order, always**: index i everywhere in the program is record i of the source file.
 * Non-finite points stay, are counted in `invalid`, and are never drawn or selected.
 * Plain data, so that it crosses worker boundaries by structured clone.
 */
export interface PointCloud {
  /** The file's name, for messages. */
  readonly name: string;
  /** Id of the format that read it: 'pcd', 'las', 'laz', 'kitti-bin'. */
  readonly format: string;
  readonly count: number;
  /** Source coordinates of the zero of `positions`; [0, 0, 0] where the file's own numbers are already Float32. */
  readonly origin: Vec3;
  /** x, y, z per point in metres (3 * count), source coordinates minus `origin`, rounded to Float32 once. */
  readonly positions: Float32Array;
  /** Every field of the file, in file order, loaded or not. */
  readonly fields: readonly FieldInfo[];
  /** The columns that were asked for, by name. */
  readonly columns: Readonly<Record<string, Column>>;
  /** Points with a NaN or infinite coordinate. */
  readonly invalid: number;
  /** Of the finite points, Float64, in source coordinates; null where there is none. */
  readonly bounds: Bounds | null;
  /** Name of the field that holds per-point labels in the file itself: `label` (PCD), `classification` (LAS). */
  readonly labelField: string | null;
  /** What a reader coped with and a user should know. */
  readonly warnings: readonly string[];
}

/** Names that files give to the strength of the return, in order of preference. */
const INTENSITY_NAMES = ['intensity', 'remission', 'reflectance', 'reflectivity', 'i'];

/** The field that colour-by-intensity reads, or null. */
export function intensityField(fields: readonly FieldInfo[]): string | null {
  for (const name of INTENSITY_NAMES) {
    const field = fields.find((f) => f.name.toLowerCase() === name);
    if (field) return field.name;
  }
  return null;
}

/** Source coordinates of point i, Float64. */
export function pointAt(cloud: Pick<PointCloud, 'positions' | 'origin'>, i: number): Vec3 {
  const { positions: p, origin: o } = cloud;
  return [o[0] + p[3 * i], o[1] + p[3 * i + 1], o[2] + p[3 * i + 2]];
}
