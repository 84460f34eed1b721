import type { SweepId } from '../scene/scene.ts';
import type { PackedBlock, PackedPoints } from '../select/packed-block.ts';
import { blockRuns, compactBlock, RUNS_LENGTH } from '../select/packed-block.ts';
import type { Steps } from '../steps.ts';
import { finish } from '../steps.ts';
import type { LabelRuns } from './label-runs.ts';
import { oneRun, RunBuilder, runsCount } from './label-runs.ts';
import type { RecordDiff } from './records.ts';
import type { SweepLabels } from './sweep-labels.ts';
import { BLOCKS_PER_STEP } from './sweep-labels.ts';

export type { LabelRuns } from './label-runs.ts';

/** What happens to the points of one sweep. Holds the resolved points and both values: nothing is evaluated again. */
export interface SweepDelta {
  readonly sweep: SweepId;
  readonly points: PackedPoints;
  readonly before: LabelRuns;
  readonly after: LabelRuns;
  /** `cloudDigest` of the cloud whose points these are, where it was known: the only witness that the file still has them, in this order. */
  readonly cloud?: string;
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

/** What a point becomes. */
export interface LabelValue {
  readonly label: number;
  readonly draft: boolean;
}

/**
 * The delta that gives `points` one value, or each the value that `next` says. It reads the present values and changes
 * nothing; the points are held in the fewest bytes.
 */
export function makeDelta(sweep: SweepId, points: PackedPoints, present: SweepLabels, next: LabelValue | ((i: number) => LabelValue)): SweepDelta {
  return finish(deltaSteps(sweep, points, present, next));
}

/** `makeDelta` in steps of some milliseconds. The labels must stay as they are until it is done. */
export function* deltaSteps(sweep: SweepId, points: PackedPoints, present: SweepLabels, next: LabelValue | ((i: number) => LabelValue)): Steps<SweepDelta> {
  const before = new RunBuilder();
  const after = new RunBuilder();
  const blocks = new Map<number, PackedBlock>();
  let step = 0;
  for (const [number, block] of points.blocks) {
    const n = blockRuns(points.universe, number, block, borders);
    captureBlock(n, present, before);
    if (typeof next === 'function') askBlock(n, next, after);
    blocks.set(number, compactBlock(block));
    if (++step % BLOCKS_PER_STEP === 0) yield;
  }
  return {
    sweep,
    points: { ...points, blocks },
    before: before.runs(),
    after: typeof next === 'function' ? after.runs() : oneRun(points.count, next.label, next.draft),
  };
}

/** Scratch, of no meaning outside one block. */
const borders = new Uint32Array(RUNS_LENGTH);

/** Appends the values of the points that `n` numbers of `borders` say. */
function captureBlock(n: number, present: SweepLabels, before: RunBuilder): void {
  const { labels } = present;
  for (let r = 0; r < n; r += 2) {
    const begin = borders[r], end = borders[r + 1];
    if (present.draftCount === 0) before.pushAll(labels, begin, end);
    else for (let i = begin; i < end; i++) before.push(labels[i], Number(present.isDraft(i)), 1);
  }
}

function askBlock(n: number, next: (i: number) => LabelValue, after: RunBuilder): void {
  for (let r = 0; r < n; r += 2)
    for (let i = borders[r]; i < borders[r + 1]; i++) {
      const { label, draft } = next(i);
      after.push(label, Number(draft), 1);
    }
}

/**
 * Carries a delta out. Throws RangeError, and changes nothing, where the points do not have the values that the delta was
 * made on: that is how a wrong order of Changes, or a wrong file, is noticed instead of scrambling labels.
 */
export function applyDelta(delta: SweepDelta, target: SweepLabels): void {
  finish(applyDeltaSteps(delta, target));
}

/** `applyDelta` in steps of some milliseconds; abandoned before the end, nothing has changed. */
export function* applyDeltaSteps({ sweep, points, before, after }: SweepDelta, target: SweepLabels): Steps<void> {
  if (points.universe !== target.count)
    throw new RangeError(`${sweep}: a change of ${points.universe} points was applied to ${target.count} points`);
  for (const runs of [before, after])
    if (runsCount(runs) !== points.count) throw new RangeError(`${sweep}: a change of ${points.count} points has values for ${runsCount(runs)}`);
  const i = yield* target.exchange(points, before, after);
  if (i >= 0) throw new RangeError(`${sweep}: point ${i} has label ${target.labels[i]}, which is not what the change was made on`);
}

/** The delta that takes this one back. */
export function invertDelta(delta: SweepDelta): SweepDelta {
  return { ...delta, before: delta.after, after: delta.before };
}

/** The Change that takes this one back: same points and records, values exchanged. */
export function invertChange(change: Change, by: Pick<Change, 'id' | 'clientId' | 'baseRevision' | 'provenance'>): Change {
  return {
    ...by,
    title: change.title,
    place: change.place,
    sweeps: change.sweeps.map(invertDelta).reverse(),
    records: change.records.map((d) => ({ ...d, before: d.after, after: d.before }) as RecordDiff).reverse(),
  };
}
