import { DataError } from '../errors.ts';
import type { CameraSpec, RayTable } from '../camera/camera.ts';
import { allAround } from '../camera/equirectangular.ts';
import { nearestPinhole } from '../camera/lookup-table.ts';
import { ownVehicleFromPolygons } from '../crosscheck/own-vehicle.ts';
import type { OrientedBox } from '../geometry/box.ts';
import type { Rigid } from '../geometry/rigid.ts';
import { compose, identity, invert } from '../geometry/rigid.ts';
import { distinctColour } from '../labels/presets/distinct-colour.ts';
import { presets } from '../labels/presets/index.ts';
import type { Taxonomy } from '../labels/taxonomy.ts';
import { jsonPath } from './parse-scene-file.ts';
import { poseFromFile } from './scene-file-pose.ts';
import type { CameraMount } from './camera-mount.ts';
import { mountOn } from './camera-mount.ts';
import type { PoseCounts } from './scene-file-conventions.ts';
import { sceneFileConventions } from './scene-file-conventions.ts';
import type { Frame, FrameBox, FrameImage, LabelsRef, OwnVehicle, RollingShutter, Scene, Sequence, Sweep, TimeNs } from './scene.ts';
import { sweepId } from './scene.ts';
import type { SweepTiming } from './sweep-timing.ts';
import { sweepPath } from './sweep-timing.ts';
import { Trajectory, twistOf } from './trajectory.ts';
import type { SceneFile, SceneFileBox, SceneFileCamera, SceneFileFrame, SceneFileImage, SceneFilePose, SceneFileSensor, SceneFileSweep } from './scene-schema.ts';

type Path = readonly (string | number)[];
type EgoPose = Rigid<'world', 'ego'>;

/** What a scene.json refers to and lies in files of its own, by their paths; what could not be read is not there. */
export interface SceneFileParts {
  readonly tables: ReadonlyMap<string, RayTable>;
  readonly ownVehicles: ReadonlyMap<string, OwnVehicle>;
}

const NO_PARTS: SceneFileParts = { tables: new Map(), ownVehicles: new Map() };

/** The poses of a frame's sensors come together here. */
interface FrameContext {
  readonly path: Path;
  readonly sequence: string;
  readonly frame: SceneFileFrame;
  readonly worldFromEgo: EgoPose;
  readonly trajectory: Trajectory;
}

/**
 * The scene that a checked scene.json describes. Throws DataError where its parts contradict each other: an id given
 * twice, a sensor that is not declared, a pose given in two ways, poses for only some frames of a sequence.
 */
export function sceneFromFile(file: SceneFile, fileName = 'scene.json', parts: SceneFileParts = NO_PARTS): Omit<Scene, 'layout' | 'why' | 'warnings'> {
  return new Reader(file, fileName, parts).scene();
}

class Reader {
  private readonly sensors: ReadonlyMap<string, SceneFileSensor>;
  private readonly lenses = new Map<SceneFileCamera, CameraSpec>();
  /** Own vehicles from polygons, by camera and size. */
  private readonly drawn = new Map<string, OwnVehicle>();
  /** Sweeps and pictures of another time than their frame's, and without a pose of their own. */
  private readonly counts: PoseCounts = { interpolated: 0, unknown: 0 };

  constructor(
    private readonly file: SceneFile,
    private readonly fileName: string,
    private readonly parts: SceneFileParts,
  ) {
    this.unique(file.sensors, ['sensors']);
    this.sensors = new Map(file.sensors.map((s) => [s.id, s]));
  }

  scene(): Omit<Scene, 'layout' | 'why' | 'warnings'> {
    const { name, sequences } = this.file;
    this.unique(sequences, ['sequences']);
    const read = sequences.map((s, i) => this.sequence(s, ['sequences', i]));
    return {
      name,
      taxonomy: this.taxonomy('taxonomy', this.file.taxonomy ?? 'driving'),
      ...(this.file.maskTaxonomy === undefined ? {} : { maskTaxonomy: this.taxonomy('maskTaxonomy', this.file.maskTaxonomy) }),
      conventions: sceneFileConventions(this.file, read, this.counts),
      sequences: read,
    };
  }

