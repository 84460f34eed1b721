import { compose, type Rigid } from '#src/core/geometry/rigid.ts';
import { type CameraFrame, type LidarFrame, secondsAt, type SimulatedFrame, type Simulation } from '../simulate.ts';
import { pitchRotation, yawRotation } from '../world/pose.ts';
import { DEGREE } from '../world/trig.ts';
import { type DefectName, type DefectRecord, lot } from './defect.ts';

/** What is written about sensors, times and poses: the truth, or what was asked for in its place. */
export class WrittenPoses {
  readonly records: DefectRecord[] = [];

  constructor(private readonly simulation: Simulation) {
    const camera = (kind: DefectName, unit: DefectRecord['unit']): void => {
      const sensor = this.wrongCamera(kind);
      if (sensor !== null) this.records.push({ kind, sensor, amount: this.amount(kind), unit });
    };
    camera('extrinsic-angle', 'degrees');
    camera('extrinsic-shift', 'metres');
    camera('time-offset', 'milliseconds');
    if (this.amount('pose') !== 0) this.records.push({ kind: 'pose', frame: String(this.wrongFrame()).padStart(6, '0'), amount: this.amount('pose'), unit: 'metres' });
  }

  egoFromCamera({ mount: { name, egoFromSensor } }: Pick<CameraFrame, 'mount'>): Rigid<'box', 'camera'> {
    let pose = egoFromSensor;
    if (name === this.wrongCamera('extrinsic-angle')) {
      // Half to the side and half down, so that neither axis alone explains it.
      const half = this.amount('extrinsic-angle') * DEGREE * Math.SQRT1_2;
      pose = { r: compose({ r: yawRotation(half), t: [0, 0, 0] }, compose({ r: pitchRotation(half), t: [0, 0, 0] }, { r: pose.r, t: [0, 0, 0] })).r, t: pose.t };
    }
    if (name === this.wrongCamera('extrinsic-shift')) {
      const part = this.amount('extrinsic-shift') * Math.SQRT1_2;
      pose = { r: pose.r, t: [pose.t[0], pose.t[1] + part, pose.t[2] + part] };
    }
    return pose;
  }

  timeOf({ mount, timeNs }: CameraFrame): bigint {
    if (mount.name !== this.wrongCamera('time-offset')) return timeNs;
    return timeNs + BigInt(Math.round(this.amount('time-offset') * 1e6));
  }

  /** Where the vehicle was, as it is written: an image's at the time that is written for it. */
  worldFromEgo(frame: SimulatedFrame, what: CameraFrame | LidarFrame | null): Rigid<'world', 'box'> {
    const seconds = what === null ? frame.seconds : 'mount' in what ? secondsAt(this.timeOf(what)) : what.seconds;
    const pose = this.simulation.worldFromEgoAt(seconds), off = this.amount('pose');
    // Sweeps only: where an image's pose were off by as much, the two would still fit together.
    if (off === 0 || frame.index !== this.wrongFrame() || (what !== null && 'mount' in what)) return pose;
    return compose(pose, { r: yawRotation(0), t: [off * Math.SQRT1_2, off * Math.SQRT1_2, 0] });
  }

  private amount(kind: DefectName): number {
    return this.simulation.options.defects.find(({ name }) => name === kind)?.rate ?? 0;
  }

  private wrongCamera(kind: DefectName): string | null {
    const { mounts, options: { seed } } = this.simulation;
    if (this.amount(kind) === 0 || mounts.length === 0) return null;
    return mounts[Math.floor(lot(seed, kind, 0) * mounts.length)].name;
  }

  private wrongFrame(): number {
    return Math.floor(lot(this.simulation.options.seed, 'pose', 0) * this.simulation.options.frames);
  }
}
