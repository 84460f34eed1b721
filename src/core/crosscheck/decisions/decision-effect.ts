import type { ClassMap } from '../../labels/class-map.ts';
import { compileClassMap } from '../../labels/class-map.ts';
import type { RecordDiff } from '../../labels/records.ts';
import type { SweepId } from '../../scene/scene.ts';
import type { FindingRecord, IgnoreRegion } from '../findings/decision.ts';
import type { Finding } from '../findings/finding.ts';
import type { Decision } from './decision.ts';
import { labelClassesFor } from './decision.ts';
import type { Decider } from './finding-record.ts';
import { findingRecord } from './finding-record.ts';
import type { PixelsOf } from './ignore-regions.ts';
import { ignoreRegions } from './ignore-regions.ts';
import type { KnownInstances } from './instance-rules.ts';
import { InstanceRules } from './instance-rules.ts';
import type { Relabelling } from './label-plan.ts';
import { LabelPlan } from './label-plan.ts';

/** The work as it stands, as far as decisions need it. */
export interface ReviewedWork extends KnownInstances {
  readonly classMap: ClassMap;
  /** Packed labels of a sweep, in file order; undefined where it is not loaded. */
  labels(sweep: SweepId): Uint32Array | undefined;
  readonly findings: ReadonlyMap<string, FindingRecord>;
  readonly ignoreRegions: ReadonlyMap<string, IgnoreRegion>;
  readonly pixelsOf: PixelsOf;
}

export interface DecisionInput {
  readonly decision: Decision;
  /** Those that it is about. */
  readonly findings: readonly Finding[];
  /**
   * What the reviewer has trimmed the points of one finding to: all of these change. Without it a finding's own do, those that still have the
   * class that it was found with: others were seen to since.
   */
  readonly selection?: ReadonlyMap<SweepId, Uint32Array>;
  readonly by: Decider;
}

/** What one Change, and one undo, is made of. */
export interface DecisionEffect {
  /** See `deltaOf`. */
  readonly sweeps: readonly Relabelling[];
  /** At most one of each table and id. */
  readonly records: readonly RecordDiff[];
  /** Points that change, over all sweeps. */
  readonly points: number;
  /** Points that were left alone, since they do not have the finding's class any more. */
  readonly changedSince: number;
  /** Findings that are left out, with the classes of the labels to choose from: none where the masks' class has no counterpart. */
  readonly undecided: readonly { readonly finding: Finding; readonly classes: readonly number[] }[];
}

/**
 * What a decision does. `mask-wrong` writes ignore regions for the pictures; whatever else is decided on a finding later takes its regions
 * back, `reopened` as well. Labels that a decision changed stay as they are when it is reopened: taking them back is undo's. Nothing is
 * changed here. Throws RangeError where labels are to change in a sweep that is not loaded.
 */
export function decisionEffect({ decision, findings, selection, by }: DecisionInput, work: ReviewedWork): DecisionEffect {
  const plan = new LabelPlan(), records: RecordDiff[] = [];
  const compiled = compileClassMap(work.classMap);
  const undecided: { finding: Finding; classes: number[] }[] = [];
  let changedSince = 0;
  for (const finding of findings) {
    const becomes = classFor(decision, finding, work.classMap);
    if (becomes !== null && typeof becomes !== 'number') {
      undecided.push({ finding, classes: becomes });
      continue;
    }
    if (becomes !== null) {
      const claim = { finding: finding.id, becomes };
      for (const [sweep, points] of selection ?? finding.parts.map((part) => [part.sweep, part.points] as const))
        changedSince += plan.claim(claim, sweep, labelsOf(work, sweep), points, selection === undefined ? finding.label : null);
    }
    const regions = decision.kind === 'mask-wrong'
      ? ignoreRegions(finding, compiled, work.pixelsOf, { ...(decision.reason === undefined ? {} : { reason: decision.reason }), ...by })
      : [];
    records.push(...regionDiffs(finding.id, regions, work.ignoreRegions));
    records.push({ table: 'findings', id: finding.id, before: work.findings.get(finding.id) ?? null, after: findingRecord(finding, decision, becomes, by) });
  }
  const { sweeps, records: followers } = plan.settle(new InstanceRules(work));
  return { sweeps, records: [...followers, ...records], points: sweeps.reduce((n, s) => n + s.points.length, 0), changedSince, undecided };
}

/** The class that a finding's points take; null where they keep theirs, and the choices where there is one to be made. */
function classFor(decision: Decision, { mask }: Finding, map: ClassMap): number | null | number[] {
  if (decision.kind === 'third-class') return decision.becomes;
  if (decision.kind !== 'take-mask') return null;
  const classes = labelClassesFor(map, mask), chosen = decision.becomes?.get(mask);
  return chosen ?? (classes.length === 1 ? classes[0] : classes);
}

function labelsOf(work: ReviewedWork, sweep: SweepId): Uint32Array {
  const labels = work.labels(sweep);
  if (labels === undefined) throw new RangeError(`${sweep} is not loaded`);
  return labels;
}

/** From the regions that a finding has to those that it gets. */
function regionDiffs(finding: string, next: readonly IgnoreRegion[], present: ReadonlyMap<string, IgnoreRegion>): RecordDiff[] {
  const kept = new Set(next.map(({ id }) => id));
  const gone = [...present.values()].filter((region) => region.finding === finding && !kept.has(region.id));
  return [
    ...gone.map((region): RecordDiff => ({ table: 'ignoreRegions', id: region.id, before: region, after: null })),
    ...next.map((region): RecordDiff => ({ table: 'ignoreRegions', id: region.id, before: present.get(region.id) ?? null, after: region })),
  ];
}
