import { compose, type Rigid } from '#src/core/geometry/rigid.ts';
import type { DefectRecord } from '../defects/defect.ts';
import { misLabelled } from '../defects/label-defects.ts';
import { misMasked } from '../defects/mask-defects.ts';
import { WrittenPoses } from '../defects/sensor-defects.ts';
import type { CameraFrame, LidarFrame, SimulatedFrame, Simulation } from '../simulate.ts';
import { DRAFT_CLASSES } from '../world/classes.ts';
import type { StreetObject } from '../world/street-object.ts';

/** A thing's box at a moment. */
export interface ThingBox {
  readonly object: StreetObject;
  readonly instance: number;
  readonly classId: number;
  readonly worldFromBox: Rigid<'world', 'box'>;
  /** Points of the main sweep on it, by the truth. */
  readonly points: number;
}

/** One frame as it is written, with planted mistakes in it, beside what is true. Everything is computed once, when it is first asked for. */
export class FrameContent {
  readonly poses: WrittenPoses;
  private readonly labelled = new Map<LidarFrame, { labels: Uint32Array; records: DefectRecord[] }>();
  private readonly masked = new Map<CameraFrame, { labels: Uint32Array; records: DefectRecord[] }>();

  /** Whether pictures are to be rendered for the sake of their masks' mistakes. */
  private readonly misMasks: boolean;

  constructor(readonly simulation: Simulation, readonly frame: SimulatedFrame, readonly images: boolean) {
    this.poses = new WrittenPoses(simulation);
    this.misMasks = images && simulation.options.defects.some(({ name }) => name.startsWith('mask-'));
  }

  labels(lidar: LidarFrame): Uint32Array {
    return this.labelsOf(lidar).labels;
  }

  /** Class and instance per pixel, as the masks say. */
  masks(camera: CameraFrame): Uint32Array {
    return this.masksOf(camera).labels;
  }

  /** The mistakes in the labels and masks of this frame. */
  records(): DefectRecord[] {
    const { lidars, cameras } = this.frame;
    return [...lidars.flatMap((l) => this.labelsOf(l).records), ...(this.misMasks ? cameras.flatMap((c) => this.masksOf(c).records) : [])];
  }

  /** Every thing of the street, where it is at the frame's time. */
  boxes(): ThingBox[] {
    const { seconds, lidars } = this.frame;
    const counts = new Map<number, number>();
    for (const label of lidars[0].sweep.truth) counts.set(label >>> 16, (counts.get(label >>> 16) ?? 0) + 1);
    return this.simulation.objects.flatMap((object) => {
      const { thing, model: { size: [, , height] } } = object;
      if (!thing) return [];
      const worldFromBox: Rigid<'world', 'box'> = compose(object.poseAt(seconds), { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, height / 2] });
      return [{ object, instance: thing.instance, classId: thing.classId, worldFromBox, points: counts.get(thing.instance) ?? 0 }];
    });
  }

  private labelsOf(lidar: LidarFrame): { labels: Uint32Array; records: DefectRecord[] } {
    const known = this.labelled.get(lidar);
    if (known) return known;
    const made = misLabelled(this.simulation, this.frame.id, lidar);
    if (this.simulation.options.labels === 'draft') unlabelTheRest(made.labels, lidar.sweep.truth);
    this.labelled.set(lidar, made);
    return made;
  }

  private masksOf(camera: CameraFrame): { labels: Uint32Array; records: DefectRecord[] } {
    const made = this.masked.get(camera) ?? misMasked(this.simulation, this.frame.id, camera);
    this.masked.set(camera, made);
    return made;
  }
}

/** Takes the label of all that a draft leaves to do. Planted mistakes stay. */
function unlabelTheRest(labels: Uint32Array, truth: Uint32Array): void {
  for (let i = 0; i < labels.length; i++) if (labels[i] === truth[i] && !DRAFT_CLASSES.has(labels[i] & 0xffff)) labels[i] = 0;
}
