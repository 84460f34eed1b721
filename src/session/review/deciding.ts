import type { Decision } from '#src/core/crosscheck/decisions/decision.ts';
import type { DecisionEffect, ReviewedWork } from '#src/core/crosscheck/decisions/decision-effect.ts';
import { decisionEffect } from '#src/core/crosscheck/decisions/decision-effect.ts';
import type { Decider } from '#src/core/crosscheck/decisions/finding-record.ts';
import { findingRecord } from '#src/core/crosscheck/decisions/finding-record.ts';
import { deltaOf } from '#src/core/crosscheck/decisions/label-plan.ts';
import { wholeObject } from '#src/core/crosscheck/decisions/whole-object.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import type { Change } from '#src/core/labels/change.ts';
import { classOf } from '#src/core/labels/label.ts';
import { className } from '#src/core/labels/taxonomy.ts';
import type { Sweep, SweepId } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { isThing } from '../arming.ts';
import { author } from '../author.ts';
import { changeHeader } from '../change-header.ts';
import { classMap } from '../class-map.ts';
import { workspace } from '../current.ts';
import type { LongAction } from '../in-order.ts';
import { queued } from '../in-order.ts';
import { points as pointCount } from '../names.ts';
import { pixelsOf } from './pixels.ts';
import { trimmedHere } from './selection.ts';
import { decisionName, findingName } from './text.ts';
import { viewOrder } from './views.ts';
import { useScene } from '../stores/scene-store.ts';
import { readFrameLabels } from '../sweeps.ts';
import { commitSteps } from '../undoing.ts';
import type { Workspace } from '../workspace.ts';

/** A decision on findings with everything that people said when they made it: what is on screen may be another finding when its turn comes. */
export interface Ruling {
  readonly decision: Decision;
  readonly findings: readonly Finding[];
  /** What the points of the one finding were trimmed to in the frame on screen. */
  readonly trimmed: ReadonlyMap<SweepId, Uint32Array> | null;
  /** Its whole object. */
  readonly whole: boolean;
}

/** What is being decided now on these findings. Trimming and whole objects are about a finding that is decided on alone. */
export function rulingOn(findings: readonly Finding[], decision: Decision, whole: boolean): Ruling {
  return { decision, findings, trimmed: findings.length === 1 ? trimmedHere(findings[0]) : null, whole: whole && findings.length === 1 };
}

/** Carries a decision out as one Change, over all frames that its findings have points in. Null where it failed, which is said. */
export function decide(ruling: Ruling): Promise<Change | null> {
  const by: Decider = { author: author(), timeMs: Date.now() };
  return queued('Deciding', async (action) => {
    const open = workspace(), map = classMap()?.map;
    if (open === null || map === undefined) return null;
    const sweeps = changesLabels(ruling.decision) ? await withLabels(open, ruling, action) : [];
    const work: ReviewedWork = { ...knownOf(open), classMap: map };
    const selection = selectionOf(open, ruling, sweeps);
    const effect = decisionEffect({ decision: ruling.decision, findings: ruling.findings, ...(selection === null ? {} : { selection }), by }, work);
    if (effect.records.length === 0) throw new Error('no class of the labels means what the masks show. Choose a class (4).');
    const change = changeOf(open, ruling, effect);
    await action.slices(commitSteps(change));
    return change;
  });
}

/** Puts a comment on a finding, whatever was decided on it. */
export function comment(finding: Finding, text: string): Promise<Change | null> {
  return queued('Commenting', async ({ slices }) => {
    const open = workspace();
    if (open === null) return null;
    const before = open.set.table('findings').get(finding.id) ?? null;
    const by: Decider = { author: author(), timeMs: Date.now() };
    // Nothing was decided so far, or it was taken back: it stays open.
    const after = before === null ? findingRecord(finding, { kind: 'reopened', comment: text }, null, by) : { ...before, comment: text, ...by };
    const change: Change = {
      ...changeHeader({ tool: 'review' }), title: `review: comment on ${findingName(finding)}`, place: placeOf(finding), sweeps: [],
      records: [{ table: 'findings', id: finding.id, before, after }],
    };
    await slices(commitSteps(change));
    return change;
  });
}

