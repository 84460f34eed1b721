import type { SweepId } from '../scene/scene.ts';
import type { Change } from './change.ts';
import { applyDelta } from './change.ts';
import { instanceOf, MAX_INSTANCE } from './label.ts';
import type { Instance, RecordDiff, RecordTables, TableName } from './records.ts';
import { TABLE_NAMES } from './records.ts';
import { SweepLabels } from './sweep-labels.ts';

type Tables = { [T in TableName]: Map<string, RecordTables[T]> };

/**
 * A named set of labels over a sequence of sweeps: 'work', 'gold', a person's, a model's. A sweep's labels are here
 * once it was loaded; Changes to sweeps that were not are kept and carried out when they are.
 */
export class LabelSet {
  private readonly sweeps = new Map<SweepId, SweepLabels>();
  private readonly waiting = new Map<SweepId, { change: Change; seq: number }[]>();
  private readonly changed = new Set<SweepId>();
  /** Instance ids that sweeps which are not loaded use in their sources. */
  private readonly reserved = new Set<number>();
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

  /** Keeps instance ids from being given out: other frames of the sequence use them already. */
  reserveInstances(ids: Iterable<number>): void {
    for (const id of ids) this.reserved.add(id);
  }

  /**
   * Brings a sweep in with the labels its source has, and carries out what was done to it before. With saved labels
   * in place of the source's, `afterSeq` is the last Change that they contain: what came later is carried out.
   * Throws RangeError, and the sweep is not there, where the Changes were not made on these labels.
   */
  load(sweep: SweepId, labels: Uint32Array, afterSeq = 0, drafts: Uint8Array | null = null): SweepLabels {
    const loaded = new SweepLabels(labels, drafts);
    for (const { change, seq } of this.waiting.get(sweep) ?? [])
      if (seq > afterSeq) for (const delta of change.sweeps) if (delta.sweep === sweep) applyDelta(delta, loaded);
    this.waiting.delete(sweep);
    this.sweeps.set(sweep, loaded);
    return loaded;
  }

  /**
   * Carries a Change out, whole: where one of its deltas does not fit, it throws and nothing has changed. `seq` is its
   * place in the journal; a Change that is not there yet is newer than all that are.
   */
  apply(change: Change, seq = Infinity): void {
    const done: { undo: () => void }[] = [];
    try {
      for (const delta of change.sweeps) {
        const labels = this.sweeps.get(delta.sweep);
        if (labels === undefined) continue;
        applyDelta(delta, labels);
        done.push({ undo: () => applyDelta({ ...delta, before: delta.after, after: delta.before }, labels) });
      }
    } catch (error) {
      for (const { undo } of done.reverse()) undo();
      throw error;
    }
    for (const delta of change.sweeps) {
      this.changed.add(delta.sweep);
      if (!this.sweeps.has(delta.sweep)) this.wait(delta.sweep, change, seq);
    }
    for (const diff of change.records) this.applyRecord(diff);
  }

  table<T extends TableName>(name: T): ReadonlyMap<string, RecordTables[T]> {
    return this.tables[name];
  }

  instance(id: number): Instance | undefined {
    return this.tables.instances.get(String(id));
  }

  /** The lowest instance id that no record, no loaded point and no reservation uses. Throws when all 65,535 are taken. */
  nextInstance(): number {
    const used = new Set(this.reserved);
    for (const sweep of this.sweeps.values()) for (const label of sweep.perObject.keys()) used.add(instanceOf(label));
    for (let id = 1; id <= MAX_INSTANCE; id++) if (!used.has(id) && !this.tables.instances.has(String(id))) return id;
    throw new RangeError('all 65,535 instance ids are in use');
  }

  private wait(sweep: SweepId, change: Change, seq: number): void {
    const list = this.waiting.get(sweep);
    if (list === undefined) this.waiting.set(sweep, [{ change, seq }]);
    else if (list[list.length - 1].change !== change) list.push({ change, seq });
  }

  private applyRecord(diff: RecordDiff): void {
    const table = this.tables[diff.table] as Map<string, unknown>;
    if (diff.after === null) table.delete(diff.id);
    else table.set(diff.id, diff.after);
  }
}
