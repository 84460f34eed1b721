import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { thingsFirst } from '#src/core/crosscheck/ranking/class-weights.ts';
import { rankFindings } from '#src/core/crosscheck/ranking/rank-findings.ts';
import { VERDICT } from '#src/core/crosscheck/verdict.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import { identityMap } from '#src/core/labels/class-map-suggest.ts';
import { classOf } from '#src/core/labels/label.ts';
import { semanticKitti } from '#src/core/labels/presets/semantickitti.ts';
import { findClass } from '#src/core/labels/taxonomy.ts';
import { pointsOf } from '#test/support/street-checks.ts';
import type { CheckedFrame } from './detect-check.ts';
import { checked } from './detect-check.ts';
import { findingsOf } from './detect-findings.ts';
import { misreading } from './detect-masks.ts';
import type { Habits, Queue, Step } from './detect-reviewer.ts';
import { review, walkActions } from './detect-reviewer.ts';
import type { Kind, SceneFrame } from './detect-scene.ts';
import { KINDS, sceneOf } from './detect-scene.ts';
import type { Sighted } from './detect-work.ts';
import { ReviewedStreet } from './detect-work.ts';

/** Shares of things and surfaces that masks misread. */
export const MISREAD = [0, 0.05, 0.1, 0.2] as const;
/** So much of what is wrong is to be fixed. */
export const ENOUGH_FIXED = 0.95;
/** The findings that somebody looks at in a first session, and at its beginning. */
export const TOP = 50, FIRST = 10;
/** A mistake that a check could find: so many of its points are clear, over all frames. */
const ENOUGH = 10;

const map = identityMap(semanticKitti, semanticKitti), compiled = compileClassMap(map);
const options = { weights: thingsFirst(semanticKitti, semanticKitti), pairName: (label: number, mask: number) => `${label} / ${mask}` };
const isThing = (id: number): boolean => findClass(semanticKitti, id)?.kind === 'thing';

const ranked: Queue = (open, records) => rankFindings(open, records, options).map(({ finding }) => finding);
const notLearning: Queue = (open) => ranked(open, []);
const largestFirst: Queue = (open) => [...open].sort((a, b) => b.points - a.points || (a.id < b.id ? -1 : 1));

/** Share of the decisions that are wrong of a reviewer who errs; after so many "mask is wrong" one who settles alike does. */
export const ERRS = 0.05, SETTLES_AFTER = 3;

/** Ways of working, by name. */
export const WAYS = {
  ranked: { queue: ranked, errs: 0, settlesAfter: 0 },
  'not learning': { queue: notLearning, errs: 0, settlesAfter: 0 },
  'largest first': { queue: largestFirst, errs: 0, settlesAfter: 0 },
  'settling alike': { queue: ranked, errs: 0, settlesAfter: SETTLES_AFTER },
  erring: { queue: ranked, errs: ERRS, settlesAfter: 0 },
  'erring, settling alike': { queue: ranked, errs: ERRS, settlesAfter: SETTLES_AFTER },
} as const satisfies Record<string, Habits & { readonly queue: Queue }>;
export type Way = keyof typeof WAYS;

/** Mistakes of one kind (one of one thing over all frames) that could be found, and how many of them are. */
export interface Groups {
  /** Points that a camera sees, and those of them that disagree. */
  readonly points: number;
  readonly disagree: number;
  readonly there: number;
  /** More than half of their clear points disagree. */
  readonly found: number;
  /** More than half of their clear points are in the first findings, before anything was decided. */
  readonly inTop: number;
}

/** What one street comes to with masks that are wrong to one degree. */
export interface Figures {
  readonly findings: number;
  /** Findings that are mostly wrongly labelled: among the first ones, and among all. */
  readonly wrongInFirst: number;
  readonly wrongFindings: number;
  readonly groups: Readonly<Record<Kind, Groups>>;
  /** Seen points with the right label, and those of them that disagree. */
  readonly right: number;
  readonly rightFlagged: number;
  /** Clear points with a wrong class. */
  readonly wrong: number;
  /** Actions to fix enough of them frame by frame. */
  readonly walk: number;
  readonly reviews: Readonly<Record<Way, readonly Step[]>>;
}

