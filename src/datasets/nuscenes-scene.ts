import type { CameraSpec } from '#src/core/camera/camera.ts';
import { DataError } from '#src/core/errors.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { CloudRef, Frame, FrameBox, FrameImage, LabelsRef, Sequence, Sweep, TimeNs } from '#src/core/scene/scene.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import type { ClassList } from './class-list.ts';
import type { NuscenesTables, Row } from './nuscenes-tables.ts';
import { extensionOf, joined, naturally } from './paths.ts';
import { cameraPose, rigidFromQuaternion } from './poses.ts';

const MAIN = 'LIDAR_TOP';
const COLUMNS = ['x', 'y', 'z', 'intensity', 'ring'];

interface Measured {
  readonly row: Row<'sample_data'>;
  readonly sensor: Row<'sensor'>;
  readonly calibration: Row<'calibrated_sensor'>;
}

/** Puts the rows of one version's tables together. Throws DataError where a token leads nowhere, or a pose is none. */
export class NuscenesScene {
  private readonly measured = new Map<string, Measured[]>();
  private readonly annotations = new Map<string, Row<'sample_annotation'>[]>();
  private readonly annotation: ReadonlyMap<string, Row<'sample_annotation'>>;
  private readonly samples: ReadonlyMap<string, Row<'sample'>>;
  private readonly categories: ReadonlyMap<string, string>;

  constructor(
    private readonly tables: NuscenesTables,
    private readonly classMap: ClassList['classMap'],
    private readonly hasClasses: boolean,
  ) {
    for (const row of tables.data) push(this.measured, row.sample_token, this.resolved(row));
    for (const row of tables.annotations) push(this.annotations, row.sample_token, row);
    this.annotation = new Map(tables.annotations.map((row) => [row.token, row]));
    this.samples = new Map(tables.samples.map((row) => [row.token, row]));
    this.categories = new Map(tables.categories.map((row) => [row.token, row.name]));
  }

  /** Scenes with frames, and how many samples have no LiDAR file here. */
  sequences(): { sequences: Sequence[]; without: number } {
    const bySequence = new Map<string, Row<'sample'>[]>();
    for (const sample of this.tables.samples) push(bySequence, sample.scene_token, sample);
    let without = 0;
    const sequences = this.tables.scenes.flatMap((scene): Sequence[] => {
      const frames = (bySequence.get(scene.token) ?? []).sort((a, b) => a.timestamp - b.timestamp).flatMap((sample): Frame[] => {
        const frame = this.frame(scene.name, sample);
        if (frame === null) without++;
        return frame === null ? [] : [frame];
      });
      return frames.length === 0 ? [] : [{ id: scene.name, posed: true, frames }];
    });
    return { sequences: sequences.sort((a, b) => naturally(a.id, b.id)), without };
  }

  private frame(sequence: string, sample: Row<'sample'>): Frame | null {
    const all = (this.measured.get(sample.token) ?? []).sort((a, b) => naturally(a.sensor.channel, b.sensor.channel));
    const key = all.filter(({ row }) => row.is_key_frame), id = sample.token;
    const lidars = ofModality(key, 'lidar').sort((a, b) => Number(b.sensor.channel === MAIN) - Number(a.sensor.channel === MAIN));
    if (lidars.length === 0) return null;
    const between = all.filter(({ row }) => !row.is_key_frame).sort((a, b) => a.row.timestamp - b.row.timestamp);
    return {
      id,
      timeNs: nanoseconds(sample.timestamp),
      sweeps: [
        ...lidars.map((m) => this.sweep(sequence, id, m, m.sensor.channel, this.labels(m.row))),
        ...ofModality(key, 'radar').map((m) => this.sweep(sequence, id, m, m.sensor.channel, null)),
        ...between.map((m, i) => this.sweep(sequence, id, m, `${m.sensor.channel}_sweep_${String(i + 1).padStart(2, '0')}`, null)),
      ],
      images: ofModality(key, 'camera').map((m) => this.image(m)),
      boxes: (this.annotations.get(sample.token) ?? []).map((row) => this.box(row)),
    };
  }

  private sweep(sequence: string, frame: string, measured: Measured, sensor: string, labels: LabelsRef | null): Sweep {
    const file = joined(this.tables.root, measured.row.filename);
    const cloud: CloudRef = extensionOf(file) === 'bin' ? { file, format: 'kitti-bin', columns: COLUMNS } : { file };
    return {
      id: sweepId(sequence, frame, sensor), sensor, cloud, labels, timeNs: nanoseconds(measured.row.timestamp),
      worldFromSweep: this.worldFromSensor<'sweep'>(measured),
    };
  }