function changesLabels({ kind }: Decision): boolean {
  return kind === 'take-mask' || kind === 'third-class';
}

/** Reads the labels of all sweeps in which points may change; their clouds are read only where they must be, and not kept. */
async function withLabels(open: Workspace, { findings }: Ruling, { signal }: LongAction): Promise<Sweep[]> {
  const wanted = new Set(findings.flatMap(({ parts }) => parts.map((part) => part.sweep)));
  const sweeps = allFrames(open.scene).flatMap(({ frame }) => frame.sweeps.filter((sweep) => wanted.has(sweep.id)));
  for (const sweep of sweeps) {
    signal.throwIfAborted();
    await readFrameLabels(open, sweep, signal);
  }
  return sweeps;
}

/**
 * The points that a decision on one finding is about, where people said more than "all of it": what they trimmed stands where they trimmed it;
 * elsewhere it is the finding's own points, or all of its object. Null where a finding's own points are meant.
 */
function selectionOf(open: Workspace, { findings, trimmed, whole }: Ruling, sweeps: readonly Sweep[]): ReadonlyMap<SweepId, Uint32Array> | null {
  if (trimmed === null && !whole) return null;
  const [finding] = findings;
  const labelsOf = (id: SweepId) => open.set.get(id)!.labels;
  const object = whole ? wholeObject(finding, sweeps.map(({ id }) => [id, labelsOf(id)] as const)) : null;
  // Points that were given another class since they were found are not the finding's any more.
  const own = finding.parts.map(({ sweep, points }) => [sweep, points.filter((i) => classOf(labelsOf(sweep)[i]) === finding.label)] as const);
  return new Map([...own, ...(object ?? []), ...(trimmed ?? [])]);
}

function knownOf(open: Workspace): Omit<ReviewedWork, 'classMap'> {
  const { set } = open;
  return {
    labels: (sweep) => set.get(sweep)?.labels,
    findings: set.table('findings'),
    ignoreRegions: set.table('ignoreRegions'),
    pixelsOf,
    isThing,
    instance: (id) => set.instance(id),
    cuboids: () => set.table('cuboids').values(),
    pointsWith: (label) => allFrames(open.scene).reduce((sum, { frame }) => sum + frame.sweeps.reduce((n, { id }) => n + (set.get(id)?.perObject.get(label) ?? 0), 0), 0),
    newInstance: () => {
      // Several may be asked for before the Change that uses them is carried out.
      const id = set.nextInstance();
      set.reserveInstances([id]);
      return id;
    },
  };
}

function changeOf(open: Workspace, { decision, findings }: Ruling, { sweeps, records, points }: DecisionEffect): Change {
  const what = findings.length === 1 ? findingName(findings[0]) : `${findings.length} findings`;
  const labels = points === 0 ? '' : `: ${pointCount(points)}${sweeps.length > 1 ? ` in ${sweeps.length} sweeps` : ''}`;
  const becomes = decision.kind === 'third-class' ? ` → ${className(useScene.getState().taxonomy, decision.becomes)}` : '';
  return {
    ...changeHeader({ tool: 'review' }),
    title: `review: ${decisionName(decision.kind)}, ${what}${labels}${becomes}`,
    place: placeOf(findings[0]),
    sweeps: sweeps.map((relabelling) => deltaOf(relabelling, open.set.get(relabelling.sweep)!)),
    records,
  };
}

/** Where the desk shows it. */
function placeOf(finding: Finding): Change['place'] {
  const { sequence, parts, views } = finding, frame = views[viewOrder(finding)[0]]?.frame ?? parts[0]?.frame;
  return frame === undefined ? null : { sequence, frame };
}
