import { compose, type Rigid } from '#src/core/geometry/rigid.ts';
import type { DefectRequest } from './defects/defect.ts';
import { type CameraMount, photograph, type SimulatedImage } from './sensors/camera.ts';
import { type EgoPath, turningEgoAt, worldFromEgoAt } from './sensors/ego.ts';
import { type LidarSpec, scan, type SimulatedSweep } from './sensors/lidar.ts';
import { type RadarSpec, readRadar, type SimulatedRadar } from './sensors/radar.ts';
import { cameraMounts, lidarSpecs, radarSpec } from './sensors/rig.ts';
import { buildStreet } from './street.ts';
import { type Readout, rowTime, visibilityTruth } from './truth/visibility.ts';
import { Random } from './world/random.ts';
import { RayScene } from './world/ray-scene.ts';
import type { StreetObject } from './world/street-object.ts';

export interface SimulateOptions {
  readonly seed: number;
  readonly frames: number;
  readonly beams: number;
  readonly azimuthSteps: number;
  readonly lidars: number;
  readonly radar: boolean;
  /** Cameras of the rig, in its order. */
  readonly cameras: number;
  /** Pictures are 16:9. */
  readonly imageWidth: number;
  /** Every lens a pinhole, as in datasets of straightened pictures. */
  readonly rectified: boolean;
  readonly defects: readonly DefectRequest[];
  /** 'full': every point has its label; 'draft': the large surfaces have theirs, and what a defect touched. */
  readonly labels: 'full' | 'draft';
  /** The vehicle turns and accelerates. */
  readonly turning?: true;
  /** Sweeps as the sensor saw them: its own motion is left in the points. */
  readonly distorted?: true;
  /** The cameras fire so much later than those that the LiDAR triggers when it passes them. */
  readonly lateMilliseconds?: number;
  /** How long the cameras read a picture, from the top row to the bottom row; all rows at once where absent. */
  readonly readoutMilliseconds?: number;
}

export const DEFAULT_OPTIONS: SimulateOptions = {
  seed: 7, frames: 10, beams: 64, azimuthSteps: 1024, lidars: 1, radar: false, cameras: 3, imageWidth: 960, rectified: false, defects: [], labels: 'full',
};

/** What the committed sample is made with. */
export const SAMPLE_OPTIONS: SimulateOptions = {
  ...DEFAULT_OPTIONS, beams: 36, azimuthSteps: 900, labels: 'draft',
  defects: [
    { name: 'class-object', rate: 0, objects: ['parked-0-1'], to: 'building' },
    { name: 'class-object', rate: 0, objects: ['heap-near'], to: 'vegetation' },
    { name: 'class-object', rate: 0, objects: ['walker-2'], to: 'vegetation' },
    { name: 'ground-line', rate: 0, objects: ['parked-1-1', 'parked-1--1'] },
    { name: 'bleed', rate: 0, objects: ['light-right', 'tree--1-5'] },
  ],
};

/** One camera's picture of one frame. */
export interface CameraFrame {
  readonly mount: CameraMount;
  readonly timeNs: bigint;
  readonly seconds: number;
  readonly worldFromEgo: Rigid<'world', 'box'>;
  readonly worldFromCamera: Rigid<'world', 'camera'>;
  /** How its rows are read around `seconds`; null where all are at once. */
  readonly readout: Readout | null;
  /** The picture with its exact masks; rendered when it is first asked for. */
  image(): SimulatedImage;
}

/** One LiDAR's turn in one frame. */
export interface LidarFrame {
  readonly spec: LidarSpec;
  readonly timeNs: bigint;
  readonly seconds: number;
  readonly worldFromEgo: Rigid<'world', 'box'>;
  readonly worldFromSweep: Rigid<'world', 'sweep'>;
  readonly sweep: SimulatedSweep;
}

export interface SimulatedFrame {
  readonly index: number;
  readonly id: string;
  readonly timeNs: bigint;
  /** After the start of the sequence. */
  readonly seconds: number;
  readonly worldFromEgo: Rigid<'world', 'box'>;
  readonly lidars: readonly LidarFrame[];
  readonly radar: SimulatedRadar | null;
  readonly cameras: readonly CameraFrame[];
  /** Exact visibility of a LiDAR's points in a camera's picture: see truth/visibility.ts. */
  visibility(lidar: LidarFrame, camera: CameraFrame): Uint8Array;
}

