import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { jsonPath } from '#src/core/scene/parse-scene-file.ts';
import { readRows } from './json-rows.ts';
import type { PathIndex } from './path-index.ts';
import { joined } from './paths.ts';

/** The parts of nuScenes' tables that this program reads (nuscenes-devkit, docs/schema_nuscenes.md). Quaternions w, x, y, z; metres; microseconds. */
const number = v.pipe(v.number(), v.finite());
const vec3 = v.tuple([number, number, number]);
const quaternion = v.tuple([number, number, number, number]);
const row3 = v.tuple([number, number, number]);
const microseconds = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(number, v.gtValue(0));

const SCHEMAS = {
  scene: v.object({ token: v.string(), name: v.string() }),
  sample: v.object({ token: v.string(), timestamp: microseconds, scene_token: v.string() }),
  sample_data: v.object({
    token: v.string(), sample_token: v.string(), ego_pose_token: v.string(), calibrated_sensor_token: v.string(), timestamp: microseconds,
    is_key_frame: v.boolean(), filename: v.string(), width: v.nullish(number), height: v.nullish(number),
  }),
  calibrated_sensor: v.object({
    token: v.string(), sensor_token: v.string(), translation: vec3, rotation: quaternion,
    camera_intrinsic: v.union([v.pipe(v.array(v.never()), v.length(0)), v.tuple([row3, row3, row3])]),
  }),
  ego_pose: v.object({ token: v.string(), translation: vec3, rotation: quaternion }),
  sensor: v.object({ token: v.string(), channel: v.string(), modality: v.string() }),
  category: v.object({ token: v.string(), name: v.string(), index: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0))) }),
  instance: v.object({ token: v.string(), category_token: v.string() }),
  sample_annotation: v.object({
    token: v.string(), sample_token: v.string(), instance_token: v.string(), translation: vec3, rotation: quaternion, size: v.tuple([positive, positive, positive]),
    prev: v.string(), next: v.string(),
  }),
  lidarseg: v.object({ sample_data_token: v.string(), filename: v.string() }),
  panoptic: v.object({ sample_data_token: v.string(), filename: v.string() }),
} as const;

type Name = keyof typeof SCHEMAS;
export type Row<N extends Name> = v.InferOutput<(typeof SCHEMAS)[N]>;
type ByToken<N extends Name> = ReadonlyMap<string, Row<N>>;

/** The rows of one version's tables that belong to files which are here. */
export interface NuscenesTables {
  readonly scenes: readonly Row<'scene'>[];
  readonly samples: readonly Row<'sample'>[];
  readonly data: readonly Row<'sample_data'>[];
  readonly calibrations: ByToken<'calibrated_sensor'>;
  readonly sensors: ByToken<'sensor'>;
  readonly egoPoses: ByToken<'ego_pose'>;
  readonly annotations: readonly Row<'sample_annotation'>[];
  readonly instances: ByToken<'instance'>;
  readonly categories: readonly Row<'category'>[];
  /** By the token of the LiDAR's sample_data. */
  readonly lidarseg: ReadonlyMap<string, string>;
  readonly panoptic: ReadonlyMap<string, string>;
  /** Key frames whose files are not here. */
  readonly missing: number;
  /** The folder of the tables, for messages: 'v1.0-mini'. */
  readonly folder: string;
  /** The folder that file names are relative to. */
  readonly root: string;
}

/**
 * Reads the tables in `folder`. Of sample_data, which has millions of rows, only those are kept whose files are here, and which are
 * key frames or, where `between` asks for them, LiDAR sweeps; of ego poses and annotations only what belongs to them. Throws DataError
 * that names table and row.
 */
export async function readTables(tree: FileTree, index: PathIndex, folder: string, between: boolean): Promise<NuscenesTables> {
  const root = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
  const read = <N extends Name>(name: N, keep: (row: Row<N>) => boolean = () => true): Promise<Row<N>[]> => readTable(tree, index, folder, name, keep);
  const sensors = byToken(await read('sensor')), calibrations = byToken(await read('calibrated_sensor'));
  const isLidar = (row: Row<'sample_data'>): boolean => sensors.get(calibrations.get(row.calibrated_sensor_token)?.sensor_token ?? '')?.modality === 'lidar';
  let missing = 0;
  const data = await read('sample_data', (row) => {
    if (!row.is_key_frame && !(between && isLidar(row))) return false;
    const here = index.has(joined(root, row.filename));
    if (!here && row.is_key_frame) missing++;
    return here;
  });
  const samples = new Set(data.map((row) => row.sample_token)), poses = new Set(data.map((row) => row.ego_pose_token));
  const files = async (name: 'lidarseg' | 'panoptic'): Promise<ReadonlyMap<string, string>> =>
    new Map((await read(name, (row) => index.has(joined(root, row.filename)))).map((row) => [row.sample_data_token, joined(root, row.filename)]));
  return {
    scenes: await read('scene'),
    samples: await read('sample', (row) => samples.has(row.token)),
    data, calibrations, sensors,
    egoPoses: byToken(await read('ego_pose', (row) => poses.has(row.token))),
    annotations: await read('sample_annotation', (row) => samples.has(row.sample_token)),
    instances: byToken(await read('instance')),
    categories: await read('category'),
    lidarseg: await files('lidarseg'),
    panoptic: await files('panoptic'),
    missing, folder, root,
  };
}

/** Tables that a recording may go without. */
const OPTIONAL: readonly Name[] = ['sample_annotation', 'instance', 'category', 'lidarseg', 'panoptic'];

async function readTable<N extends Name>(tree: FileTree, index: PathIndex, folder: string, name: N, keep: (row: Row<N>) => boolean): Promise<Row<N>[]> {
  const file = joined(folder, `${name}.json`);
  if (OPTIONAL.includes(name) && !index.has(file)) return [];
  const schema: v.GenericSchema = SCHEMAS[name];
  return readRows(await tree.open(file), (json, i) => {
    const result = v.safeParse(schema, json, { abortEarly: true });
    if (!result.success) {
      const { path, expected, received } = result.issues[0];
      const place = jsonPath((path ?? []).map((item) => item.key as string | number));
      throw new DataError('malformed', `has a row that is no ${name}`, { file, where: `row ${i}: ${place}`, expected: expected ?? undefined, found: received });
    }
    const row = result.output as Row<N>;
    return keep(row) ? row : undefined;
  });
}

function byToken<R extends { readonly token: string }>(rows: readonly R[]): ReadonlyMap<string, R> {
  return new Map(rows.map((row) => [row.token, row]));
}
