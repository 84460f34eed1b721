import type { FindingRecord } from '../findings/decision.ts';
import type { Finding } from '../findings/finding.ts';
import type { ClassWeights } from './class-weights.ts';
import { weightOf } from './class-weights.ts';
import type { PairName } from './experience.ts';
import { Experience } from './experience.ts';
import type { Reason } from './prior.ts';
import { inCompany, priorOf, priorOfRecord } from './prior.ts';
import { probability } from './shrunk-odds.ts';

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
 * is wrong come from the finding itself (`priorOf`), from how many there are on its pair of classes (`inCompany`), and from what decisions so far
 * say of its pair, cameras and range (`Experience`), so that where masks turn out to be wrong for a pair its findings sink, and come back where
 * decisions say otherwise. The same input gives the same order; equals stand by their ids.
 */
export function rankFindings(findings: readonly Finding[], records: Iterable<FindingRecord>, { weights, pairName }: RankingOptions): RankedFinding[] {
  const decided = [...records], companyOf = companies(findings, decided);
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const experience = new Experience(decided, (record) => {
    const finding = byId.get(record.id);
    return finding === undefined ? priorOfRecord(record, companyOf(record)) : priorOf(finding).logOdds + inCompany(companyOf(finding)).logOdds;
  });
  return findings
    .map((finding): RankedFinding => {
      const { kind, label, mask, range, points } = finding, prior = priorOf(finding), company = inCompany(companyOf(finding));
      const lessons = experience.lessons({ kind, label, mask, range, cameras: prior.stance.cameras }, pairName);
      const labelWrong = probability(prior.logOdds + company.logOdds + lessons.logOdds);
      return {
        finding, labelWrong,
        score: labelWrong * Math.max(LEAST_STAKE, points) * weightOf(weights, finding),
        reasons: [...prior.reasons, company, ...lessons.reasons].sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds)),
      };
    })
    .sort((a, b) => b.score - a.score || (a.finding.id < b.finding.id ? -1 : 1));
}

/** With fewer points, a finding is company to none: visibility and edges leave such pieces everywhere. */
const LEAST_COMPANY = 8;

/** What a finding and its record have in common. */
type Kept = Pick<FindingRecord, 'id' | 'kind' | 'label' | 'mask' | 'points'>;

/** How many findings there are on a pair, or were when they were decided. */
function companies(findings: readonly Finding[], records: readonly FindingRecord[]): (of: Kept) => number {
  const pair = ({ kind, label, mask }: Kept): string => `${kind} ${label} ${mask}`;
  const ids = new Map<string, Set<string>>();
  const count = (kept: Kept): void => {
    if (kept.points >= LEAST_COMPANY) ids.set(pair(kept), (ids.get(pair(kept)) ?? new Set()).add(kept.id));
  };
  findings.forEach(count);
  records.filter(({ decision }) => decision !== 'reopened').forEach(count);
  return (of) => Math.max(1, ids.get(pair(of))?.size ?? 0);
}
