import type { PackedPoints } from '#src/core/select/packed-points.ts';
import { combine } from '#src/core/select/packed-points.ts';
import { isRegionSpec } from '#src/core/select/regions/index.ts';
import type { Selection, SelectorSpec, SweepView } from '#src/core/select/selector.ts';
import { createSelector, selectSweep } from '#src/core/select/selector.ts';
import type { Steps } from '#src/core/steps.ts';
import { inSlices } from '#src/core/steps.ts';
import type { Engine } from './engine.ts';
import { selectJob } from './jobs/select.request.ts';
import { nextTask } from './next-task.ts';
import { isShared } from './shared.ts';
import type { SweepPart } from './sweep-parts.ts';
import { partsOf } from './sweep-parts.ts';

/** Pieces per worker: an uneven one does not keep the others waiting. */
const PIECES = 3;

/**
 * The points that a selector picks in these sweeps: by the workers where they see the arrays, else on this thread in slices of some
 * milliseconds; the same points either way. For a live preview, abort the signal of the call before: it costs nothing more then.
 */
export function selectPoints(engine: Engine, spec: SelectorSpec, sweeps: readonly SweepView[], signal?: AbortSignal): Promise<Selection> {
  return engine.shared && sweeps.every(isSeenByAll) ? selectInWorkers(engine, spec, sweeps, signal) : selectInSlices(spec, sweeps, signal);
}

/** By the workers, which keep the sweeps from the first time on: `forgetSweep` when one is dropped. Their arrays must be shared. */
export async function selectInWorkers(engine: Engine, spec: SelectorSpec, sweeps: readonly SweepView[], signal?: AbortSignal): Promise<Selection> {
  for (const sweep of sweeps) if (!engine.keeps(keyOf(sweep.id), sweep)) engine.keep(keyOf(sweep.id), sweep);
  const searches = sweeps.flatMap((sweep) => searchesOf(spec, sweep, engine.size));
  const found = (await Promise.all(
    pieces(searches, PIECES * engine.size).map((piece) =>
      engine.run(selectJob, { selector: spec, sweeps: piece.map(({ sweep, part }) => ({ key: keyOf(sweep.id), part })) }, { signal })),
  )).flat();
  const out = new Map<string, PackedPoints>();
  const join = function* (): Steps<void> {
    for (const [k, { sweep: { id } }] of searches.entries()) {
      const before = out.get(id);
      out.set(id, before === undefined ? found[k] : combine(before, found[k], 'add'));
      if (before !== undefined) yield;
    }
  };
  await inSlices(join(), nextTask, signal);
  return out;
}

interface Search {
  readonly sweep: SweepView;
  readonly part: SweepPart | null;
  /** About how many points it looks at. */
  readonly count: number;
}

/** A sweep of millions is shared out as well; regions can look at parts of it. */
function searchesOf(spec: SelectorSpec, sweep: SweepView, workers: number): Search[] {
  const parts = isRegionSpec(spec) && sweep.index !== null ? partsOf(sweep.index, workers) : null;
  return parts === null ? [{ sweep, part: null, count: sweep.count }] : parts.map((part) => ({ sweep, part, count: sweep.count / parts.length }));
}

/** On this thread, which is free for others between sweeps. */
export async function selectInSlices(spec: SelectorSpec, sweeps: readonly SweepView[], signal?: AbortSignal): Promise<Selection> {
  const selector = createSelector(spec);
  const out = new Map<string, PackedPoints>();
  const steps = function* (): Steps<void> {
    for (const sweep of sweeps) {
      out.set(sweep.id, selectSweep(selector, sweep));
      yield;
    }
  };
  await inSlices(steps(), nextTask, signal);
  return out;
}

/** Lets the workers' hold on a sweep go. */
export function forgetSweep(engine: Engine, id: string): void {
  engine.forget(keyOf(id));
}

function keyOf(id: string): string {
  return `sweep ${id}`;
}

/** A copy would not be the live labels, and would cost their memory again in each worker. */
function isSeenByAll({ positions, labels, index }: SweepView): boolean {
  return isShared(positions) && isShared(labels) && (index === null || (isShared(index.order) && isShared(index.boxes)));
}

/** Cuts searches into pieces that follow each other, of about as many points each: `most` of them, and a few more where sweeps are large. */
function pieces(searches: readonly Search[], most: number): Search[][] {
  const share = searches.reduce((n, { count }) => n + count, 0) / most;
  const out: Search[][] = [];
  let room = 0;
  for (const search of searches) {
    if (room <= 0) {
      out.push([]);
      room = share;
    }
    out[out.length - 1].push(search);
    room -= search.count;
  }
  return out;
}
