import { CANNOT_TELL_CLASS, classOf, instanceOf } from '#src/core/labels/label.ts';
import type { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { Frame, FrameBox, SweepId } from '#src/core/scene/scene.ts';

/** What is in a label set, as it would go out: known before anything is written. */
export interface SetSummary {
  readonly frames: number;
  /** Frames of whose main sweep there are no labels, as sequence/frame. */
  readonly withoutLabels: readonly string[];
  readonly points: number;
  readonly drafts: number;
  /** Points per class of the labels, before any mapping; 0 is unlabelled. */
  readonly source: ReadonlyMap<number, number>;
  /** Points per class as they go out. */
  readonly classes: ReadonlyMap<number, number>;
  /** The highest class of each sweep that has labels, as it goes out. */
  readonly highest: ReadonlyMap<SweepId, number>;
  /** By sequence, points per object (class and instance as they go out, packed). */
  readonly objects: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** Labelled points of other sweeps than the main ones. */
  readonly besideMain: number;
  readonly boxes: number;
  readonly tracks: number;
  readonly cannotTell: number;
  readonly layout: string;
}

/** Adds a set up, sweep by sweep. `classTable` says what each class becomes. */
export class SummaryBuilder {
  private frames = 0;
  private points = 0;
  private drafts = 0;
  private besideMain = 0;
  private boxes = 0;
  private readonly withoutLabels: string[] = [];
  private readonly source = new Map<number, number>();
  private readonly classes = new Map<number, number>();
  private readonly highest = new Map<SweepId, number>();
  private readonly objects = new Map<string, Map<number, number>>();
  private readonly tracks = new Set<string>();

  constructor(private readonly classTable: Uint16Array, private readonly layout: string) {}

  frame(sequence: string, frame: Frame, boxes: readonly FrameBox[], hasMain: boolean): void {
    this.frames++;
    if (!hasMain) this.withoutLabels.push(`${sequence}/${frame.id}`);
    this.boxes += boxes.length;
    for (const { track } of boxes) if (track !== undefined) this.tracks.add(`${sequence}/${track}`);
  }

  sweep(sequence: string, id: SweepId, labels: SweepLabels, isMain: boolean): void {
    let highest = 0;
    this.points += labels.count;
    this.drafts += labels.draftCount;
    if (!isMain) this.besideMain += labels.count - labels.unlabelledCount;
    for (const [classId, n] of labels.perClass) {
      add(this.source, classId, n);
      add(this.classes, this.classTable[classId], n);
      highest = Math.max(highest, this.classTable[classId]);
    }
    this.highest.set(id, highest);
    const objects = this.objects.get(sequence) ?? new Map<number, number>();
    this.objects.set(sequence, objects);
    for (const [label, n] of labels.perObject) add(objects, ((label & 0xffff0000) | this.classTable[classOf(label)]) >>> 0, n);
  }

  summary(): SetSummary {
    const { frames, points, drafts, besideMain, boxes, withoutLabels, source, classes, highest, objects, layout } = this;
    return { frames, points, drafts, besideMain, boxes, withoutLabels, source, classes, highest, objects, layout, tracks: this.tracks.size, cannotTell: classes.get(CANNOT_TELL_CLASS) ?? 0 };
  }
}

/** Points that belong to an instance. */
export function instancePoints({ objects }: Pick<SetSummary, 'objects'>): number {
  let points = 0;
  for (const perObject of objects.values()) for (const [label, n] of perObject) if (instanceOf(label) !== 0) points += n;
  return points;
}

function add(counts: Map<number, number>, key: number, n: number): void {
  counts.set(key, (counts.get(key) ?? 0) + n);
}
