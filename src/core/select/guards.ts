import { UNLABELLED } from '../labels/label.ts';
import { LabelTally } from '../labels/label-tally.ts';
import type { Steps } from '../steps.ts';
import { finish } from '../steps.ts';
import type { PackedBlock, PackedPoints } from './packed-block.ts';
import { BLOCK, blockRuns, RUNS_LENGTH, setBits } from './packed-block.ts';
import { packBlock } from './packed-points.ts';

/** What protects existing work from an action. */
export interface Guards {
  /** Only points without a label take one. */
  readonly unlabelledOnly: boolean;
}

/** What an action would do to the labels under it. */
export interface Impact {
  /** Points that would take the new label. */
  readonly points: PackedPoints;
  /** Points among them that have another label now, by that label. */
  readonly overwrites: ReadonlyMap<number, number>;
  /** Points that a guard keeps out. */
  readonly guarded: number;
}

/**
 * Which of `points` an action that sets `next`, or what `next` says of each, may touch. Points that carry it already are left
 * out: nothing changes for them.
 */
export function impactOf(points: PackedPoints, labels: Uint32Array, next: number | ((i: number) => number), guards: Guards): Impact {
  return finish(impactSteps(points, labels, next, guards));
}

/** Blocks of 65,536 points between two places at which work can pause: some milliseconds. */
const BLOCKS_PER_STEP = 8;

/** `impactOf` in steps of some milliseconds. The labels must stay as they are until it is done. */
export function* impactSteps(points: PackedPoints, labels: Uint32Array, next: number | ((i: number) => number), guards: Guards): Steps<Impact> {
  const blocks = new Map<number, PackedBlock>();
  const count: Counts = { overwrites: new LabelTally(), guarded: 0, taken: 0 };
  let step = 0;
  for (const [number, block] of points.blocks) {
    const n = blockRuns(points.universe, number, block, runs);
    const before = count.taken;
    const all = takeBlock(n, number, labels, next, guards, count);
    const population = count.taken - before;
    if (all) blocks.set(number, block);
    else if (population > 0) blocks.set(number, packBlock(taken, population, Math.min(BLOCK, points.universe - number * BLOCK)));
    if (++step % BLOCKS_PER_STEP === 0) yield;
  }
  const overwrites = new Map<number, number>();
  count.overwrites.forEach((label, sum) => overwrites.set(label, sum));
  return { points: { universe: points.universe, count: count.taken, blocks }, overwrites, guarded: count.guarded };
}

/** Of all blocks together. */
interface Counts {
  readonly overwrites: LabelTally;
  guarded: number;
  taken: number;
}

/** Scratch, of no meaning outside one block: its runs, and the points that the action may touch, a bit each. */
const runs = new Uint32Array(RUNS_LENGTH);
const taken = new Uint32Array(BLOCK / 32);

/** Looks at the points that `n` numbers of `runs` say, and marks in `taken` which may be touched. Whether all may. */
function takeBlock(n: number, number: number, labels: Uint32Array, next: number | ((i: number) => number), guards: Guards, count: Counts): boolean {
  const base = number * BLOCK;
  let all = true;
  let population = 0;
  let last: number = UNLABELLED, lastCount = 0;
  taken.fill(0);
  for (let r = 0; r < n; r += 2) {
    const end = runs[r + 1];
    let from = runs[r];
    for (let i = from; i < end; i++) {
      const old = labels[i];
      const label = typeof next === 'number' ? next : next(i);
      // Erasing says plainly that labels go; the guard is against painting over them by accident.
      const kept = old !== label && old !== UNLABELLED && guards.unlabelledOnly && label !== UNLABELLED;
      if (old === label || kept) {
        if (kept) count.guarded++;
        setBits(taken, from - base, i - base);
        population += i - from;
        from = i + 1;
        all = false;
      } else if (old === last) lastCount++;
      else {
        if (last !== UNLABELLED) count.overwrites.add(last, lastCount);
        last = old;
        lastCount = 1;
      }
    }
    setBits(taken, from - base, end - base);
    population += end - from;
  }
  if (last !== UNLABELLED) count.overwrites.add(last, lastCount);
  count.taken += population;
  return all;
}
