import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Bench, BenchResult, Contest, Task } from './bench.ts';

export interface Effort {
  /** How often each task is timed, if the budget allows. */
  readonly rounds: number;
  /** How often at least. */
  readonly minRounds: number;
  /** No further round begins after this long. */
  readonly budgetMs: number;
}

export const usualEffort: Effort = { rounds: 9, minRounds: 3, budgetMs: 60_000 };

/**
 * Measures all tasks of a benchmark in turns, so that a machine that slows down slows them all: each round runs every task
 * once, beginning with another one each time, after one round that is not counted. Memory does not vary: one round will do.
 * Throws when a task did not do its points.
 */
export async function measure(bench: Bench, points: number, effort = usualEffort, now = () => performance.now()): Promise<BenchResult> {
  const contest = await bench.setup(points);
  try {
    if (bench.unit === 'ms') return await measureTimes(bench, contest, points, effort, now);
    return await (bench.unit === 'measured ms' ? collectFigures(bench, contest, points) : measureBytes(bench, contest, points));
  } finally {
    await contest.release?.();
  }
}

async function measureTimes(bench: Bench, contest: Contest, points: number, effort: Effort, now: () => number): Promise<BenchResult> {
  const tasks = tasksOf(bench, contest);
  const times = tasks.map((): number[] => []);
  const run = (k: number): Promise<number> => time(...tasks[k], points, now);
  for (let k = 0; k < tasks.length; k++) await run(k);

  const start = now();
  for (let round = 0; round < effort.rounds; round++) {
    if (round >= effort.minRounds && now() - start > effort.budgetMs) break;
    for (let k = 0; k < tasks.length; k++) {
      const turn = (round + k) % tasks.length;
      times[turn].push(await run(turn));
    }
  }
  return resultOf(bench, contest, points, times.map(median));
}

async function measureBytes(bench: Bench, contest: Contest, points: number): Promise<BenchResult> {
  const bytes: number[] = [];
  for (const [name, task] of tasksOf(bench, contest)) {
    bytes.push(await weigh(name, task, points));
    await contest.release?.();
  }
  return resultOf(bench, contest, points, bytes);
}

async function collectFigures(bench: Bench, contest: Contest, points: number): Promise<BenchResult> {
  const { measured } = contest;
  if (measured === undefined) throw new Error(`${bench.name}: measures by itself, and does not say what`);
  const figures: number[] = [];
  for (const [name, task] of tasksOf(bench, contest)) {
    checkDone(name, await task(), points);
    figures.push(measured());
  }
  return resultOf(bench, contest, points, figures);
}

/** Ours, the floor, the peers. */
function tasksOf(bench: Bench, { ours, floor, peers }: Contest): [string, Task][] {
  const named: [string, Task][] = [['ours', ours], ['floor', floor], ...Object.entries(peers).map(([name, task]): [string, Task] => [`peer ${name}`, task])];
  return named.map(([name, task]) => [`${bench.name}, ${name}`, task]);
}

function resultOf({ name, unit }: Bench, { peers, notes }: Contest, points: number, [ours, floor, ...others]: readonly number[]): BenchResult {
  const result = { name, points, unit, ours, peers: Object.fromEntries(Object.keys(peers).map((peer, k) => [peer, others[k]])), floor };
  return notes === undefined ? result : { ...result, notes: notes() };
}

async function time(name: string, task: Task, points: number, now: () => number): Promise<number> {
  collectGarbage();
  const first = await once(name, task, points, now);
  // A full collection takes optimised code with it. What is over in a moment would time the compiler: it is done again.
  return first < SHORT_MS ? once(name, task, points, now) : first;
}

/** Below this, compiling again what a collection has thrown away is a large part of the time. */
const SHORT_MS = 500;

async function once(name: string, task: Task, points: number, now: () => number): Promise<number> {
  const start = now();
  const done = await task();
  const elapsed = now() - start;
  checkDone(name, done, points);
  return elapsed;
}

/** Bytes per point that array buffers, shared ones too, take after a task and did not before. */
async function weigh(name: string, task: Task, points: number): Promise<number> {
  const before = await heldBytes();
  checkDone(name, await task(), points);
  return ((await heldBytes()) - before) / points;
}

async function heldBytes(): Promise<number> {
  // What a collection finds dead is freed by another thread, and what that held by the next collection.
  for (let k = 0; k < 3; k++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().arrayBuffers;
}

function checkDone(name: string, done: number, points: number): void {
  if (done !== points) throw new Error(`${name}: did ${done} points, not ${points}`);
}

/** The middle value; the mean of the two middle ones of an even number. NaN for none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

setFlagsFromString('--expose-gc');
/** So that nobody pays for the garbage of the one before. */
const collectGarbage = runInNewContext('gc') as () => void;
