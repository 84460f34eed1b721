import { classOf, instanceOf, packLabel } from '#src/core/labels/label.ts';
import type { ExportIdsRecord, RecordDiff } from '#src/core/labels/records.ts';
import type { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { idRecordDiffs, objectKey } from '../export/instance-ids.ts';

/** What is there already, for the instances that come in. */
export interface InstancesHere {
  /** Ids that exports gave, and imports came with. */
  readonly kept: ReadonlyMap<string, ExportIdsRecord>;
  /** The class of the instance of that id; undefined where there is no record of it. */
  classOf(id: number): number | undefined;
  /** Gives ids that nobody has, one after the other, none of `taken`. */
  free(taken: Iterable<number>): () => number;
}

/**
 * Instance ids on the way in. Ours are unique over all classes of a sequence; many formats number each class from 1. An object whose id
 * another class has gets a free one, and what it was called is kept as the format's id of it: the next export calls it so again. An id that
 * an export of ours gave becomes the object's own again. Objects that are here as they come in stay what they are.
 */
export class InstancesComingIn {
  private readonly coming = new Map<string, Set<number>>();
  private readonly present = new Map<string, Set<number>>();
  private numbers = new Map<string, Map<number, number>>();

  /** `format` is the importer's; `ours` says what the format's classes become. */
  constructor(private readonly format: string, private readonly ours: Uint16Array, private readonly here: InstancesHere) {}

  /** Objects that a file has, in the format's classes, and those of the same sweep as it is. */
  note(sequence: string, labels: Uint32Array, { perObject }: SweepLabels): void {
    const coming = setOf(this.coming, sequence), present = setOf(this.present, sequence);
    let last = 0;
    // Points come in runs of one label.
    for (const label of labels) if (label !== last) coming.add((last = label));
    for (const label of perObject.keys()) present.add(label);
  }

  /** Decides, of all objects that were noted, which gets which id. False where every one keeps its own. */
  settle(): boolean {
    this.numbers = new Map([...this.coming].map(([sequence, objects]) => [sequence, this.settled(sequence, objects)]));
    return this.renumbered > 0;
  }

  /** Objects whose id is another one than in the files. */
  get renumbered(): number {
    let n = 0;
    for (const numbers of this.numbers.values()) for (const [label, id] of numbers) if (id !== instanceOf(label)) n++;
    return n;
  }

  /** Gives labels of a file, in the format's classes, the ids that were decided. */
  apply(sequence: string, labels: Uint32Array): void {
    const numbers = this.numbers.get(sequence);
    if (numbers === undefined) return;
    for (let i = 0; i < labels.length; i++) labels[i] = packLabel(classOf(labels[i]), numbers.get(labels[i]) ?? instanceOf(labels[i]));
  }

  /** What the work must remember, so that the next export in this format gives the files' ids back. */
  diffs(): RecordDiff[] {
    const ids: Record<string, Record<string, number>> = {};
    for (const [sequence, numbers] of this.numbers) {
      const own = [...numbers].filter(([label, id]) => id !== instanceOf(label)).map(([label, id]) => [objectKey(packLabel(classOf(label), id)), instanceOf(label)]);
      if (own.length > 0) ids[sequence] = Object.fromEntries(own) as Record<string, number>;
    }
    return idRecordDiffs(this.here.kept, { [this.format]: ids });
  }

  private settled(sequence: string, coming: ReadonlySet<number>): Map<number, number> {
    const known = this.knownNumbers(sequence), present = setOf(this.present, sequence), objects = [...coming].filter((label) => instanceOf(label) !== 0).sort((a, b) => a - b);
    const numbers = new Map<number, number>(), claims = new Map<number, number>();
    const claim = (label: number, id: number): void => {
      numbers.set(label, id);
      claims.set(id, this.ours[classOf(label)]);
    };
    for (const label of objects) {
      const id = known.get(label), isHere = present.has(packLabel(this.ours[classOf(label)], instanceOf(label)));
      if (id !== undefined || isHere) claim(label, id ?? instanceOf(label));
    }
    const homeless = objects.filter((label) => {
      if (numbers.has(label)) return false;
      const id = instanceOf(label), owner = claims.get(id) ?? this.here.classOf(id);
      if (owner !== undefined && owner !== this.ours[classOf(label)]) return true;
      claim(label, id);
      return false;
    });
    const next = homeless.length === 0 ? null : this.here.free([...claims.keys(), ...objects.map(instanceOf)]);
    for (const label of homeless) numbers.set(label, next!());
    return numbers;
  }

  /** What the format's ids of objects are to us. */
  private knownNumbers(sequence: string): Map<number, number> {
    return new Map(Object.entries(this.here.kept.get(`${this.format}/${sequence}`)?.ids ?? {}).map(([key, theirs]) => {
      const [classId, ours] = key.split('/').map(Number);
      return [packLabel(classId, theirs), ours];
    }));
  }
}

function setOf(sets: Map<string, Set<number>>, key: string): Set<number> {
  const set = sets.get(key) ?? new Set<number>();
  sets.set(key, set);
  return set;
}
