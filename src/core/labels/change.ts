import type { SweepId } from '../scene/scene.ts';
import type { PackedPoints } from '../select/packed-points.ts';
import { forEachRun, packedBytes } from '../select/packed-points.ts';
import type { RecordDiff } from './records.ts';
import type { SweepLabels } from './sweep-labels.ts';

/** Values along a set of points in ascending order, run-length encoded: `lengths[k]` points have `labels[k]`. */
export interface LabelRuns {
  readonly lengths: Uint32Array;
  readonly labels: Uint32Array;
  /** 1 = draft. */
  readonly drafts: Uint8Array;
}

/** What happens to the points of one sweep. Holds the resolved points and both values: nothing is evaluated again. */
export interface SweepDelta {
  readonly sweep: SweepId;
  readonly points: PackedPoints;
  readonly before: LabelRuns;
  readonly after: LabelRuns;
}

/** How a Change came about. Shown and exported, never evaluated. */
export interface Provenance {
  readonly tool: string;
  readonly author: string;
  /** Milliseconds since the Unix epoch, by the author's clock. */
  readonly timeMs: number;
  /** The region as the tool saw it, for a reader. */
  readonly region?: unknown;
  readonly guards?: Readonly<Record<string, boolean>>;
  /** Set where this Change takes back, or brings back, another one. */
  readonly undoes?: string;
  readonly redoes?: string;
}

/** Where people should look to see what a Change did. */
export interface Place {
  readonly sequence: string;
  readonly frame: string;
}

/** One undo step and one atomic journal record: label deltas of any number of sweeps, and record diffs. */
export interface Change {
  /** Unique; appending the same id twice is one append. */
  readonly id: string;
  readonly clientId: string;
  /** Revision of the work that it was made on. */
  readonly baseRevision: number;
  /** "lasso: 412 points → Car 7" */
  readonly title: string;
  readonly place: Place | null;
  readonly sweeps: readonly SweepDelta[];
  readonly records: readonly RecordDiff[];
  readonly provenance: Provenance;
}

/** The delta that gives each of `points` the label that `next` says. It reads the present values and changes nothing. */
export function makeDelta(sweep: SweepId, points: PackedPoints, present: SweepLabels, next: (i: number) => { label: number; draft: boolean }): SweepDelta {
  const before = new RunBuilder();
  const after = new RunBuilder();
  forEachRun(points, (begin, end) => {
    for (let i = begin; i < end; i++) {
      const { label, draft } = next(i);
      before.push(present.labels[i], present.isDraft(i));
      after.push(label, draft);
    }
  });
  return { sweep, points, before: before.runs(), after: after.runs() };
}

/**
 * Carries a delta out. Throws, and changes nothing, where the points do not have the values that the delta was made
 * on: that is how a wrong order of Changes, or a wrong file, is noticed instead of scrambling labels.
 */
export function applyDelta(delta: SweepDelta, target: SweepLabels): void {
  if (delta.points.universe !== target.count)
    throw new RangeError(`${delta.sweep}: a change of ${delta.points.universe} points was applied to ${target.count} points`);
  walk(delta.points, delta.before, (begin, end, label, draft) => {
    for (let i = begin; i < end; i++)
      if (target.labels[i] !== label || target.isDraft(i) !== draft)
        throw new RangeError(`${delta.sweep}: point ${i} has label ${target.labels[i]}, the change was made on ${label}`);
  });
  walk(delta.points, delta.after, (begin, end, label, draft) => target.set(begin, end, label, draft));
}

/** The Change that takes this one back: same points and records, values exchanged. */
export function invertChange(change: Change, by: Pick<Change, 'id' | 'clientId' | 'baseRevision' | 'provenance'>): Change {
  return {
    ...by,
    title: change.title,
    place: change.place,
    sweeps: change.sweeps.map((d) => ({ ...d, before: d.after, after: d.before })).reverse(),
    records: change.records.map((d) => ({ ...d, before: d.after, after: d.before }) as RecordDiff).reverse(),
  };
}

/** Memory that a Change holds on to, in bytes, for the history's cap. */
export function changeBytes(change: Change): number {
  let bytes = 256 + JSON.stringify(change.records).length * 2;
  for (const d of change.sweeps) bytes += packedBytes(d.points) + 9 * (d.before.labels.length + d.after.labels.length);
  return bytes;
}

/** Calls back for each stretch of neighbouring points that share a value. */
function walk(points: PackedPoints, runs: LabelRuns, visit: (begin: number, end: number, label: number, draft: boolean) => void): void {
  let k = 0;
  let left = runs.lengths.length > 0 ? runs.lengths[0] : 0;
  forEachRun(points, (begin, end) => {
    for (let i = begin; i < end; ) {
      if (left === 0) left = runs.lengths[++k];
      const n = Math.min(end - i, left);
      visit(i, i + n, runs.labels[k], runs.drafts[k] === 1);
      left -= n;
      i += n;
    }
  });
}

/** Collects values one by one into runs. */
class RunBuilder {
  private readonly lengths: number[] = [];
  private readonly labels: number[] = [];
  private readonly drafts: number[] = [];

  push(label: number, draft: boolean): void {
    const last = this.labels.length - 1;
    if (last >= 0 && this.labels[last] === label && this.drafts[last] === Number(draft)) this.lengths[last]++;
    else {
      this.lengths.push(1);
      this.labels.push(label);
      this.drafts.push(Number(draft));
    }
  }

  runs(): LabelRuns {
    return { lengths: Uint32Array.from(this.lengths), labels: Uint32Array.from(this.labels), drafts: Uint8Array.from(this.drafts) };
  }
}