  private taxonomy(field: string, given: NonNullable<SceneFile['taxonomy']>): Taxonomy {
    if (typeof given === 'string') {
      const preset = presets.find((p) => p.id === given);
      if (preset) return preset.taxonomy;
      throw this.error('names a taxonomy that is not there', [field], `one of ${presets.map((p) => p.id).join(', ')}`, given);
    }
    this.unique(given.classes, [field, 'classes']);
    return { name: given.name, classes: given.classes.map((c, i) => ({ ...c, colour: c.colour ?? distinctColour(i) })) };
  }

  private sequence(sequence: SceneFile['sequences'][number], path: Path): Sequence {
    const { id, frames } = sequence;
    this.unique(frames, [...path, 'frames']);
    const posed = frames.map(isPosed);
    if (posed.includes(true) && posed.includes(false))
      throw this.error('gives poses for some frames only', [...path, 'frames', posed.indexOf(false)], 'worldFromEgo in every frame of a sequence or in none', 'none');
    const trajectory = this.trajectory(sequence, path);
    return { id, posed: posed[0], frames: frames.map((f, i) => this.frame(f, id, trajectory, [...path, 'frames', i])) };
  }

  /** From the poses of the vehicle that are given for it, else from all that are given of frames and sensors. */
  private trajectory({ egoPoses, frames }: SceneFile['sequences'][number], path: Path): Trajectory {
    const posed = (of: { readonly timestampNs?: string; readonly worldFromEgo?: SceneFilePose }, at: Path) =>
      (of.timestampNs === undefined || of.worldFromEgo === undefined ? [] : [{ timeNs: BigInt(of.timestampNs), worldFromEgo: this.pose<'world', 'ego'>(of.worldFromEgo, [...at, 'worldFromEgo']) }]);
    if (egoPoses !== undefined) return new Trajectory(egoPoses.flatMap((p, i) => posed(p, [...path, 'egoPoses', i])));
    return new Trajectory(frames.flatMap((frame, i) => [
      ...posed(frame, [...path, 'frames', i]),
      ...frame.sweeps.flatMap((s, k) => posed(s, [...path, 'frames', i, 'sweeps', k])),
      ...(frame.images ?? []).flatMap((m, k) => posed(m, [...path, 'frames', i, 'images', k])),
    ]));
  }

  private frame(frame: SceneFileFrame, sequence: string, trajectory: Trajectory, path: Path): Frame {
    const worldFromEgo: EgoPose = frame.worldFromEgo ? this.pose(frame.worldFromEgo, [...path, 'worldFromEgo']) : identity();
    const context: FrameContext = { path, sequence, frame, worldFromEgo, trajectory };
    const images = frame.images ?? [], boxes = frame.boxes ?? [];
    this.unique(frame.sweeps, [...path, 'sweeps'], 'sensor');
    this.unique(images, [...path, 'images'], 'sensor');
    this.unique(boxes, [...path, 'boxes']);
    return {
      id: frame.id,
      timeNs: time(frame.timestampNs),
      sweeps: frame.sweeps.map((s, i) => this.sweep(s, context, [...path, 'sweeps', i])),
      images: images.map((m, i) => this.image(m, context, [...path, 'images', i])),
      boxes: boxes.map((b, i) => this.box(b, context, [...path, 'boxes', i])),
    };
  }

