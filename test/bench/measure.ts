import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Bench, BenchResult, Task } from './bench.ts';

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
 * Times all tasks of a benchmark in turns, so that a machine that slows down slows them all: each round runs every task
 * once, beginning with another one each time, after one round that is not counted. Throws when a task did not do its points.
 */
export async function measure(bench: Bench, points: number, effort = usualEffort, now = () => performance.now()): Promise<BenchResult> {
  const { ours, peers, floor, notes } = await bench.setup(points);
  const tasks: [string, Task][] = [['ours', ours], ['floor', floor], ...Object.entries(peers).map(([name, task]): [string, Task] => [`peer ${name}`, task])];
  const times = tasks.map((): number[] => []);
  for (const [name, task] of tasks) await time(`${bench.name}, ${name}`, task, points, now);

  const start = now();
  for (let round = 0; round < effort.rounds; round++) {
    if (round >= effort.minRounds && now() - start > effort.budgetMs) break;
    for (let k = 0; k < tasks.length; k++) {
      const turn = (round + k) % tasks.length;
      const [name, task] = tasks[turn];
      times[turn].push(await time(`${bench.name}, ${name}`, task, points, now));
    }
  }
  const [oursMs, floorMs, ...peerMs] = times.map(median);
  const peerTimes = Object.fromEntries(Object.keys(peers).map((name, k) => [name, peerMs[k]]));
  const result = { name: bench.name, points, unit: bench.unit, ours: oursMs, peers: peerTimes, floor: floorMs };
  return notes === undefined ? result : { ...result, notes: notes() };
}

async function time(name: string, task: Task, points: number, now: () => number): Promise<number> {
  collectGarbage();
  const start = now();
  const done = await task();
  const elapsed = now() - start;
  if (done !== points) throw new Error(`${name}: did ${done} points, not ${points}`);
  return elapsed;
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
