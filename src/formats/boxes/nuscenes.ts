import * as v from 'valibot';
import type { OrientedBox } from '#src/core/geometry/box.ts';
import { fromQuaternion, toQuaternion } from '#src/core/geometry/rigid.ts';
import { DataError } from '#src/core/errors.ts';

/**
 * A row of nuScenes' sample_annotation.json (nuscenes-devkit, docs/schema_nuscenes.md): centre in the world, size as width, length, height,
 * rotation as w, x, y, z; `prev` and `next` lead along the instance, '' at its ends.
 */
export interface AnnotationRow {
  readonly token: string;
  readonly sample_token: string;
  readonly instance_token: string;
  /** Of visibility.json; '' where nobody said. */
  readonly visibility_token: string;
  readonly attribute_tokens: readonly string[];
  readonly translation: readonly [number, number, number];
  readonly size: readonly [number, number, number];
  readonly rotation: readonly [number, number, number, number];
  readonly prev: string;
  readonly next: string;
  readonly num_lidar_pts: number;
  readonly num_radar_pts: number;
}

/** A row of instance.json. */
export interface InstanceRow {
  readonly token: string;
  readonly category_token: string;
  readonly nbr_annotations: number;
  readonly first_annotation_token: string;
  readonly last_annotation_token: string;
}

/** A box of one sample, and the object that it is one view of. */
export interface NuscenesBox {
  readonly token: string;
  readonly sample: string;
  readonly instance: string;
  readonly category: string;
  readonly box: OrientedBox<'world'>;
  readonly attributes?: readonly string[];
  readonly visibility?: string;
  readonly lidarPoints?: number;
  readonly radarPoints?: number;
}

/** The rows of both tables for boxes in time order. Numbers are written as they are: only the rotation is rounded, to Float64. */
export function nuscenesRows(boxes: readonly NuscenesBox[]): { annotations: AnnotationRow[]; instances: InstanceRow[] } {
  const ofInstance = new Map<string, NuscenesBox[]>();
  for (const box of boxes) ofInstance.set(box.instance, [...(ofInstance.get(box.instance) ?? []), box]);
  const places = new Map([...ofInstance.values()].flatMap((list) => list.map((box, k) => [box, { list, k }] as const)));
  const annotations = boxes.map((b): AnnotationRow => {
    const { list, k } = places.get(b)!, [length, width, height] = b.box.size;
    return {
      token: b.token, sample_token: b.sample, instance_token: b.instance, visibility_token: b.visibility ?? '', attribute_tokens: b.attributes ?? [],
      translation: b.box.pose.t, size: [width, length, height], rotation: toQuaternion(b.box.pose),
      prev: list[k - 1]?.token ?? '', next: list[k + 1]?.token ?? '', num_lidar_pts: b.lidarPoints ?? 0, num_radar_pts: b.radarPoints ?? 0,
    };
  });
  const instances = [...ofInstance].map(([token, list]): InstanceRow => ({
    token, category_token: list[0].category, nbr_annotations: list.length, first_annotation_token: list[0].token, last_annotation_token: list[list.length - 1].token,
  }));
  return { annotations, instances };
}

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(finite, v.gtValue(0));
const annotation = v.object({
  token: v.string(), sample_token: v.string(), instance_token: v.string(), visibility_token: v.nullish(v.string()), attribute_tokens: v.nullish(v.array(v.string())),
  translation: v.tuple([finite, finite, finite]), size: v.tuple([positive, positive, positive]), rotation: v.tuple([finite, finite, finite, finite]),
  num_lidar_pts: v.nullish(finite), num_radar_pts: v.nullish(finite),
});
const instance = v.object({ token: v.string(), category_token: v.string() });

/** A quaternion that is further from length 1 is a mistake, not a rounding. */
const TOLERANCE = 1e-3;

/** The boxes of parsed tables, in the order of their rows. Throws DataError that names table and row. */
export function parseNuscenesBoxes(annotations: readonly unknown[], instances: readonly unknown[], file: string): NuscenesBox[] {
  const categories = new Map(rowsOf(instance, instances, 'instance.json').map((row) => [row.token, row.category_token]));
  return rowsOf(annotation, annotations, file).map((row, i): NuscenesBox => {
    const where = `row ${i}`, category = categories.get(row.instance_token), [width, length, height] = row.size;
    if (category === undefined) throw new DataError('missing', 'has an instance_token that leads nowhere', { file, where, expected: 'a row of instance.json' });
    if (!(Math.abs(Math.hypot(...row.rotation) - 1) < TOLERANCE))
      throw new DataError('malformed', 'has a rotation that is none', { file, where, expected: 'a quaternion of length 1', found: row.rotation.join(', ') });
    return {
      token: row.token, sample: row.sample_token, instance: row.instance_token, category,
      box: { pose: fromQuaternion(row.rotation, row.translation), size: [length, width, height] },
      ...(row.attribute_tokens?.length ? { attributes: row.attribute_tokens } : {}), ...(row.visibility_token ? { visibility: row.visibility_token } : {}),
      ...(row.num_lidar_pts ? { lidarPoints: row.num_lidar_pts } : {}), ...(row.num_radar_pts ? { radarPoints: row.num_radar_pts } : {}),
    };
  });
}

function rowsOf<S extends v.GenericSchema>(schema: S, rows: readonly unknown[], file: string): v.InferOutput<S>[] {
  return rows.map((row, i) => {
    const result = v.safeParse(schema, row, { abortEarly: true });
    if (result.success) return result.output;
    const [issue] = result.issues;
    throw new DataError('malformed', 'has a row that is none of its table', { file, where: `row ${i}: ${v.getDotPath(issue) ?? ''}`, expected: issue.expected ?? undefined, found: issue.received });
  });
}