  private sweep(sweep: SceneFileSweep, context: FrameContext, path: Path): Sweep {
    const sensor = this.sensor(sweep.sensor, 'lidar', path);
    const timeNs = time(sweep.timestampNs ?? context.frame.timestampNs), worldFromSweep = this.worldFromSensor<'sweep'>(sweep, sensor, context, path);
    const timing = timingOf(sensor, { timeNs, worldFromSweep }, context.trajectory);
    return {
      id: sweepId(context.sequence, context.frame.id, sensor.id),
      sensor: sensor.id,
      cloud: { file: sweep.file, format: sensor.cloud?.format, columns: sensor.cloud?.columns },
      labels: this.labels(sweep, path),
      timeNs,
      worldFromSweep,
      ...(timing === undefined ? {} : { timing }),
    };
  }

  private labels({ labels }: SceneFileSweep, path: Path): LabelsRef | null {
    if (!labels) return null;
    if ((labels.file === undefined) === (labels.field === undefined))
      throw this.error('does not say where the labels are', [...path, 'labels'], 'file or field, one of the two');
    if (labels.file !== undefined) return { format: labels.format ?? 'semantickitti', file: labels.file };
    return { format: 'field', field: labels.field };
  }

  private image(image: SceneFileImage, context: FrameContext, path: Path): FrameImage {
    const sensor = this.sensor(image.sensor, 'camera', path);
    const camera = image.camera ?? sensor.camera;
    if (!camera) throw this.error('has no lens', path, `camera here or in sensor "${sensor.id}"`);
    const spec = this.lens(camera, image.camera === undefined ? ['sensors', this.file.sensors.indexOf(sensor), 'camera'] : [...path, 'camera']);
    const timeNs = time(image.timestampNs ?? context.frame.timestampNs), worldFromCamera = this.worldFromSensor<'camera'>(image, sensor, context, path);
    const rollingShutter = shutterOf(sensor, { timeNs, worldFromCamera }, context.trajectory);
    return {
      camera: sensor.id,
      file: image.file,
      spec,
      timeNs,
      worldFromCamera,
      mount: this.mount(image, sensor, context, path, worldFromCamera),
      ...(rollingShutter === undefined ? {} : { rollingShutter }),
      ...this.ownVehicle(sensor, spec),
      masks: (image.masks ?? []).map(({ class: className, ...mask }) => ({ ...mask, className })),
    };
  }

  /** One object for one description: its table is large, and what is computed from it is kept by it. */
  private lens(camera: SceneFileCamera, path: Path): CameraSpec {
    let spec = this.lenses.get(camera);
    if (spec === undefined) this.lenses.set(camera, (spec = this.newLens(camera, path)));
    return spec;
  }

  private newLens({ fx, fy, cx, cy, coefficients = [], rays, ...rest }: SceneFileCamera, path: Path): CameraSpec {
    const table = rays === undefined ? undefined : this.parts.tables.get(rays);
    const spec = { ...rest, coefficients, ...(table === undefined ? {} : { table }) };
    if (fx !== undefined && fy !== undefined && cx !== undefined && cy !== undefined) return { ...spec, fx, fy, cx, cy };
    if ([fx, fy, cx, cy].every((given) => given === undefined)) {
      const { model, width, height } = rest;
      if (model === 'equirectangular') return { ...spec, ...allAround(width, height) };
      if (model === 'lookup-table') return { ...spec, ...nearestPinhole(table, width, height) };
    }
    throw this.error('does not say how the lens draws', path, 'fx, fy, cx and cy');
  }

  /** The same object for all pictures of a camera that are of one size. */
  private ownVehicle(sensor: SceneFileSensor, { width, height }: CameraSpec): Pick<FrameImage, 'ownVehicle'> {
    if (sensor.ownVehicle === undefined) return {};
    const { mask, polygons } = sensor.ownVehicle;
    if ((mask === undefined) === (polygons === undefined))
      throw this.error('does not say where the vehicle is', ['sensors', this.file.sensors.indexOf(sensor), 'ownVehicle'], 'mask or polygons, one of the two');
    const key = mask ?? `${sensor.id}/${width}/${height}`;
    let shape = mask === undefined ? this.drawn.get(key) : this.parts.ownVehicles.get(mask);
    if (shape === undefined && polygons !== undefined) this.drawn.set(key, (shape = ownVehicleFromPolygons(polygons.map((p) => p.flat()), width, height)));
    return shape === undefined ? {} : { ownVehicle: shape };
  }

