/** Something that was observed: whether it was so, how much that counts, and by what it may have been brought about. */
export interface Trial {
  readonly outcome: 0 | 1;
  /** 1 for one whole observation. */
  readonly weight: number;
  /** Log odds that were expected without any of the factors. */
  readonly offset: number;
  readonly factors: readonly Factor[];
}

/** A group that an observation belongs to; the share is below 1 where it belongs to several of a kind. */
export interface Factor {
  readonly key: string;
  readonly share: number;
  /** Standard deviation of what groups of its kind add to the log odds, before anything was observed. */
  readonly spread: number;
}

/** Log odds that change by less than this show nowhere. */
const TOLERANCE = 1e-3;
const MOST_ROUNDS = 60;

interface Group {
  readonly spread: number;
  readonly trials: number[];
  readonly shares: number[];
  value: number;
}

/**
 * What each group adds to the log odds: the mode of the posterior of a logistic model with crossed random effects, each with a normal
 * prior around 0, so that a group of few observations stays near what the others say (Gelman and Hill, Data Analysis Using Regression and
 * Multilevel/Hierarchical Models, ch. 14). By Newton's method, one group after the other in the order of their keys' first appearance: the
 * posterior is concave, and the outcome does not depend on chance.
 */
export function shrunkOdds(trials: readonly Trial[]): Map<string, number> {
  const groups = groupsOf(trials);
  const odds = Float64Array.from(trials, (t) => t.offset);
  for (let round = 0, moved = Infinity; round < MOST_ROUNDS && moved > TOLERANCE; round++) {
    moved = 0;
    for (const group of groups.values()) moved = Math.max(moved, Math.abs(improve(group, trials, odds)));
  }
  return new Map([...groups].map(([key, { value }]) => [key, value]));
}

function groupsOf(trials: readonly Trial[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  trials.forEach(({ factors }, t) => {
    for (const { key, share, spread } of factors) {
      let group = groups.get(key);
      if (group === undefined) groups.set(key, (group = { spread, trials: [], shares: [], value: 0 }));
      group.trials.push(t);
      group.shares.push(share);
    }
  });
  return groups;
}

/** One step for one group, all others as they are; gives the step. `odds` are those of the trials, and follow. */
function improve(group: Group, trials: readonly Trial[], odds: Float64Array): number {
  const precision = 1 / (group.spread * group.spread);
  let slope = -group.value * precision, curvature = precision;
  group.trials.forEach((t, k) => {
    const p = probability(odds[t]), share = group.shares[k], { weight, outcome } = trials[t];
    slope += weight * share * (outcome - p);
    // Where p is near 0 or 1 the curve is flat, and Newton's own step would overshoot: at least a tenth of the steepest.
    curvature += weight * share * share * Math.max(p * (1 - p), 0.025);
  });
  const step = Math.min(1, Math.max(-1, slope / curvature));
  group.value += step;
  group.trials.forEach((t, k) => (odds[t] += step * group.shares[k]));
  return step;
}

/** Of log odds. */
export function probability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
