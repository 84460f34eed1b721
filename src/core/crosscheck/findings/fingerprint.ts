import type { SweepId } from '../../scene/scene.ts';
import { Digest } from './digest.ts';

/** Digits of a token that name the sweep; those of its content follow. */
const SWEEP_DIGITS = 8;

/** What a finding rests on in one sweep, as one word: `contents` are the fingerprints of its observations there. */
export function sweepToken(sweep: SweepId, contents: readonly string[]): string {
  const content = new Digest();
  for (const each of [...contents].sort()) content.addText(each);
  return new Digest().addText(sweep).toString().slice(0, SWEEP_DIGITS) + content.toString();
}

export function joinTokens(tokens: Iterable<string>): string {
  return [...tokens].join(' ');
}

/**
 * Whether nothing that `now` rests on differs from what `then` rested on. Sweeps that are gone, because they were put right or are not checked
 * yet, say nothing; one that has come does: somebody has to look at it.
 */
export function restsOnTheSame(now: string, then: string): boolean {
  const known = new Set(then.split(' '));
  return now.split(' ').every((token) => known.has(token));
}