  private box(box: SceneFileBox, context: FrameContext, path: Path): FrameBox {
    const { velocity: v } = box;
    return { id: box.id, className: box.class, track: box.track, box: this.boxShape(box, context, path), ...(v === undefined ? {} : { velocity: [v.x, v.y, v.z] as const }) };
  }

  private boxShape(box: SceneFileBox, context: FrameContext, path: Path): OrientedBox<'world'> {
    const size = [box.size.length, box.size.width, box.size.height] as const;
    if ((box.worldFromBox === undefined) === (box.egoFromBox === undefined))
      throw this.error('does not say where the box is', path, 'worldFromBox or egoFromBox, one of the two');
    if (box.worldFromBox) return { size, pose: this.pose(box.worldFromBox, [...path, 'worldFromBox']) };
    return { size, pose: compose(context.worldFromEgo, this.pose<'ego', 'box'>(box.egoFromBox!, [...path, 'egoFromBox'])) };
  }

  private worldFromSensor<S extends 'sweep' | 'camera'>(
    own: SceneFileSweep | SceneFileImage, sensor: SceneFileSensor, context: FrameContext, path: Path,
  ): Rigid<'world', S> {
    if (own.worldFromSensor && own.worldFromEgo)
      throw this.error('gives its pose twice', path, 'worldFromSensor or worldFromEgo, one of the two');
    if (own.worldFromSensor) return this.pose(own.worldFromSensor, [...path, 'worldFromSensor']);
    const ego = this.egoAt(own, context, path);
    if (ego === null) this.counts.unknown++;
    else if (isInterpolated(own, context)) this.counts.interpolated++;
    return compose(ego ?? context.worldFromEgo, this.egoFromSensor<S>(sensor));
  }

  /** Where the vehicle was at a sensor's own time; null where that is another time than the frame's, and the poses do not reach it. */
  private egoAt(own: SceneFileSweep | SceneFileImage, context: FrameContext, path: Path): EgoPose | null {
    if (own.worldFromEgo) return this.pose(own.worldFromEgo, [...path, 'worldFromEgo']);
    return isInterpolated(own, context) ? context.trajectory.at(BigInt(own.timestampNs!)) : context.worldFromEgo;
  }

  /** As `worldFromSensor` has read it. */
  private mount(own: SceneFileImage, sensor: SceneFileSensor, context: FrameContext, path: Path, worldFromCamera: Rigid<'world', 'camera'>): CameraMount {
    const given = own.worldFromSensor ?? sensor.egoFromSensor ?? sensor.sensorFromEgo;
    const inverse = own.worldFromSensor === undefined && sensor.sensorFromEgo !== undefined;
    return mountOn(own.worldFromSensor ? identity() : (this.egoAt(own, context, path) ?? context.worldFromEgo), worldFromCamera, {
      rotation: given?.matrix ? 'row-major' : 'wxyz', direction: inverse ? 'camera-from-parent' : 'parent-from-camera', axes: 'optical',
    });
  }

  private egoFromSensor<S extends 'sweep' | 'camera'>(sensor: SceneFileSensor): Rigid<'ego', S> {
    const path = ['sensors', this.file.sensors.indexOf(sensor)];
    if (sensor.egoFromSensor && sensor.sensorFromEgo)
      throw this.error('gives its pose twice', path, 'egoFromSensor or sensorFromEgo, one of the two');
    if (sensor.egoFromSensor) return this.pose(sensor.egoFromSensor, [...path, 'egoFromSensor']);
    if (sensor.sensorFromEgo) return invert(this.pose<S, 'ego'>(sensor.sensorFromEgo, [...path, 'sensorFromEgo']));
    return identity();
  }