  /** Classes are lidarseg's: panoptic leaves out points that are in no box or in several. Instances are panoptic's. */
  private labels({ token }: Row<'sample_data'>): LabelsRef | null {
    if (!this.hasClasses) return null;
    const classes = this.tables.lidarseg.get(token), instances = this.tables.panoptic.get(token);
    const panoptic = instances === undefined ? null : { format: 'nuscenes-panoptic', file: instances };
    if (classes === undefined) return panoptic;
    return { format: 'nuscenes-lidarseg', file: classes, classMap: this.classMap, ...(panoptic ? { instances: panoptic } : {}) };
  }

  private image(measured: Measured): FrameImage {
    const { row, sensor, calibration } = measured;
    const [k0, k1] = calibration.camera_intrinsic;
    if (k0 === undefined || k1 === undefined || !row.width || !row.height)
      throw new DataError('missing', 'has a camera without intrinsics or size', { file: this.table(k0 === undefined ? 'calibrated_sensor' : 'sample_data'), where: k0 === undefined ? calibration.token : row.token });
    const spec: CameraSpec = { model: 'pinhole', width: row.width, height: row.height, fx: k0[0], fy: k1[1], cx: k0[2], cy: k1[2], coefficients: [] };
    const worldFromCamera = this.worldFromSensor<'camera'>(measured);
    return {
      camera: sensor.channel, file: joined(this.tables.root, row.filename), spec, timeNs: nanoseconds(row.timestamp),
      worldFromCamera, masks: [],
      mount: cameraPose(this.worldFromEgo(row), worldFromCamera),
    };
  }

  private box(row: Row<'sample_annotation'>): FrameBox {
    const instance = this.tables.instances.get(row.instance_token), [width, length, height] = row.size;
    const className = instance && this.categories.get(instance.category_token);
    if (className === undefined) throw this.dangling('sample_annotation', row.token, instance ? 'category' : 'instance');
    const velocity = this.velocity(row);
    return {
      id: row.token, className, track: row.instance_token,
      box: { pose: rigidFromQuaternion(row.rotation, row.translation, this.table('sample_annotation'), row.token), size: [length, width, height] },
      ...(velocity === null ? {} : { velocity }),
    };
  }

  /** From the annotations before and after, as the devkit's box_velocity does: not over more than 1.5 s on each side. */
  private velocity(row: Row<'sample_annotation'>): Vec3 | null {
    const before = this.annotation.get(row.prev), after = this.annotation.get(row.next);
    const first = before ?? row, last = after ?? row;
    const seconds = (this.sampleTime(last) - this.sampleTime(first)) / 1e6;
    if (!(seconds > 0) || seconds > (before && after ? 3 : 1.5)) return null;
    const [a, b] = [first.translation, last.translation];
    return [(b[0] - a[0]) / seconds, (b[1] - a[1]) / seconds, (b[2] - a[2]) / seconds];
  }

  private sampleTime({ sample_token, token }: Row<'sample_annotation'>): number {
    const sample = this.samples.get(sample_token);
    if (sample) return sample.timestamp;
    throw this.dangling('sample_annotation', token, 'sample');
  }

  /** Each sample_data has an ego pose of its own, at its own time. */
  private worldFromSensor<S extends 'sweep' | 'camera'>({ row, calibration }: Measured): Rigid<'world', S> {
    return compose(this.worldFromEgo(row), rigidFromQuaternion<'ego', S>(calibration.rotation, calibration.translation, this.table('calibrated_sensor'), calibration.token));
  }

  private worldFromEgo(row: Row<'sample_data'>): Rigid<'world', 'ego'> {
    const ego = this.tables.egoPoses.get(row.ego_pose_token);
    if (!ego) throw this.dangling('sample_data', row.token, 'ego_pose');
    return rigidFromQuaternion(ego.rotation, ego.translation, this.table('ego_pose'), ego.token);
  }

  private resolved(row: Row<'sample_data'>): Measured {
    const calibration = this.tables.calibrations.get(row.calibrated_sensor_token), sensor = calibration && this.tables.sensors.get(calibration.sensor_token);
    if (!calibration) throw this.dangling('sample_data', row.token, 'calibrated_sensor');
    if (!sensor) throw this.dangling('calibrated_sensor', calibration.token, 'sensor');
    return { row, calibration, sensor };
  }

  private dangling(table: string, token: string, to: string): DataError {
    return new DataError('missing', `has a ${to}_token that leads nowhere`, { file: this.table(table), where: token, expected: `a row of ${to}.json` });
  }

  private table(name: string): string {
    return joined(this.tables.folder, `${name}.json`);
  }
}

function ofModality(measured: readonly Measured[], modality: string): Measured[] {
  return measured.filter(({ sensor }) => sensor.modality === modality);
}

function nanoseconds(microseconds: number): TimeNs {
  return BigInt(microseconds) * 1000n;
}

function push<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
