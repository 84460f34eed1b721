import type { FindingRecord } from '#src/core/crosscheck/findings/decision.ts';
import { carryIds } from '#src/core/crosscheck/findings/carry-ids.ts';
import type { FindingState } from '#src/core/crosscheck/findings/finding-state.ts';
import { stateOf } from '#src/core/crosscheck/findings/finding-state.ts';
import type { Finding, FindingCause, FindingKind } from '#src/core/crosscheck/findings/finding.ts';
import { thingsFirst } from '#src/core/crosscheck/ranking/class-weights.ts';
import type { RankedFinding } from '#src/core/crosscheck/ranking/rank-findings.ts';
import { rankFindings } from '#src/core/crosscheck/ranking/rank-findings.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import { className } from '#src/core/labels/taxonomy.ts';

/** A finding in its place in the queue, and where it stands. */
export interface ListedFinding extends RankedFinding {
  readonly state: FindingState;
}

/** A finding in a report: a published shape. Classes by name; '' where there is none. */
export interface FindingReport {
  /** The same from one check to the next while it is the same thing. */
  readonly id: string;
  readonly state: FindingState;
  readonly kind: FindingKind;
  readonly sequence: string;
  readonly label: string;
  readonly mask: string;
  /** The labels' instance, 0 for none; the dataset's track, '' for none. */
  readonly instance: number;
  readonly track: string;
  /** How many pictures see mostly which class, most first. */
  readonly votes: readonly { readonly mask: string; readonly views: number }[];
  readonly points: number;
  /** Ids of the frames with its points, in time order; cameras that see any of them, in that of their names. */
  readonly frames: readonly string[];
  readonly cameras: readonly string[];
  /** Metres: middle and extent in the world, distance from the sensor. */
  readonly centre: readonly number[];
  readonly size: readonly number[];
  readonly range: number;
  /** The masks' own, 0..1; null where they do not say. */
  readonly confidence: number | null;
  readonly cause: FindingCause;
  readonly why: string;
  /** What it is ranked by, and the probability that the label is wrong, 0..1. */
  readonly score: number;
  readonly labelWrong: number;
  /** Of what a camera's offset explains: how many findings were folded into this one. */
  readonly folded?: number;
}

/** Findings in the order in which they are worth opening; those that somebody decided on have the ids that they had then. */
export function listFindings(findings: readonly Finding[], decisions: ReadonlyMap<string, FindingRecord>, labels: Taxonomy, masks: Taxonomy): ListedFinding[] {
  const pairName = (label: number, mask: number): string => `${className(labels, label)} / ${className(masks, mask)}`;
  return rankFindings(carryIds([...decisions.values()], findings), decisions.values(), { weights: thingsFirst(labels, masks), pairName })
    .map((ranked) => ({ ...ranked, state: stateOf(ranked.finding, decisions.get(ranked.finding.id)) }));
}

/** Whether somebody has yet to look at it: nobody did, or what it rests on has changed since. */
export function isOpen({ state }: Pick<ListedFinding, 'state'>): boolean {
  return state === 'open' || state === 'reopened';
}

export function findingReport({ finding, state, score, labelWrong }: ListedFinding, labels: Taxonomy, masks: Taxonomy): FindingReport {
  const { id, kind, sequence, label, mask, instance, track, votes, points, parts, views, centre, size, range, confidence, cause, why, folded } = finding;
  return {
    id, state, kind, sequence, label: nameOf(labels, label), mask: nameOf(masks, mask), instance, track: track ?? '',
    votes: votes.map((vote) => ({ mask: className(masks, vote.mask), views: vote.count })),
    points, frames: [...new Set((parts.length > 0 ? parts : views).map(({ frame }) => frame))], cameras: [...new Set(views.map(({ camera }) => camera))].sort(),
    centre: centre.map(rounded), size: size.map(rounded), range: rounded(range), confidence: confidence === null ? null : rounded(confidence),
    cause, why, score: rounded(score), labelWrong: rounded(labelWrong),
    ...(folded === undefined ? {} : { folded: folded.findings.length }),
  };
}

/** Of classes, '' for none. A finding of all that a camera's offset explains is about no class. */
function nameOf(taxonomy: Taxonomy, id: number): string {
  return id === 0 ? '' : className(taxonomy, id);
}

/** To thousandths; never -0, which JSON does not know. */
function rounded(value: number): number {
  return Math.round(1000 * value) / 1000 + 0;
}
