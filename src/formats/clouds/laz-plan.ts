import type { Column, FieldInfo } from '#src/core/cloud/columns.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { Bounds } from '#src/core/geometry/box.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { CloudArrays } from './cloud-builder.ts';
import { warnOutsideBounds } from './las-bounds.ts';
import type { LasHeader } from './las-header.ts';
import type { Vlr } from './las-vlr.ts';
import type { LazChunk } from './laz-chunks.ts';
import type { LazScheme } from './laz-scheme.ts';

/**
 * LASzip's item version 4 (3.5) keeps the last colour and extra bytes of each scanner channel; laz-perf 0.0.7 knows version 3, which
 * lost track of them where channels alternate. Coordinates, classes and returns are the same in both.
 */
export const MIXED_CHANNELS =
  'colours and extra bytes are not reliable: several scanner channels, compressed by LASzip 3.5 or later; convert the file to LAS to have them right';

/** What several decoders must know to decode one LAZ file together. Plain data, small: it goes to each of them. */
export interface LazPlan {
  readonly name: string;
  readonly header: LasHeader;
  /** Those that say what a record means. */
  readonly vlrs: readonly Vlr[];
  readonly scheme: LazScheme;
  /** The same for all parts, and the same that reading in one go would choose. */
  readonly origin: Vec3;
  /** Every field, and the ones that are asked for. */
  readonly fields: readonly FieldInfo[];
  readonly chosen: readonly FieldInfo[];
  readonly warnings: readonly string[];
}

/** Chunks that lie one behind the other in the file. */
export interface LazPart {
  /** Number of the first chunk in the file, and of its first point. */
  readonly firstChunk: number;
  readonly firstPoint: number;
  readonly points: number;
  readonly chunks: readonly LazChunk[];
}

/** What a part's points say of the whole. */
export interface LazPartResult {
  readonly invalid: number;
  readonly bounds: Bounds | null;
  /** Scanner channels seen, where it matters. */
  readonly channels: readonly number[];
}

/** The cloud that `laz.read` gives, from arrays that all parts have been decoded into. */
export function joinLazParts(plan: LazPlan, arrays: CloudArrays, parts: readonly LazPartResult[]): PointCloud {
  const { name, header, fields, chosen, origin } = plan;
  const warnings = [...plan.warnings];
  const boxes = parts.flatMap(({ bounds }) => (bounds === null ? [] : [bounds]));
  const edge = (side: 'min' | 'max', pick: (a: number, b: number) => number): Vec3 =>
    [0, 1, 2].map((k) => boxes.map((box) => box[side][k]).reduce((a, b) => pick(a, b))) as unknown as Vec3;
  const bounds = boxes.length === 0 ? null : { min: edge('min', Math.min), max: edge('max', Math.max) };
  const columns = Object.fromEntries(chosen.map((field): [string, Column] => [field.name, { field, values: arrays.columns[field.name] }]));
  const cloud: PointCloud = {
    name, format: 'laz', count: header.count, origin, positions: arrays.positions, fields, columns,
    invalid: parts.reduce((sum, part) => sum + part.invalid, 0), bounds, labelField: 'classification', warnings,
  };
  warnOutsideBounds(cloud, header, warnings);
  if (new Set(parts.flatMap((part) => part.channels)).size > 1) warnings.push(MIXED_CHANNELS);
  return cloud;
}
