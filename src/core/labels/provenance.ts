import type { SweepId } from '../scene/scene.ts';
import type { PackedPoints } from '../select/packed-block.ts';
import { BLOCK, blockRuns, RUNS_LENGTH } from '../select/packed-block.ts';
import type { Change, LabelRuns, Provenance, SweepDelta } from './change.ts';
import type { Label } from './label.ts';

/** What one point had, or got. */
export interface PointValue {
  readonly label: Label;
  readonly draft: boolean;
}

/** One Change as a single point saw it: who made what of it, with which tool, when. */
export interface PointStep extends Pick<Provenance, 'tool' | 'author' | 'timeMs' | 'undoes' | 'redoes'> {
  readonly changeId: string;
  readonly title: string;
  readonly before: PointValue;
  readonly after: PointValue;
}

/** How a point came to its label, newest first, from `changes` in their order. Reads what they say and evaluates nothing. */
export function historyOfPoint(changes: Iterable<Change>, sweep: SweepId, index: number): PointStep[] {
  const steps: PointStep[] = [];
  for (const change of changes) steps.push(...stepsOfPoint(change, sweep, index));
  return steps.reverse();
}

/** What one Change did to a point, in order: once, or not at all, but nothing forbids a second delta of the same sweep. */
export function stepsOfPoint({ id, title, provenance, sweeps }: Change, sweep: SweepId, index: number): PointStep[] {
  const { tool, author, timeMs, undoes, redoes } = provenance;
  return sweeps.flatMap((delta) => {
    const values = delta.sweep === sweep ? valuesAt(delta, index) : null;
    return values === null ? [] : [{ changeId: id, title, tool, author, timeMs, ...(undoes !== undefined && { undoes }), ...(redoes !== undefined && { redoes }), ...values }];
  });
}

/** The values of one point in a delta; null where it is not among the delta's points. */
export function valuesAt({ points, before, after }: SweepDelta, index: number): { before: PointValue; after: PointValue } | null {
  const rank = rankOf(points, index);
  return rank < 0 ? null : { before: valueOf(before, rank), after: valueOf(after, rank) };
}

const scratch = new Uint32Array(RUNS_LENGTH);

/** How many points of a set come before point `index`; -1 where it is not in the set. */
function rankOf({ universe, blocks }: PackedPoints, index: number): number {
  const own = Math.floor(index / BLOCK);
  if (!blocks.has(own)) return -1;
  let rank = 0;
  for (const [number, block] of blocks) {
    if (number > own) break;
    const n = blockRuns(universe, number, block, scratch);
    for (let k = 0; k < n; k += 2) {
      if (scratch[k] > index) return -1;
      if (index < scratch[k + 1]) return rank + index - scratch[k];
      rank += scratch[k + 1] - scratch[k];
    }
  }
  return -1;
}

function valueOf({ lengths, labels, drafts }: LabelRuns, rank: number): PointValue {
  let k = 0;
  for (let left = rank; left >= lengths[k]; k++) left -= lengths[k];
  return { label: labels[k], draft: drafts[k] === 1 };
}
