import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trial } from '#src/core/crosscheck/ranking/shrunk-odds.ts';
import { probability, shrunkOdds } from '#src/core/crosscheck/ranking/shrunk-odds.ts';

const trial = (outcome: 0 | 1, keys: readonly string[], offset = 0, weight = 1): Trial =>
  ({ outcome, weight, offset, factors: keys.map((key) => ({ key, share: 1, spread: 1.5 })) });

/** Logarithm of the posterior, up to a constant. */
function posterior(trials: readonly Trial[], values: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const { outcome, weight, offset, factors } of trials) {
    const p = probability(factors.reduce((x, { key, share }) => x + share * (values.get(key) ?? 0), offset));
    sum += weight * Math.log(outcome === 1 ? p : 1 - p);
  }
  for (const value of values.values()) sum -= value ** 2 / (2 * 1.5 ** 2);
  return sum;
}

describe('shrunk odds', () => {
  it('of one group are where a fine search finds the greatest posterior', () => {
    const trials = [trial(1, ['a'], 0.4), trial(1, ['a'], -1), trial(0, ['a'], 0.2), trial(1, ['a'], 0, 0.5)];
    let best = 0, greatest = -Infinity;
    for (let x = -5; x <= 5; x += 1e-4) {
      const value = posterior(trials, new Map([['a', x]]));
      if (value > greatest) [best, greatest] = [x, value];
    }
    expect(shrunkOdds(trials).get('a')).toBeCloseTo(best, 2);
  });

  it('of many groups have a posterior that no small step makes greater', () => {
    const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 3 });
    const trials = fc.array(fc.tuple(fc.constantFrom<0 | 1>(0, 1), keys, fc.double({ min: -3, max: 3, noNaN: true })), { minLength: 1, maxLength: 40 });
    fc.assert(fc.property(trials, (list) => {
      const all = list.map(([outcome, names, offset]) => trial(outcome, names, offset));
      const values = shrunkOdds(all), here = posterior(all, values);
      for (const [key, value] of values)
        for (const step of [-0.05, 0.05]) expect(posterior(all, new Map([...values, [key, value + step]]))).toBeLessThan(here + 1e-3);
    }));
  });

  it('stay near nothing with few observations, and come near the share with many', () => {
    const say = (n: number): number => probability(shrunkOdds(Array.from({ length: n }, (_, k) => trial(k % 5 === 0 ? 0 : 1, ['a']))).get('a')!);
    expect(say(1)).toBeGreaterThan(0.15);
    expect(say(1)).toBeLessThan(0.5);
    expect(say(500)).toBeCloseTo(0.8, 2);
  });

  it('of nothing are none', () => expect(shrunkOdds([])).toEqual(new Map()));
});
