import type { Label } from '../../labels/label.ts';
import { classOf, instanceOf, packLabel } from '../../labels/label.ts';
import type { CuboidRecord, Instance, RecordDiff } from '../../labels/records.ts';

/** What is known of instances when a decision is made. */
export interface KnownInstances {
  isThing(classId: number): boolean;
  instance(id: number): Instance | undefined;
  cuboids(): Iterable<CuboidRecord>;
  /** Points with this packed label over all sweeps, as far as those are loaded. */
  pointsWith(label: Label): number;
  /** An id that nothing uses; another one with each call. */
  newInstance(): number;
}

/** The label that points become, and the records that follow. */
export interface NewLabel {
  readonly label: Label;
  readonly records: readonly RecordDiff[];
}

/**
 * What becomes of the instance of points that change their class together:
 *
 * - with a class of stuff they lose it;
 * - where the instance is of the new class already, and the points had strayed from it, they come home;
 * - a whole object changes its class and stays the same object: record and cuboids follow;
 * - part of an object becomes an object of its own, and so do points without an instance, finding by finding.
 *
 * One of these is made per Change, so that parts of one object that change alike stay one object, whatever findings they are in.
 */
export class InstanceRules {
  private readonly made = new Map<string, number>();
  private readonly followed = new Set<string>();

  constructor(private readonly known: KnownInstances) {}

  /** For points of a finding that have `present` now, as have `changing` points that become `becomes` in this Change. */
  newLabel(present: Label, becomes: number, changing: number, finding: string): NewLabel {
    const { known } = this, instance = instanceOf(present);
    if (!known.isThing(becomes)) return { label: packLabel(becomes), records: [] };
    if (instance === 0) return this.ownInstance(becomes, `finding ${finding}`);
    const same = packLabel(becomes, instance), record = known.instance(instance);
    if (record === undefined ? known.pointsWith(same) > 0 : record.classId === becomes) return { label: same, records: [] };
    if (changing < known.pointsWith(present)) return this.ownInstance(becomes, `instance ${instance}`);
    return { label: same, records: this.followers(record, present, becomes) };
  }

  private ownInstance(becomes: number, of: string): NewLabel {
    const key = `${becomes} ${of}`, known = this.made.get(key), id = known ?? this.known.newInstance();
    this.made.set(key, id);
    const after: Instance = { id, classId: becomes };
    return { label: packLabel(becomes, id), records: known === undefined ? [{ table: 'instances', id: String(id), before: null, after }] : [] };
  }

  private followers(before: Instance | undefined, present: Label, classId: number): RecordDiff[] {
    const own = before === undefined ? [] : [{ table: 'instances' as const, id: String(before.id), before, after: { ...before, classId } }];
    const cuboids = [...this.known.cuboids()].filter((c) => c.instance === instanceOf(present) && c.classId === classOf(present));
    return [...own, ...cuboids.map((cuboid) => ({ table: 'cuboids' as const, id: cuboid.id, before: cuboid, after: { ...cuboid, classId } }))]
      .filter(({ table, id }) => this.isNews(`${table} ${id}`));
  }

  /** True once: an object whose points are in several findings changes its class once. */
  private isNews(record: string): boolean {
    const news = !this.followed.has(record);
    this.followed.add(record);
    return news;
  }
}
