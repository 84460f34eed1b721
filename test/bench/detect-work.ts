import type { DecisionEffect, ReviewedWork } from '#src/core/crosscheck/decisions/decision-effect.ts';
import { deltaOf } from '#src/core/crosscheck/decisions/label-plan.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import { classOf, MAX_CLASS } from '#src/core/labels/label.ts';
import { LabelSet } from '#src/core/labels/label-set.ts';
import type { Provenance } from '#src/core/labels/change.ts';

/** The smallest id that no thing of a street has, nor what mistakes give them. */
const FIRST_FREE = 2000;
const BY: Provenance = { tool: 'review', author: 'simulated', timeMs: 0 };

/** A sweep with the truth about it; one number per point. */
export interface Sighted {
  readonly sweep: string;
  /** With mistakes, and right ones; packed. */
  readonly labels: Uint32Array;
  readonly truth: Uint32Array;
  /** 1: some camera sees it. */
  readonly seen: Uint8Array;
  /** 1: and does not have it next to an edge of its right mask, where no check says anything. */
  readonly clear: Uint8Array;
}

/** Labels under review, held against the truth. */
export class ReviewedStreet {
  readonly set = new LabelSet('work');
  readonly sweeps: ReadonlyMap<string, Sighted>;
  private changes = 0;
  private given = FIRST_FREE;
  /** As the labels are now. */
  state: { readonly wrong: number; readonly iou: number };
  readonly wrongAtFirst: number;

  constructor(sweeps: readonly Sighted[], private readonly classMap: ClassMap, private readonly isThing: (classId: number) => boolean) {
    for (const { sweep, labels } of sweeps) this.set.load(sweep, labels.slice());
    this.sweeps = new Map(sweeps.map((sweep) => [sweep.sweep, sweep]));
    this.state = this.measured();
    this.wrongAtFirst = this.state.wrong;
  }

  labels(sweep: string): Uint32Array {
    return this.set.get(sweep)!.labels;
  }

  work(): ReviewedWork {
    const { set, classMap, isThing } = this;
    return {
      classMap, isThing,
      labels: (sweep) => set.get(sweep)?.labels,
      findings: set.table('findings'), ignoreRegions: set.table('ignoreRegions'),
      pixelsOf: () => null,
      instance: (id) => set.instance(id),
      cuboids: () => [],
      pointsWith: (label) => [...this.sweeps.keys()].reduce((n, sweep) => n + (set.get(sweep)!.perObject.get(label) ?? 0), 0),
      newInstance: () => this.given++,
    };
  }

  carryOut({ sweeps, records }: DecisionEffect): void {
    const id = String(this.changes++);
    this.set.apply({ id, clientId: 'bench', baseRevision: 0, title: id, place: null, records, provenance: BY, sweeps: sweeps.map((part) => deltaOf(part, this.set.get(part.sweep)!)) });
    if (sweeps.length > 0) this.state = this.measured();
  }

  /** Clear points with a wrong class; and, of all points that a camera sees, intersection over union of labels and truth, mean over the classes in truth. */
  private measured(): { wrong: number; iou: number } {
    const both = new Uint32Array(MAX_CLASS + 1), either = new Uint32Array(MAX_CLASS + 1), inTruth = new Set<number>();
    let wrong = 0;
    for (const { sweep, truth, seen, clear } of this.sweeps.values()) {
      const labels = this.labels(sweep);
      for (let i = 0; i < labels.length; i++) {
        if (seen[i] === 0) continue;
        const label = classOf(labels[i]), right = classOf(truth[i]);
        either[right]++;
        if (label === right) both[right]++;
        else {
          either[label]++;
          wrong += clear[i];
        }
      }
      for (let i = 0; i < labels.length; i++) if (seen[i] === 1) inTruth.add(classOf(truth[i]));
    }
    return { wrong, iou: [...inTruth].reduce((sum, id) => sum + both[id] / either[id], 0) / inTruth.size };
  }
}
