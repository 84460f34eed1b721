import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compose, type Rigid, toMatrix } from '#src/core/geometry/rigid.ts';
import { SCENE_SCHEMA_VERSION, type SceneFile } from '#src/core/scene/scene-schema.ts';
import { worldFromEgoAt } from '../sensors/ego.ts';
import { POINT_COLUMNS, POINT_STRIDE } from '../sensors/lidar.ts';
import { lidarSpecs } from '../sensors/rig.ts';
import { Simulation, type SimulateOptions, timeOfFrame } from '../simulate.ts';
import { encodeFloats, encodeJson, encodeLabels } from './bytes.ts';
import { clearTarget, type Written } from './write-dataset.ts';
import { writeFiles } from './write-files.ts';

/** How many different sweeps there are, and how many frames lie between them: 2.1 m of driving. */
const DISTINCT = 12;
const APART = 3;
/** How far along the street the next round of the same sweeps is placed: where the first one ends. Metres. */
const ROUND = 25.2;

/** A sweep that was simulated once, on disk, and where it stands when it is used for the n-th time. */
export interface PosedSweep {
  /** Raw float32, five columns per point: POINT_COLUMNS. */
  readonly cloudFile: string;
  /** SemanticKITTI's `.label`: the truth. */
  readonly labelFile: string;
  readonly points: number;
  readonly worldFromEgo: Rigid<'world', 'box'>;
  readonly worldFromSweep: Rigid<'world', 'sweep'>;
}

/**
 * Sweeps of together at least `points` points: a few distinct ones, used over and over at new places along an endless street. They are
 * kept in the user's cache (XDG_CACHE_HOME, else the system's temporary folder), under a name made of the options and of the
 * simulator's own source.
 */
export async function posedSweeps(options: SimulateOptions, points: number): Promise<PosedSweep[]> {
  const distinct = await cachedSweeps(options);
  const [lidar] = lidarSpecs(1, options.beams, options.azimuthSteps);
  const posed: PosedSweep[] = [];
  for (let total = 0, k = 0; total < points; k++) {
    const sweep = distinct[k % DISTINCT], round = Math.floor(k / DISTINCT);
    const { r, t } = worldFromEgoAt(((k % DISTINCT) * APART) / 10);
    const worldFromEgo: Rigid<'world', 'box'> = { r, t: [t[0] + round * ROUND, t[1], t[2]] };
    posed.push({ ...sweep, worldFromEgo, worldFromSweep: compose(worldFromEgo, lidar.egoFromSensor) });
    total += sweep.points;
  }
  return posed;
}

/** Writes a scene of exactly so many points: scene.json, clouds and labels; no pictures. Sweeps are copied, so memory does not grow with them. */
export async function writeBigScene(options: SimulateOptions, points: number, out: string): Promise<Written> {
  await clearTarget(out);
  const sweeps = await posedSweeps(options, points), [lidar] = lidarSpecs(1, options.beams, options.azimuthSteps);
  await mkdir(join(out, 'lidar', lidar.name), { recursive: true });
  await mkdir(join(out, 'labels', lidar.name), { recursive: true });
  const frames: SceneFile['sequences'][number]['frames'] = [];
  let left = points;
  for (const [k, sweep] of sweeps.entries()) {
    const id = String(k).padStart(6, '0'), cloud = `lidar/${lidar.name}/${id}.bin`, labels = `labels/${lidar.name}/${id}.label`;
    await copyFile(sweep.cloudFile, join(out, cloud));
    await copyFile(sweep.labelFile, join(out, labels));
    if (sweep.points > left) {
      await truncate(join(out, cloud), 4 * POINT_STRIDE * left);
      await truncate(join(out, labels), 4 * left);
    }
    left -= Math.min(sweep.points, left);
    frames.push({
      id, timestampNs: String(timeOfFrame(k * APART)), worldFromEgo: { matrix: toMatrix(sweep.worldFromEgo) },
      sweeps: [{ sensor: lidar.name, file: cloud, labels: { file: labels, format: 'semantickitti' } }],
    });
  }
  const scene: SceneFile = {
    schemaVersion: SCENE_SCHEMA_VERSION, name: `Simulated street, ${points} points`, taxonomy: 'semantickitti',
    sensors: [{ id: lidar.name, kind: 'lidar', egoFromSensor: { matrix: toMatrix(lidar.egoFromSensor) }, cloud: { format: 'kitti-bin', columns: [...POINT_COLUMNS] } }],
    sequences: [{ id: 'street', frames }],
  };
  const truth = { options, points, sweeps: sweeps.length, distinctSweeps: Math.min(DISTINCT, sweeps.length), note: 'labels/ is the truth' };
  const json = await writeFiles(out, new Map([['scene.json', () => encodeJson(scene)], ['truth/truth.json', () => encodeJson(truth)]]));
  return { files: 2 * sweeps.length + 2, bytes: json + points * (4 * POINT_STRIDE + 4) };
}

type CachedSweep = Pick<PosedSweep, 'cloudFile' | 'labelFile' | 'points'>;

async function cachedSweeps(options: SimulateOptions): Promise<CachedSweep[]> {
  const { seed, beams, azimuthSteps } = options;
  const name = createHash('sha256').update(`${seed} ${beams} ${azimuthSteps} ${await sourceHash()}`).digest('hex').slice(0, 24);
  const folder = join(process.env.XDG_CACHE_HOME || tmpdir(), 'pointweld-simulated', name);
  const files = Array.from({ length: DISTINCT }, (_, k) => ({ cloudFile: join(folder, `${k}.bin`), labelFile: join(folder, `${k}.label`) }));
  if (!(await stat(folder).then(() => true, () => false))) await fillCache(folder, options);
  return Promise.all(files.map(async (file) => ({ ...file, points: (await stat(file.labelFile)).size / 4 })));
}

/** Appears in one step: a run that is broken off leaves nothing that looks complete. */
async function fillCache(folder: string, options: SimulateOptions): Promise<void> {
  const fresh = `${folder}.${process.pid}`;
  const simulation = new Simulation({ ...options, lidars: 1, radar: false, cameras: 0, defects: [] });
  for (let k = 0; k < DISTINCT; k++) {
    const { sweep } = simulation.frame(k * APART).lidars[0];
    await writeFiles(fresh, new Map([[`${k}.bin`, () => encodeFloats(sweep.points)], [`${k}.label`, () => encodeLabels(sweep.truth)]]));
  }
  await rename(fresh, folder).catch(async () => {
    // Another process was faster; its sweeps are the same.
    await rm(fresh, { recursive: true, force: true });
  });
}

async function sourceHash(): Promise<string> {
  const root = fileURLToPath(new URL('..', import.meta.url)), hash = createHash('sha256');
  const names = (await readdir(root, { recursive: true })).map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.ts')).sort();
  for (const name of names) hash.update(name).update(await readFile(join(root, name)));
  return hash.digest('hex');
}
