import type { SweepDelta } from '../../labels/change.ts';
import { makeDelta } from '../../labels/change.ts';
import type { Label } from '../../labels/label.ts';
import { classOf } from '../../labels/label.ts';
import type { RecordDiff } from '../../labels/records.ts';
import type { SweepLabels } from '../../labels/sweep-labels.ts';
import type { SweepId } from '../../scene/scene.ts';
import { packIndices } from '../../select/packed-points.ts';
import type { InstanceRules } from './instance-rules.ts';

/** What becomes of points of one sweep. */
export interface Relabelling {
  readonly sweep: SweepId;
  /** File indices, rising. */
  readonly points: Uint32Array;
  /** One per point, packed. */
  readonly labels: Uint32Array;
}

/** The delta that carries a relabelling out; nobody's draft remains one. */
export function deltaOf({ sweep, points, labels }: Relabelling, present: SweepLabels): SweepDelta {
  // `makeDelta` asks for each point once, and they rise.
  let k = 0;
  return makeDelta(sweep, packIndices(present.count, points), present, () => ({ label: labels[k++], draft: false }));
}

/** Points of a finding that become one class. */
interface Claim {
  readonly finding: string;
  readonly becomes: number;
}

/** Which points become which class, for whose sake: the first that is said of a point stands. Labels are settled when all is known. */
export class LabelPlan {
  private readonly sweeps = new Map<SweepId, { readonly labels: Uint32Array; readonly claims: Map<number, Claim> }>();

  /** `labels`: the sweep's, as they are. With `only`, points of other classes are left alone; gives how many those are. */
  claim(claim: Claim, sweep: SweepId, labels: Uint32Array, points: Iterable<number>, only: number | null): number {
    let mine = this.sweeps.get(sweep);
    if (mine === undefined) this.sweeps.set(sweep, (mine = { labels, claims: new Map() }));
    let left = 0;
    for (const i of points) {
      if (only !== null && classOf(labels[i]) !== only) left++;
      else if (!mine.claims.has(i)) mine.claims.set(i, claim);
    }
    return left;
  }

  /** New labels by sweep, without points that have theirs already, and the records that follow. */
  settle(rules: InstanceRules): { sweeps: Relabelling[]; records: RecordDiff[] } {
    const changing = this.countAlike(), next = new Map<Claim, Map<Label, Label>>(), records: RecordDiff[] = [];
    const newLabel = (claim: Claim, present: Label): Label => {
      let mine = next.get(claim);
      if (mine === undefined) next.set(claim, (mine = new Map()));
      const known = mine.get(present);
      if (known !== undefined) return known;
      const made = rules.newLabel(present, claim.becomes, changing.get(claim.becomes)!.get(present)!, claim.finding);
      mine.set(present, made.label);
      records.push(...made.records);
      return made.label;
    };
    const sweeps = [...this.sweeps].map(([sweep, { labels, claims }]): Relabelling => {
      const points = Uint32Array.from(claims.keys()).sort();
      const changed = points.filter((i) => newLabel(claims.get(i)!, labels[i]) !== labels[i]);
      return { sweep, points: changed, labels: Uint32Array.from(changed, (i) => newLabel(claims.get(i)!, labels[i])) };
    });
    return { sweeps: sweeps.filter(({ points }) => points.length > 0), records };
  }

  /** Points by the class that they become and the label that they have. */
  private countAlike(): Map<number, Map<Label, number>> {
    const counts = new Map<number, Map<Label, number>>();
    for (const { labels, claims } of this.sweeps.values())
      for (const [i, { becomes }] of claims) {
        let mine = counts.get(becomes);
        if (mine === undefined) counts.set(becomes, (mine = new Map()));
        mine.set(labels[i], (mine.get(labels[i]) ?? 0) + 1);
      }
    return counts;
  }
}
