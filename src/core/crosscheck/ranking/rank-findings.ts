import type { FindingRecord } from '../findings/decision.ts';
import type { Finding } from '../findings/finding.ts';
import type { ClassWeights } from './class-weights.ts';
import { weightOf } from './class-weights.ts';
import type { PairName } from './experience.ts';
import { Experience } from './experience.ts';
import type { Reason } from './prior.ts';
import { priorReasons } from './prior.ts';
import { probability } from './shrunk-odds.ts';
import type { Stance } from './stance.ts';
import { stanceOf } from './stance.ts';

export interface RankingOptions {
  readonly weights: ClassWeights;
  readonly pairName: PairName;
}

/** A finding's place in the queue, and why. */
export interface RankedFinding {
  readonly finding: Finding;
  /** Points that are expected to be wrong, each as weighty as its class: probability times points times weight. */
  readonly score: number;
  /** Probability that the label is wrong, 0..1. */
  readonly labelWrong: number;
  /** What makes it so, the strongest first. */
  readonly reasons: readonly Reason[];
}

/** Of what the labels do not have at all, no points are known: it is at stake like this many. */
const LEAST_STAKE = 10;

/**
 * Findings by what opening them is expected to bring: all of them, those with the most points to put right first. The odds that the label
 * is wrong come from the finding itself (`priorReasons`) and from what decisions so far say of its class pair, cameras and range
 * (`Experience`), so that where masks turn out to be wrong for a pair its findings sink, and come back where decisions say otherwise.
 * The same input gives the same order; equals stand by their ids.
 */
export function rankFindings(findings: readonly Finding[], records: Iterable<FindingRecord>, { weights, pairName }: RankingOptions): RankedFinding[] {
  const priors = findings.map((finding) => {
    const stance = stanceOf(finding), reasons = priorReasons(finding, stance);
    return { finding, stance, reasons, logOdds: reasons.reduce((sum, r) => sum + r.logOdds, 0) };
  });
  const expected = new Map(priors.map(({ finding, logOdds }) => [finding.id, logOdds]));
  const experience = new Experience(records, ({ id }) => expected.get(id));
  return priors
    .map(({ finding, stance, reasons, logOdds }): RankedFinding => {
      const learned = experience.reasons(circumstances(finding, stance), pairName);
      const labelWrong = probability(logOdds + learned.logOdds);
      return {
        finding, labelWrong,
        score: labelWrong * Math.max(LEAST_STAKE, finding.points) * weightOf(weights, finding),
        reasons: [...reasons, ...learned.reasons].sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds)),
      };
    })
    .sort((a, b) => b.score - a.score || (a.finding.id < b.finding.id ? -1 : 1));
}

function circumstances({ kind, label, mask, range }: Finding, { cameras }: Stance): { kind: string; label: number; mask: number; cameras: readonly string[]; range: number } {
  return { kind, label, mask, cameras, range };
}