/** One street, for each degree of wrong masks. */
export function figuresOf(seed: number): Figures[] {
  const { simulation, frames } = sceneOf(seed);
  const rightMasks = frames.map((frame) => checked(frame, misreading(simulation, 0), compiled));
  const sighted = frames.map(({ sweep, labels, truth }, f): Sighted => ({ sweep, labels, truth, seen: rightMasks[f].seen, clear: rightMasks[f].clear }));
  return MISREAD.map((rate) => {
    const checks = rate === 0 ? rightMasks : frames.map((frame) => checked(frame, misreading(simulation, rate), compiled));
    const findings = findingsOf(checks.map(({ check }) => check)), queue = ranked(findings, []);
    const fresh = new ReviewedStreet(sighted, map, isThing), isWrong = (finding: Finding): boolean => mostlyWrong(finding, fresh);
    const run = ({ queue: order, ...habits }: Habits & { readonly queue: Queue }): Step[] =>
      review(new ReviewedStreet(sighted, map, isThing), findings, order, map, habits, seed);
    return {
      findings: findings.length, wrongInFirst: queue.slice(0, FIRST).filter(isWrong).length, wrongFindings: findings.filter(isWrong).length,
      groups: countGroups(frames, sighted, checks, queue.slice(0, TOP)), ...countFlagged(sighted, checks),
      wrong: fresh.wrongAtFirst, walk: walkActions(fresh, ENOUGH_FIXED),
      reviews: Object.fromEntries(Object.entries(WAYS).map(([name, way]) => [name, run(way)])) as Record<Way, Step[]>,
    };
  });
}

function mostlyWrong({ parts, points }: Finding, street: ReviewedStreet): boolean {
  let wrong = 0;
  for (const { sweep, points: mine } of parts) {
    const { labels, truth } = street.sweeps.get(sweep)!;
    for (const i of mine) if (classOf(labels[i]) !== classOf(truth[i])) wrong++;
  }
  return 2 * wrong > points;
}

function countGroups(frames: readonly SceneFrame[], sighted: readonly Sighted[], checks: readonly CheckedFrame[], top: readonly Finding[]): Record<Kind, Groups> {
  const mistakes = new Map<string, Mistake>();
  frames.forEach(({ sweep, planted }, f) => {
    const inTop = new Set(top.flatMap(({ parts }) => parts.filter((part) => part.sweep === sweep).flatMap(({ points }) => [...points])));
    const { clear, seen } = sighted[f], { combined } = checks[f];
    for (const record of planted) {
      const key = `${record.kind} ${record.object}`, mistake = mistakes.get(key) ?? { kind: record.kind, seen: 0, seenDisagrees: 0, clear: 0, disagrees: 0, inTop: 0 };
      for (const i of pointsOf(record)) {
        const disagrees = Number(combined[i] === VERDICT.disagrees);
        mistake.seen += seen[i];
        mistake.seenDisagrees += seen[i] * disagrees;
        mistake.clear += clear[i];
        mistake.disagrees += clear[i] * disagrees;
        mistake.inTop += clear[i] * Number(inTop.has(i));
      }
      mistakes.set(key, mistake);
    }
  });
  return Object.fromEntries(KINDS.map((kind) => [kind, summed([...mistakes.values()].filter((m) => m.kind === kind))])) as Record<Kind, Groups>;
}

interface Mistake {
  readonly kind: string;
  seen: number;
  seenDisagrees: number;
  clear: number;
  disagrees: number;
  inTop: number;
}

function summed(mistakes: readonly Mistake[]): Groups {
  const could = mistakes.filter(({ clear }) => clear >= ENOUGH);
  return {
    points: mistakes.reduce((sum, { seen }) => sum + seen, 0),
    disagree: mistakes.reduce((sum, { seenDisagrees }) => sum + seenDisagrees, 0),
    there: could.length,
    found: could.filter(({ clear, disagrees }) => 2 * disagrees > clear).length,
    inTop: could.filter(({ clear, inTop }) => 2 * inTop > clear).length,
  };
}

function countFlagged(sighted: readonly Sighted[], checks: readonly CheckedFrame[]): Pick<Figures, 'right' | 'rightFlagged'> {
  let right = 0, rightFlagged = 0;
  sighted.forEach(({ labels, truth, seen }, f) => {
    const { combined } = checks[f];
    for (let i = 0; i < labels.length; i++) {
      if (seen[i] === 0 || classOf(labels[i]) !== classOf(truth[i])) continue;
      right++;
      rightFlagged += Number(combined[i] === VERDICT.disagrees);
    }
  });
  return { right, rightFlagged };
}
