import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#src/cli/prepare.mjs';
import type { Bench, BenchResult } from '#test/bench/bench.ts';
import { measure, median } from '#test/bench/measure.ts';

describe('the median', () => {
  it.each([[[], NaN], [[3], 3], [[9, 1], 5], [[5, 100, 1], 5], [[1, 2, 4, 1000], 3]])('of %j is %d', (values, expected) =>
    expect(median(values)).toBe(expected));

  it('has as many values below it as above, and leaves its input alone', () => {
    fc.assert(fc.property(fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 }), (values) => {
      const before = [...values];
      const middle = median(values);
      expect(values).toEqual(before);
      expect(values.filter((v) => v < middle).length).toBeLessThanOrEqual(values.length / 2);
      expect(values.filter((v) => v > middle).length).toBeLessThanOrEqual(values.length / 2);
    }));
  });
});

describe('measuring', () => {
  /** A clock that only tasks move, each by its own script of durations. */
  function contest(durations: Record<string, number[]>, done = 10) {
    let clock = 0;
    const order: string[] = [];
    const task = (name: string) => async () => {
      clock += durations[name][order.filter((n) => n === name).length];
      order.push(name);
      return done;
    };
    const bench: Bench = {
      name: 'b', describe: '', unit: 'ms', defaultPoints: 10,
      setup: () => ({ ours: task('ours'), floor: task('floor'), peers: { peer: task('peer') } }),
    };
    return { bench, order, now: () => clock };
  }
  const durations = { ours: [9900, 4000, 6000, 5000], floor: [9900, 1000, 3000, 2000], peer: [9900, 30_000, 10_000, 20_000] };
  const effort = { rounds: 3, minRounds: 1, budgetMs: Infinity };

  it('gives medians, without the first round, of tasks that take turns', async () => {
    const { bench, order, now } = contest(durations);
    expect(await measure(bench, 10, effort, now)).toEqual({ name: 'b', points: 10, unit: 'ms', ours: 5000, floor: 2000, peers: { peer: 20_000 } });
    expect(order.join(' ')).toBe('ours floor peer ours floor peer floor peer ours peer ours floor');
  });

  it('does what is over in a moment twice, and counts the second time', async () => {
    const twice = (a: number, b: number) => [a, b, a, b, a, b, a, b];
    const { bench, order, now } = contest({ ours: twice(90, 5), floor: twice(50, 2), peer: twice(600, 700) });
    expect(await measure(bench, 10, { rounds: 1, minRounds: 1, budgetMs: Infinity }, now)).toMatchObject({ ours: 5, floor: 2, peers: { peer: 700 } });
    expect(order.filter((name) => name === 'ours').length).toBe(4);
    expect(order.filter((name) => name === 'peer').length).toBe(2);
  });

  it('begins no round after the budget, but the least number of them', async () => {
    const { bench, order, now } = contest(durations);
    await measure(bench, 10, { rounds: 3, minRounds: 2, budgetMs: 1 }, now);
    expect(order.length).toBe(3 * (1 + 2));
  });

  it('asks for notes when all is measured', async () => {
    const { bench, order, now } = contest(durations);
    const withNotes: Bench = { ...bench, setup: async (points) => ({ ...(await bench.setup(points)), notes: () => [`${order.length} runs`] }) };
    expect((await measure(withNotes, 10, effort, now)).notes).toEqual(['12 runs']);
  });

  it('weighs what stays until it is released, of shared memory too', async () => {
    const points = 100_000;
    let held: unknown[] = [];
    const keep = (bytes: number, Kind: typeof ArrayBuffer | typeof SharedArrayBuffer = ArrayBuffer) => () => {
      held = [new Kind(bytes * points)];
      new Uint8Array(5 * points).fill(1);
      return points;
    };
    const bench: Bench = {
      name: 'b', describe: '', unit: 'bytes/point', defaultPoints: points,
      setup: () => ({ ours: keep(24), floor: keep(16), peers: { peer: keep(8, SharedArrayBuffer) }, release: () => void (held = []) }),
    };
    const { ours, floor, peers, unit } = await measure(bench, points);
    expect(unit).toBe('bytes/point');
    expect([ours, floor, peers.peer].map(Math.round)).toEqual([24, 16, 8]);
    expect(held).toEqual([]);
  });

  it('refuses a task that did other work', async () => {
    const { bench, now } = contest(durations, 9);
    await expect(measure(bench, 10, effort, now)).rejects.toThrow('b, ours: did 9 points, not 10');
  });
});

describe('npm run bench', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['src/cli/with-tsx.mjs', 'test/bench/run.ts', ...args], { cwd: projectRoot, encoding: 'utf8' });

  // Not all of them: together they take minutes on a busy machine.
  it('--json prints one array and nothing else, of the benches that are named', () => {
    const named = ['index', 'load-las', 'load-pcd', 'memory'];
    const { status, stdout, stderr } = run(...named, '--points', '1000', '--json');
    expect([status, stderr]).toEqual([0, '']);
    const results = JSON.parse(stdout) as BenchResult[];
    expect(results.map(({ name }) => name)).toEqual(named);
    for (const result of results) {
      expect(Object.keys(result).filter((key) => key !== 'notes')).toEqual(['name', 'points', 'unit', 'ours', 'peers', 'floor']);
      expect([result.points, result.unit]).toEqual([1000, result.name === 'memory' ? 'bytes/point' : 'ms']);
      for (const value of [result.ours, result.floor, ...Object.values(result.peers)]) expect(value).toBeGreaterThan(0);
    }
  });

  it('a name runs that bench alone', () => {
    const { stdout } = run('load-pcd', '--points', '1000', '--json');
    expect((JSON.parse(stdout) as BenchResult[]).map(({ name }) => name)).toEqual(['load-pcd']);
  });

  it.each([['nonsense'], ['--points', '0'], ['--points', '1e3'], ['--nonsense']])('refuses %j %j in one line', (...args) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
  });
});
