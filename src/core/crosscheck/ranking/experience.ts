import type { Metres } from '../../geometry/units.ts';
import type { DecisionKind, FindingRecord } from '../findings/decision.ts';
import type { Reason } from './prior.ts';
import { rangeBin, rangeName } from './range-bins.ts';
import type { Factor, Trial } from './shrunk-odds.ts';
import { shrunkOdds } from './shrunk-odds.ts';

/** Whose mistake a decision says it was; null where it says nothing. Who ignores a finding does not say that the label is right, only that it was not worth it. */
const SAYS: Readonly<Record<DecisionKind, { readonly labelWrong: 0 | 1; readonly weight: number } | null>> = {
  'take-mask': { labelWrong: 1, weight: 1 },
  'third-class': { labelWrong: 1, weight: 1 },
  returned: { labelWrong: 1, weight: 1 },
  'label-right': { labelWrong: 0, weight: 1 },
  'mask-wrong': { labelWrong: 0, weight: 1 },
  ignored: { labelWrong: 0, weight: 0.5 },
  reopened: null,
};

/** Standard deviations of log odds: who is right differs most from pair to pair. */
const SPREAD = { all: 0.5, pair: 2, camera: 0.6, range: 0.5, pairAndCamera: 0.8, pairAndRange: 0.8 };
/** What cameras and ranges add is not worth a line below this. */
const WORTH_SAYING = 0.15;

/** What decisions are compared by. */
export interface Circumstances {
  readonly kind: string;
  readonly label: number;
  readonly mask: number;
  readonly cameras: readonly string[];
  readonly range: Metres;
}

/** "car / truck": both classes by name. */
export type PairName = (label: number, mask: number) => string;

/** Decisions of one group: how many, and how many of them said that the label is wrong. */
interface Score {
  decisions: number;
  labelWrong: number;
}

export interface Lessons {
  readonly logOdds: number;
  readonly reasons: readonly Reason[];
}

/** What reviewers' decisions so far say about who is right for a class pair, camera and range. */
export class Experience {
  private readonly added: ReadonlyMap<string, number>;
  private readonly scores = new Map<string, Score>();
  /** Many findings share their circumstances. */
  private readonly known = new Map<string, Lessons>();

  /** `expected`: log odds that the label is wrong by what the finding of a record says of itself. */
  constructor(records: Iterable<FindingRecord>, expected: (record: FindingRecord) => number) {
    const telling = [...records].filter((record) => SAYS[record.decision] !== null).sort((a, b) => a.timeMs - b.timeMs || (a.id < b.id ? -1 : 1));
    const together = countBy(telling, actionOf);
    const trials = telling.map((record): Trial => {
      const { labelWrong, weight } = SAYS[record.decision]!;
      const n = together.get(actionOf(record))!;
      const factors = factorsOf(record);
      for (const { key } of factors) this.count(key, labelWrong);
      // Of what was settled all at once, somebody looked at one: the others count, but like the logarithm of their number.
      return { outcome: labelWrong, weight: (weight * (1 + Math.log(n))) / n, offset: expected(record), factors };
    });
    this.added = shrunkOdds(trials);
  }

  /** Log odds that decisions add for a finding under these circumstances, with reasons for those that matter. */
  lessons(at: Circumstances, pairName: PairName): Lessons {
    const key = `${pairKey(at)} ${rangeKey(at)} ${at.cameras.join(' ')}`;
    let known = this.known.get(key);
    if (known === undefined) this.known.set(key, (known = this.learned(at, pairName)));
    return known;
  }

  private learned(at: Circumstances, pairName: PairName): Lessons {
    const of = (keys: readonly Factor[]): number => keys.reduce((sum, { key, share }) => sum + share * (this.added.get(key) ?? 0), 0);
    const factors = factorsOf(at);
    const pair = factors.filter(({ key }) => key.startsWith(pairKey(at)));
    const camera = factors.filter(({ key }) => key.startsWith('camera '));
    const range = factors.filter(({ key }) => key.startsWith('range '));
    const others = [
      { logOdds: of(camera), text: at.cameras.filter((c) => this.scores.has(`camera ${c}`)).map((c) => `${this.told(`camera ${c}`)} in ${c}`).join('; ') },
      { logOdds: of(range), text: `${this.told(rangeKey(at))} at ${rangeName(rangeBin(at.range))}` },
    ].filter(({ logOdds }) => Math.abs(logOdds) >= WORTH_SAYING);
    const reasons = this.scores.has(pairKey(at)) ? [{ logOdds: of(pair), text: `${this.told(pairKey(at))} on ${pairName(at.label, at.mask)}` }, ...others] : others;
    return { logOdds: of(factors), reasons };
  }

  private told(key: string): string {
    const { decisions, labelWrong } = this.scores.get(key) ?? { decisions: 0, labelWrong: 0 };
    const wrong = 2 * labelWrong >= decisions;
    return `label ${wrong ? 'wrong' : 'right'} in ${wrong ? labelWrong : decisions - labelWrong} of ${decisions} decisions`;
  }

  private count(key: string, labelWrong: number): void {
    const score = this.scores.get(key) ?? { decisions: 0, labelWrong: 0 };
    score.decisions++;
    score.labelWrong += labelWrong;
    this.scores.set(key, score);
  }
}

/** One action of one person: what is settled together has the same author and time. */
export function actionOf({ author, timeMs, decision }: Pick<FindingRecord, 'author' | 'timeMs' | 'decision'>): string {
  return JSON.stringify([timeMs, author, decision]);
}

function pairKey({ kind, label, mask }: Circumstances): string {
  return `pair ${kind} ${label} ${mask};`;
}

function rangeKey({ range }: Circumstances): string {
  return `range ${rangeBin(range)}`;
}

function factorsOf(at: Circumstances): Factor[] {
  const pair = pairKey(at), range = rangeKey(at), share = 1 / at.cameras.length;
  return [
    { key: 'all', share: 1, spread: SPREAD.all },
    { key: pair, share: 1, spread: SPREAD.pair },
    { key: range, share: 1, spread: SPREAD.range },
    { key: `${pair} ${range}`, share: 1, spread: SPREAD.pairAndRange },
    ...at.cameras.flatMap((camera): Factor[] => [
      { key: `camera ${camera}`, share, spread: SPREAD.camera },
      { key: `${pair} camera ${camera}`, share, spread: SPREAD.pairAndCamera },
    ]),
  ];
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
