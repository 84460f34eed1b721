import { compose, type Rigid } from '#src/core/geometry/rigid.ts';
import { draftLabels, encodeLabels, encodePicture, encodePoints } from './output/bytes.ts';
import { sceneFile } from './output/scene-file.ts';
import { type CameraMount, photograph, type SimulatedImage } from './sensors/camera.ts';
import { worldFromEgoAt } from './sensors/ego.ts';
import { type LidarSpec, scan, type SimulatedSweep } from './sensors/lidar.ts';
import { cameraMounts, roofLidar } from './sensors/rig.ts';
import { buildStreet } from './street.ts';
import { Random } from './world/random.ts';
import { RayScene } from './world/ray-scene.ts';
import type { StreetObject } from './world/street-object.ts';

export interface SimulateOptions {
  readonly seed: number;
  readonly frames: number;
  readonly beams: number;
  readonly azimuthSteps: number;
  /** Cameras of the rig, in its order. */
  readonly cameras: number;
  /** Pictures are 16:9. */
  readonly imageWidth: number;
}

/** What the committed sample is made with. */
export const SAMPLE_OPTIONS: SimulateOptions = { seed: 7, frames: 8, beams: 36, azimuthSteps: 900, cameras: 3, imageWidth: 960 };

/** One camera's picture of one frame, with its exact masks. */
export interface CameraFrame {
  readonly mount: CameraMount;
  /** The picture with its masks; rendered when it is first asked for, about a second for a large one. */
  image(): SimulatedImage;
  readonly timeNs: bigint;
  readonly worldFromCamera: Rigid<'world', 'camera'>;
  /** The street at the moment of the picture. */
  readonly street: RayScene;
}

export interface SimulatedFrame {
  readonly id: string;
  readonly timeNs: bigint;
  /** After the start of the sequence. */
  readonly seconds: number;
  readonly worldFromEgo: Rigid<'world', 'box'>;
  readonly worldFromSweep: Rigid<'world', 'sweep'>;
  readonly sweep: SimulatedSweep;
  /** The street at the moment of the sweep. */
  readonly street: RayScene;
  readonly cameras: readonly CameraFrame[];
}

export interface SimulatedScene {
  readonly options: SimulateOptions;
  readonly lidar: LidarSpec;
  readonly mounts: readonly CameraMount[];
  readonly objects: readonly StreetObject[];
  readonly frames: readonly SimulatedFrame[];
  /** Every file of the scene by its path: scene.json, lidar/, labels/ (the drafts), truth/, camera/. Each is made when it is asked for. */
  readonly files: ReadonlyMap<string, () => Uint8Array>;
}

const START_NS = 1_735_732_800_000_000_000n;
const PERIOD_NS = 100_000_000n;

/** Drives through the street of a seed. The same options give the same bytes on every machine. */
export function simulate(options: Partial<SimulateOptions> = {}): SimulatedScene {
  const all = { ...SAMPLE_OPTIONS, ...options };
  const objects = buildStreet(all.seed);
  const lidar = roofLidar(all.beams, all.azimuthSteps);
  const mounts = cameraMounts(all.imageWidth, Math.round((all.imageWidth * 9) / 16)).slice(0, all.cameras);
  const noise = Random.fromSeed(all.seed).fork('noise');
  const frames = Array.from({ length: all.frames }, (_, index) => simulateFrame(index, objects, lidar, mounts, noise));
  return { options: all, lidar, mounts, objects, frames, files: sceneFiles(lidar, mounts, frames) };
}

function simulateFrame(
  index: number, objects: readonly StreetObject[], lidar: LidarSpec, mounts: readonly CameraMount[], noise: Random,
): SimulatedFrame {
  const id = String(index).padStart(6, '0');
  const timeNs = START_NS + BigInt(index) * PERIOD_NS;
  const seconds = secondsAt(timeNs);
  const street = new RayScene(objects, seconds);
  const worldFromEgo = worldFromEgoAt(seconds);
  const worldFromSweep = compose(worldFromEgo, lidar.egoFromSensor);
  const sweep = scan(street, lidar, worldFromSweep, noise.fork(`${lidar.name}/${id}`));
  const cameras = mounts.map((mount) => photographFrame(mount, objects, timeNs + mount.delayNs, mount.delayNs === 0n ? street : null));
  return { id, timeNs, seconds, worldFromEgo, worldFromSweep, sweep, street, cameras };
}

/** `known` is the street at that time where it is there already. */
function photographFrame(mount: CameraMount, objects: readonly StreetObject[], timeNs: bigint, known: RayScene | null): CameraFrame {
  const seconds = secondsAt(timeNs);
  const street = known ?? new RayScene(objects, seconds);
  const worldFromCamera = compose(worldFromEgoAt(seconds), mount.egoFromSensor);
  let rendered: SimulatedImage | null = null;
  const image = (): SimulatedImage => (rendered ??= photograph(street, mount.spec, worldFromCamera));
  return { mount, timeNs, worldFromCamera, street, image };
}

function secondsAt(timeNs: bigint): number {
  return Number(timeNs - START_NS) / 1e9;
}

function sceneFiles(lidar: LidarSpec, mounts: readonly CameraMount[], frames: readonly SimulatedFrame[]): Map<string, () => Uint8Array> {
  const files = new Map<string, () => Uint8Array>();
  files.set('scene.json', () => new TextEncoder().encode(`${JSON.stringify(sceneFile(lidar, mounts, frames), null, 1)}\n`));
  for (const { id, sweep, cameras } of frames) {
    files.set(`lidar/${id}.bin`, () => encodePoints(sweep.points));
    files.set(`labels/${id}.label`, () => encodeLabels(draftLabels(sweep.truth)));
    files.set(`truth/${id}.label`, () => encodeLabels(sweep.truth));
    for (const { mount, image } of cameras) files.set(`camera/${mount.name}/${id}.png`, () => encodePicture(image()));
  }
  return files;
}