/** A street, a vehicle and its sensors: what frames are made from, each on its own. */
export class Simulation {
  readonly options: SimulateOptions;
  readonly objects: readonly StreetObject[];
  readonly lidars: readonly LidarSpec[];
  readonly radar: RadarSpec | null;
  readonly mounts: readonly CameraMount[];
  readonly worldFromEgoAt: EgoPath;
  /** The street, at the moment that it was last moved to. */
  readonly street: RayScene;
  private readonly noise: Random;

  constructor(options: Partial<SimulateOptions> = {}) {
    this.options = { ...DEFAULT_OPTIONS, ...options };
    const { seed, lidars, beams, azimuthSteps, radar, cameras, imageWidth, rectified } = this.options;
    this.worldFromEgoAt = this.options.turning ? turningEgoAt : worldFromEgoAt;
    this.objects = buildStreet(seed);
    this.lidars = lidarSpecs(lidars, beams, azimuthSteps);
    this.radar = radar ? radarSpec() : null;
    const lateNs = BigInt(Math.round((this.options.lateMilliseconds ?? 0) * 1e6));
    this.mounts = cameraMounts(imageWidth, Math.round((imageWidth * 9) / 16), rectified).slice(0, cameras).map((m) => ({ ...m, delayNs: m.delayNs + lateNs }));
    this.street = new RayScene(this.objects, 0);
    this.noise = Random.fromSeed(seed).fork('noise');
  }

  /** One frame. Sweeps are made at once, pictures when they are asked for; frames do not hang on each other. */
  frame(index: number): SimulatedFrame {
    const id = String(index).padStart(6, '0'), timeNs = timeOfFrame(index), seconds = secondsAt(timeNs);
    const lidars = this.lidars.map((spec) => this.turn(spec, id, timeNs + spec.delayNs));
    const cameras = this.mounts.map((mount) => this.shot(mount, timeNs + mount.delayNs));
    const { radar, street, worldFromEgoAt } = this;
    return {
      index, id, timeNs, seconds, worldFromEgo: worldFromEgoAt(seconds), lidars, cameras,
      radar: radar && readRadar(street, radar, (s) => compose(worldFromEgoAt(s), radar.egoFromSensor), seconds, this.noise.fork(`${radar.name}/${id}`)),
      visibility: (lidar, { mount, seconds: shot, worldFromCamera, readout }) => visibilityTruth(street, lidar, { spec: mount.spec, seconds: shot, worldFromCamera, readout }),
    };
  }

  private turn(spec: LidarSpec, id: string, timeNs: bigint): LidarFrame {
    const seconds = secondsAt(timeNs), worldFromEgo = this.worldFromEgoAt(seconds);
    const poseAt = (s: number): Rigid<'world', 'sweep'> => compose(this.worldFromEgoAt(s), spec.egoFromSensor);
    const sweep = scan(this.street, spec, poseAt, seconds, this.noise.fork(`${spec.name}/${id}`), this.options.distorted);
    return { spec, timeNs, seconds, worldFromEgo, worldFromSweep: poseAt(seconds), sweep };
  }

  private shot(mount: CameraMount, timeNs: bigint): CameraFrame {
    const poseAt = (s: number): Rigid<'world', 'camera'> => compose(this.worldFromEgoAt(s), mount.egoFromSensor);
    const seconds = secondsAt(timeNs), worldFromEgo = this.worldFromEgoAt(seconds), worldFromCamera = poseAt(seconds);
    const { readoutMilliseconds } = this.options;
    const readout = readoutMilliseconds === undefined ? null : { seconds: readoutMilliseconds / 1000, worldFromCameraAt: poseAt };
    let rendered: SimulatedImage | null = null;
    const image = (): SimulatedImage => (rendered ??= photograph(this.street, mount.spec, (row) => {
      const then = readout === null ? seconds : rowTime(row, mount.spec.height, seconds, readout);
      this.street.moveTo(then);
      return readout === null ? worldFromCamera : poseAt(then);
    }));
    return { mount, timeNs, seconds, worldFromEgo, worldFromCamera, readout, image };
  }
}

/** Drives through the street of a seed, all frames at once. The same options give the same numbers on every machine. */
export function simulate(options: Partial<SimulateOptions> = {}): { simulation: Simulation; frames: SimulatedFrame[] } {
  const simulation = new Simulation(options);
  return { simulation, frames: Array.from({ length: simulation.options.frames }, (_, index) => simulation.frame(index)) };
}

const START_NS = 1_735_732_800_000_000_000n;
const PERIOD_NS = 100_000_000n;

export function timeOfFrame(index: number): bigint {
  return START_NS + BigInt(index) * PERIOD_NS;
}

export function secondsAt(timeNs: bigint): number {
  return Number(timeNs - START_NS) / 1e9;
}