  private sensor(id: string, kind: SceneFileSensor['kind'], path: Path): SceneFileSensor {
    const sensor = this.sensors.get(id);
    if (!sensor) throw this.error('names a sensor that is not declared', [...path, 'sensor'], `one of ${[...this.sensors.keys()].join(', ')}`, id);
    if (sensor.kind !== kind) throw this.error('names a sensor of another kind', [...path, 'sensor'], `a ${kind}`, `${id}, a ${sensor.kind}`);
    return sensor;
  }

  private pose<To extends 'world' | 'ego' | 'sweep' | 'camera', From extends 'ego' | 'sweep' | 'camera' | 'box'>(
    pose: SceneFilePose, path: Path,
  ): Rigid<To, From> {
    return poseFromFile<To, From>(pose, this.fileName, jsonPath(path));
  }

  private unique<K extends string, T extends { readonly [key in K]?: unknown }>(items: readonly T[], path: Path, key = 'id' as K): void {
    const seen = new Set<unknown>();
    items.forEach((item, i) => {
      if (seen.has(item[key])) throw this.error(`repeats the ${key} ${JSON.stringify(item[key])}`, [...path, i, key], 'each one once');
      seen.add(item[key]);
    });
  }

  private error(problem: string, path: Path, expected?: string, found?: string): DataError {
    return new DataError('malformed', problem, { file: this.fileName, where: jsonPath(path), expected, found });
  }
}

/** A sequence can be put together where every main sweep has a place of its own in the world. */
function isPosed(frame: SceneFileFrame): boolean {
  return frame.worldFromEgo !== undefined
    || frame.sweeps.every((s) => s.worldFromEgo !== undefined || s.worldFromSensor !== undefined);
}

function time(timestampNs: string | undefined): bigint | null {
  return timestampNs === undefined ? null : BigInt(timestampNs);
}

/** A pose of the frame is there, but of another time than the sensor's. */
function isInterpolated(own: SceneFileSweep | SceneFileImage, { frame }: FrameContext): boolean {
  return own.worldFromEgo === undefined && own.timestampNs !== undefined && frame.timestampNs !== undefined
    && own.timestampNs !== frame.timestampNs && frame.worldFromEgo !== undefined;
}

const NS_PER_UNIT = { s: 1e9, ms: 1e6, us: 1e3, ns: 1 } as const;

function timingOf({ pointTimes }: SceneFileSensor, sweep: Pick<Sweep, 'timeNs' | 'worldFromSweep'>, trajectory: Trajectory): SweepTiming | undefined {
  if (pointTimes === undefined || (pointTimes.zero === 'epoch' && sweep.timeNs === null)) return undefined;
  const { column, unit, zero, compensated } = pointTimes, path = sweepPath(trajectory, sweep);
  return { column, nsPerUnit: NS_PER_UNIT[unit], compensated, ...(zero === 'epoch' ? { sinceEpochNs: sweep.timeNs! } : {}), ...(path === undefined ? {} : { path }) };
}

/** Over less than this a motion is told from poses' rounding no more. */
const SHORTEST_NS = 10_000_000n;

function shutterOf(
  { rollingShutter }: SceneFileSensor, { timeNs, worldFromCamera }: Pick<FrameImage, 'worldFromCamera'> & { readonly timeNs: TimeNs | null }, trajectory: Trajectory,
): RollingShutter | undefined {
  if (rollingShutter === undefined) return undefined;
  const { direction } = rollingShutter, readoutNs = BigInt(rollingShutter.readoutNs);
  const twist = timeNs === null ? null : twistOf(trajectory, worldFromCamera, timeNs, readoutNs > SHORTEST_NS ? readoutNs : SHORTEST_NS);
  return { readoutNs, direction, ...(twist === null ? {} : { twist }) };
}
