import type { Evidence } from '../evidence.ts';
import type { VerdictName } from '../verdict.ts';

/** One verdict and when it applies: a file in this folder and a line in its index. */
export interface Rule {
  readonly verdict: VerdictName;
  /** The question for one picture, asked per entry of its projection, and only where no rule before this one applied. */
  prepare(evidence: Evidence): (entry: number) => boolean;
}
