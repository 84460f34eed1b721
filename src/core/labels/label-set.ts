import type { SweepId } from '../scene/scene.ts';
import type { Steps } from '../steps.ts';
import { finish } from '../steps.ts';
import type { Change, SweepDelta } from './change.ts';
import { applyDelta, applyDeltaSteps, invertDelta } from './change.ts';
import { InstanceUse } from './instance-use.ts';
import type { Instance, RecordDiff, RecordTables, TableName } from './records.ts';
import { TABLE_NAMES } from './records.ts';
import { SweepLabels } from './sweep-labels.ts';

/** A Change that is being carried out in steps. */
interface UnderWay {
  readonly change: Change;
  /** What was carried out so far, in this order. */
  readonly done: { readonly delta: SweepDelta; readonly labels: SweepLabels }[];
}

type Tables = { [T in TableName]: Map<string, RecordTables[T]> };

/**
 * A named set of labels over a sequence of sweeps: 'work', 'gold', a person's, a model's. A sweep's labels are here
 * once it was loaded; Changes to sweeps that were not are kept and carried out when they are.
 */
export class LabelSet {
  private readonly sweeps = new Map<SweepId, SweepLabels>();
  private readonly waiting = new Map<SweepId, { change: Change; seq: number }[]>();
  /** Seq of the last Change that the labels of a sweep contained when they were loaded. */
  private readonly contained = new Map<SweepId, number>();
  private readonly changed = new Set<SweepId>();
  /** Of instance ids, by loaded sweeps, records, and reservations for sweeps that are not loaded. */
  private readonly used = new InstanceUse();
  private readonly reserved = new Set<number>();
  private underWay: UnderWay | null = null;
  private readonly tables = Object.fromEntries(TABLE_NAMES.map((name) => [name, new Map()])) as Tables;

  constructor(readonly name: string) {}

  /** The labels of a loaded sweep. */
  get(sweep: SweepId): SweepLabels | undefined {
    return this.sweeps.get(sweep);
  }

  has(sweep: SweepId): boolean {
    return this.sweeps.has(sweep);
  }

  /** Whether any Change was ever made to a sweep, loaded or not. */
  touched(sweep: SweepId): boolean {
    return this.changed.has(sweep);
  }

  /** How many points a sweep's labels are of, where that is known: it is loaded, or Changes wait for it. */
  pointsOf(sweep: SweepId): number | null {
    const delta = this.waiting.get(sweep)?.[0].change.sweeps.find((d) => d.sweep === sweep);
    return this.sweeps.get(sweep)?.labels.length ?? delta?.points.universe ?? null;
  }

  /** Forgets the labels that a sweep's source has: its file is read in another way. Throws Error where Changes were made to it. */
  unload(sweep: SweepId): void {
    if (this.changed.has(sweep)) throw new Error(`${sweep} has changes`);
    this.sweeps.get(sweep)?.reportTo(null);
    this.sweeps.delete(sweep);
  }

  /** Keeps instance ids from being given out: other frames of the sequence use them already. */
  reserveInstances(ids: Iterable<number>): void {
    for (const id of ids) {
      if (this.reserved.has(id)) continue;
      this.reserved.add(id);
      this.used.add(id);
    }
  }

  /**
   * Brings a sweep in with the labels its source has, and carries out what was done to it before. With saved labels
   * in place of the source's, `afterSeq` is the last Change that they contain: what came later is carried out.
   * Throws RangeError, and the sweep is not there, where the Changes were not made on these labels.
   */
  load(sweep: SweepId, labels: Uint32Array, afterSeq = 0, drafts: Uint8Array | null = null): SweepLabels {
    const loaded = new SweepLabels(labels, drafts);
    for (const { change, seq } of this.waiting.get(sweep) ?? []) {
      if (seq <= afterSeq) continue;
      for (const delta of change.sweeps) {
        if (delta.sweep !== sweep) continue;
        applyDelta(delta, loaded);
        if (change === this.underWay?.change) this.underWay.done.push({ delta, labels: loaded });
      }
    }
    this.waiting.delete(sweep);
    this.sweeps.get(sweep)?.reportTo(null);
    loaded.reportTo(this.used);
    this.sweeps.set(sweep, loaded);
    this.contained.set(sweep, afterSeq);
    return loaded;
  }

  /**
   * Carries a Change out, whole: where one of its deltas does not fit, it throws and nothing has changed. `seq` is its
   * place in the journal; a Change that is not there yet is newer than all that are. What a sweep's saved labels held already when they
   * were loaded is not carried out once more: somebody else's snapshot may be newer than what is known here.
   */
  apply(change: Change, seq = Infinity): void {
    finish(this.applySteps(change, seq));
  }

  /**
   * `apply` in steps of some milliseconds. The labels change as it goes, the records and `touched` at the end. Where a delta does
   * not fit, and where it is abandoned by `return()`, everything is as it was before. Until then no other Change may begin:
   * Error. Sweeps may be loaded meanwhile.
   */
  *applySteps(change: Change, seq = Infinity): Steps<void> {
    if (this.underWay !== null) throw new Error(`"${change.title}" cannot begin before "${this.underWay.change.title}" is done`);
    const mine: UnderWay = { change, done: [] };
    this.underWay = mine;
    let done = false;
    try {
      const here = change.sweeps.map((delta) => ({ delta, labels: this.sweeps.get(delta.sweep) }));
      for (const { delta, labels } of here) if (labels === undefined) this.wait(delta.sweep, change, seq);
      for (const { delta, labels } of here) {
        if (labels === undefined || seq <= (this.contained.get(delta.sweep) ?? 0)) continue;
        yield* applyDeltaSteps(delta, labels);
        mine.done.push({ delta, labels });
        yield;
      }
      done = true;
    } finally {
      if (!done) this.takeBack(mine);
      this.underWay = null;
    }
    for (const delta of change.sweeps) this.changed.add(delta.sweep);
    for (const diff of change.records) this.applyRecord(diff);
  }

  table<T extends TableName>(name: T): ReadonlyMap<string, RecordTables[T]> {
    return this.tables[name];
  }

  instance(id: number): Instance | undefined {
    return this.tables.instances.get(String(id));
  }

  /** The lowest instance id that no record, no loaded point and no reservation uses. Throws RangeError when all 65,535 are taken. */
  nextInstance(): number {
    return this.used.lowestFree();
  }

  private takeBack({ change, done }: UnderWay): void {
    for (const { delta, labels } of done.reverse()) applyDelta(invertDelta(delta), labels);
    for (const { sweep } of change.sweeps) {
      const list = this.waiting.get(sweep);
      if (list?.[list.length - 1].change !== change) continue;
      list.pop();
      if (list.length === 0) this.waiting.delete(sweep);
    }
  }

  private wait(sweep: SweepId, change: Change, seq: number): void {
    const list = this.waiting.get(sweep);
    if (list === undefined) this.waiting.set(sweep, [{ change, seq }]);
    else if (list[list.length - 1].change !== change) list.push({ change, seq });
  }

  private applyRecord(diff: RecordDiff): void {
    const table = this.tables[diff.table] as Map<string, unknown>;
    const had = table.has(diff.id);
    if (diff.after === null) table.delete(diff.id);
    else table.set(diff.id, diff.after);
    if (diff.table !== 'instances' || had === (diff.after !== null)) return;
    if (had) this.used.remove(Number(diff.id));
    else this.used.add(Number(diff.id));
  }
}
