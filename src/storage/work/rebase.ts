import type { Change, SweepDelta } from '#src/core/labels/change.ts';
import { instanceOf } from '#src/core/labels/label.ts';
import type { RecordDiff } from '#src/core/labels/records.ts';
import { combine } from '#src/core/select/packed-points.ts';
import type { SavedChange } from './work-store.ts';

/** One of my Changes and one of somebody else's that cannot both stand as they are. */
export interface Conflict {
  readonly mine: Change;
  readonly theirs: SavedChange;
  /** Sweeps in which both changed the same points, and how many. */
  readonly sweeps: readonly { readonly sweep: string; readonly points: number }[];
  /** Records that both changed, and instances that one changed while the other gave them points or took some. */
  readonly records: readonly { readonly table: string; readonly id: string }[];
}

export type Rebase =
  /** `changes` are mine, without those that arrived already, on top of `revision`: they can be appended one by one. */
  | { readonly clean: true; readonly changes: readonly Change[]; readonly revision: number }
  /** People have to say which is right. */
  | { readonly clean: false; readonly conflicts: readonly Conflict[] };

/**
 * Whether Changes that were made without knowing of each other go together. `mine` are not saved yet, `theirs` are what
 * the store has after the revision that `mine` were made on, `revision`. They go together where no point and no record
 * is in both: then it makes no difference which came first. An append that was thought to have failed may be among
 * `theirs` with an id of mine: it has arrived, and is no conflict.
 */
export function rebase(mine: readonly Change[], theirs: readonly SavedChange[], revision = 0): Rebase {
  const arrived = new Set(theirs.map(({ change }) => change.id));
  const own = new Set(mine.map(({ id }) => id));
  const foreign = theirs.filter(({ change }) => !own.has(change.id));
  const waiting = mine.filter(({ id }) => !arrived.has(id));
  const conflicts = waiting.flatMap((change) => foreign.flatMap((saved) => conflictOf(change, saved) ?? []));
  if (conflicts.length > 0) return { clean: false, conflicts };
  const last = theirs[theirs.length - 1]?.seq ?? revision;
  return { clean: true, revision: last, changes: waiting.map((change, k) => ({ ...change, baseRevision: last + k })) };
}

function conflictOf(mine: Change, theirs: SavedChange): Conflict | null {
  const other = theirs.change;
  const sweeps = mine.sweeps.flatMap((a) =>
    other.sweeps.flatMap((b) => {
      const points = sharedPoints(a, b);
      return points === 0 ? [] : [{ sweep: a.sweep, points }];
    }),
  );
  const records = new Map([...shared(mine.records, other.records), ...used(mine, other), ...used(other, mine)].map((r) => [`${r.table}/${r.id}`, r]));
  return sweeps.length + records.size === 0 ? null : { mine, theirs, sweeps, records: [...records.values()] };
}

function sharedPoints(a: SweepDelta, b: SweepDelta): number {
  if (a.sweep !== b.sweep) return 0;
  // One of the two is of other data: nothing that they name can be told apart.
  if (a.points.universe !== b.points.universe) return Math.max(a.points.count, b.points.count);
  return combine(a.points, b.points, 'intersect').count;
}

interface RecordName {
  readonly table: string;
  readonly id: string;
}

function shared(a: readonly RecordDiff[], b: readonly RecordDiff[]): RecordName[] {
  return a.filter((x) => b.some((y) => y.table === x.table && y.id === x.id)).map(({ table, id }) => ({ table, id }));
}

/** Instances whose records `records` changes and whose points `points` changes: a removed car must not get points. */
function used(points: Change, records: Change): RecordName[] {
  const instances = records.records.filter((diff) => diff.table === 'instances');
  if (instances.length === 0) return [];
  const touched = new Set<string>();
  for (const { before, after } of points.sweeps)
    for (const label of [...before.labels, ...after.labels]) if (instanceOf(label) !== 0) touched.add(String(instanceOf(label)));
  return instances.filter(({ id }) => touched.has(id)).map(({ table, id }) => ({ table, id }));
}
