import type { Decision } from '#src/core/crosscheck/decisions/decision.ts';
import { labelClassesFor } from '#src/core/crosscheck/decisions/decision.ts';
import { decisionEffect } from '#src/core/crosscheck/decisions/decision-effect.ts';
import { settleLike } from '#src/core/crosscheck/decisions/settle-like.ts';
import { wholeObject } from '#src/core/crosscheck/decisions/whole-object.ts';
import type { FindingRecord } from '#src/core/crosscheck/findings/decision.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import { classOf } from '#src/core/labels/label.ts';
import { hashUnit } from '#sample-data/world/random.ts';
import type { ReviewedStreet, Sighted } from './detect-work.ts';

/** In what order findings are opened, given what was decided so far. */
export type Queue = (open: readonly Finding[], records: Iterable<FindingRecord>) => readonly Finding[];

/** How a simulated reviewer works. */
export interface Habits {
  /** Share of decisions that are wrong. */
  readonly errs: number;
  /** After so many times "mask is wrong" on one pair and never anything else, all others like it are settled with the next one; 0 = never. */
  readonly settlesAfter: number;
}

/** How far a review has come after an action. */
export interface Step {
  /** Clear points with a wrong class. */
  readonly wrong: number;
  readonly iou: number;
}

/**
 * Works a queue down to its end. One action is one decision on one finding, or on all that are settled with it; trimming a selection before is one more.
 * Gives the state after each, the state before first.
 */
export function review(street: ReviewedStreet, findings: readonly Finding[], queue: Queue, map: ClassMap, { errs, settlesAfter }: Habits, seed: number): Step[] {
  const steps: Step[] = [street.state];
  let open = findings;
  const said = new Map<string, string[]>();
  while ((open = open.filter((finding) => isThere(street, finding))).length > 0) {
    const finding = queue(open, street.set.table('findings').values())[0];
    const isWrong = hashUnit(seed, 7, steps.length) < errs;
    const { decision, selection, trims } = decide(street, finding, map, isWrong);
    if (trims) steps.push(street.state);
    const pair = `${finding.kind} ${finding.label} ${finding.mask}`, earlier = said.get(pair) ?? [];
    const together = decision.kind === 'mask-wrong' && settlesAfter > 0 && earlier.length >= settlesAfter && earlier.every((kind) => kind === 'mask-wrong');
    const settled = [finding, ...(together ? settleLike(finding, open, { pair: true }).findings : [])];
    said.set(pair, [...earlier, decision.kind]);
    const by = { author: 'simulated', timeMs: steps.length };
    street.carryOut(decisionEffect({ decision, findings: settled, by, ...(selection === null ? {} : { selection }) }, street.work()));
    const gone = new Set(settled.map(({ id }) => id));
    open = open.filter(({ id }) => !gone.has(id));
    steps.push(street.state);
  }
  return steps;
}

/** Whether a finding is still one when it is checked again: most of its points have the label that they were found with. */
function isThere(street: ReviewedStreet, { parts, label }: Finding): boolean {
  let points = 0, changed = 0;
  for (const { sweep, points: mine } of parts) {
    const labels = street.labels(sweep);
    points += mine.length;
    for (const i of mine) if (classOf(labels[i]) !== label) changed++;
  }
  return points === 0 || 2 * changed < points;
}

/** What is decided, on which points where it is not the finding's own, and whether those had to be trimmed. */
interface Ruling {
  readonly decision: Decision;
  readonly selection: ReadonlyMap<string, Uint32Array> | null;
  readonly trims: boolean;
}

/** A selection with fewer points than this, or than this share, that do not belong to it is taken as it is. */
const UNNOTICED_POINTS = 5, UNNOTICED_SHARE = 0.1;

/** What somebody decides who sees the truth, or, where they err, the opposite. */
function decide(street: ReviewedStreet, finding: Finding, map: ClassMap, errs: boolean): Ruling {
  const takeable = labelClassesFor(map, finding.mask), maskIsWrong: Ruling = { decision: { kind: 'mask-wrong' }, selection: null, trims: false };
  const own = new Map(finding.parts.map(({ sweep, points }) => [sweep, points] as const));
  const truth = mostly(street, own), labelIsWrong = truth !== null && truth !== finding.label;
  if (errs && !labelIsWrong && takeable.length === 1 && finding.points > 0) return { decision: { kind: 'take-mask' }, selection: null, trims: false };
  if (errs || !labelIsWrong) return maskIsWrong;
  const decision: Decision = takeable.length === 1 && takeable[0] === truth ? { kind: 'take-mask' } : { kind: 'third-class', becomes: truth };
  const all = wholeObject(finding, [...street.sweeps.keys()].map((sweep) => [sweep, street.labels(sweep)] as const));
  const selection = all !== null && mostly(street, all) === truth ? all : own;
  const belonging = new Map([...selection].map(([sweep, points]) => [sweep, points.filter((i) => classOf(street.sweeps.get(sweep)!.truth[i]) === truth)] as const));
  const count = countOf(selection), strangers = count - countOf(belonging);
  const trims = strangers >= UNNOTICED_POINTS && strangers >= UNNOTICED_SHARE * count;
  return { decision, selection: trims ? belonging : selection, trims };
}

function countOf(points: ReadonlyMap<string, Uint32Array>): number {
  return [...points.values()].reduce((sum, { length }) => sum + length, 0);
}

/** The true class of more than half of the points; null where there is none. */
function mostly(street: ReviewedStreet, points: ReadonlyMap<string, Uint32Array>): number | null {
  const counts = new Map<number, number>();
  let all = 0;
  for (const [sweep, mine] of points) {
    const { truth } = street.sweeps.get(sweep)!;
    all += mine.length;
    for (const i of mine) counts.set(classOf(truth[i]), (counts.get(classOf(truth[i])) ?? 0) + 1);
  }
  for (const [classId, count] of counts) if (2 * count > all) return classId;
  return null;
}

/** Of fewer seen points nobody sees what they are. */
const ENOUGH_TO_SEE = 10;

/**
 * Actions that it takes to fix a share of the wrong clear points by walking every frame: one for each thing of which ten points are seen, and one
 * for each class of surfaces that is, frame by frame, to look at it and set it right. Nobody errs.
 */
export function walkActions(street: ReviewedStreet, share: number): number {
  const enough = share * street.wrongAtFirst;
  let actions = 0, fixed = 0;
  for (const sighted of street.sweeps.values())
    for (const { points, wrong } of thingsIn(sighted)) {
      if (points < ENOUGH_TO_SEE) continue;
      actions++;
      fixed += wrong;
      if (fixed >= enough) return actions;
    }
  return actions;
}

/** Things, and surfaces by their classes: seen points, and clear ones with a wrong class. */
function thingsIn({ labels, truth, seen, clear }: Sighted): Iterable<{ points: number; wrong: number }> {
  const things = new Map<number, { points: number; wrong: number }>();
  for (let i = 0; i < labels.length; i++) {
    if (seen[i] === 0) continue;
    const thing = things.get(truth[i]) ?? { points: 0, wrong: 0 };
    thing.points++;
    if (clear[i] === 1 && classOf(labels[i]) !== classOf(truth[i])) thing.wrong++;
    things.set(truth[i], thing);
  }
  return things.values();
}
