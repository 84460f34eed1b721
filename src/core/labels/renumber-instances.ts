import type { Change, SweepDelta } from './change.ts';
import { classOf, instanceOf, packLabel } from './label.ts';
import type { RecordDiff } from './records.ts';

/** Instance ids that Changes give out: their records are added, and were not there before. */
export function givenOut(changes: readonly Change[]): Set<number> {
  const ids = new Set<number>();
  for (const { records } of changes) for (const diff of records) if (diff.table === 'instances' && diff.before === null) ids.add(Number(diff.id));
  return ids;
}

/**
 * The same Changes with other instance ids, in points and records: what is right when two people gave the same new id to two
 * things at the same time. The Changes keep their own ids. `to` must be free.
 */
export function renumberInstances(changes: readonly Change[], to: ReadonlyMap<number, number>): Change[] {
  return changes.map((change) => ({
    ...change,
    sweeps: change.sweeps.map((delta) => renumberDelta(delta, to)),
    records: change.records.map((diff) => renumberRecord(diff, to)),
  }));
}

function renumberDelta(delta: SweepDelta, to: ReadonlyMap<number, number>): SweepDelta {
  const renumber = (runs: SweepDelta['after']) => ({ ...runs, labels: runs.labels.map((label) => packLabel(classOf(label), renumbered(instanceOf(label), to))) });
  return { ...delta, before: renumber(delta.before), after: renumber(delta.after) };
}

function renumberRecord(diff: RecordDiff, to: ReadonlyMap<number, number>): RecordDiff {
  if (diff.table === 'instances') {
    const change = <T extends { readonly id: number }>(record: T | null) => record && { ...record, id: renumbered(record.id, to) };
    return { ...diff, id: String(renumbered(Number(diff.id), to)), before: change(diff.before), after: change(diff.after) };
  }
  if (diff.table !== 'cuboids' && diff.table !== 'tracks') return diff;
  const change = <T extends { readonly instance?: number }>(record: T | null) =>
    record?.instance === undefined ? record : { ...record, instance: renumbered(record.instance, to) };
  return { ...diff, before: change(diff.before as { instance?: number } | null), after: change(diff.after as { instance?: number } | null) } as RecordDiff;
}

function renumbered(id: number, to: ReadonlyMap<number, number>): number {
  return to.get(id) ?? id;
}
