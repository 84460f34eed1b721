import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BenchResult } from '#test/bench/bench.ts';
import { benchNames, comparisonTable, compareWith, judge } from '#test/bench/compare.ts';
import { withWorktree } from '#test/bench/worktree.ts';

const results = (...ours: number[]): BenchResult[] => ours.map((value) => ({ name: 'b', points: 1000, unit: 'ms', ours: value, peers: {}, floor: 1 }));

describe('two revisions', () => {
  it.each([
    ['slower', [10, 10.5, 11], [12, 13, 12.5]],
    ['faster', [12, 13, 12.5], [10, 10.5, 11]],
    ['same', [10, 10.5, 11], [11, 11.2, 10.9]],
    // Twice as slow, and it says nothing: one of them varied by more.
    ['same', [10, 10, 10], [20, 7, 21]],
    ['same', [5, 5, 5], [5, 5, 5]],
  ])('are %s: %j, then %j', (verdict, before, now) => {
    const row = judge(results(...before), results(...now));
    expect(row.verdict).toBe(verdict);
    expect([row.before, row.now]).toEqual([before, now].map((values) => [...values].sort((a, b) => a - b)[1]));
  });

  it('are judged alike from either side', () => {
    const times = fc.array(fc.double({ min: 0.1, max: 100, noNaN: true }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(times, times, (a, b) => {
        const there = judge(results(...a), results(...b)), back = judge(results(...b), results(...a));
        expect(back.ratio).toBeCloseTo(1 / there.ratio, 6);
        expect(back.spread).toBe(there.spread);
        if (Math.abs(there.ratio - there.spread) > 1e-9 && Math.abs(back.ratio - back.spread) > 1e-9)
          expect(back.verdict).toBe({ slower: 'faster', faster: 'slower', same: 'same' }[there.verdict]);
      }),
    );
  });

  it('are shown in a table that names what got slower', () => {
    const rows = [judge(results(10, 10), results(20, 20)), { ...judge(results(10, 10), results(10, 10)), name: 'other' }];
    const table = comparisonTable('v1', rows);
    expect(table.split('\n')[1]).toMatch(/^b +1,000 +10\.00 +20\.00 +ms +2\.000 +1\.000 +slower$/);
    expect(table.split('\n')[2]).toMatch(/^other .*1\.000$/);
    expect(table.endsWith('\nslower: b')).toBe(true);
    expect(comparisonTable('v1', [rows[1]])).toContain('nothing got slower');
  });
});

describe('a checkout of another revision', () => {
  let root = '';
  const git = (...args: string[]): string => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { cwd: root, encoding: 'utf8' });
  const worktrees = (): number => git('worktree', 'list').trim().split('\n').length;

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'bench-test-')));
    git('init', '-q');
    for (const folder of ['node_modules', 'test/bench', 'src/cli']) mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, '.gitignore'), 'node_modules/\n');
    writeFileSync(join(root, 'node_modules/kept'), 'kept');
    writeFileSync(join(root, 'test/bench/a.bench.ts'), '');
    // Stands for the real one: prints what --json prints, of a figure that the revision says.
    writeFileSync(join(root, 'src/cli/with-tsx.mjs'), "import { readFileSync } from 'node:fs'; console.log(JSON.stringify([{ name: process.argv[3], points: 1, unit: 'ms', ours: Number(readFileSync('figure')), peers: {}, floor: 1 }]))");
    writeFileSync(join(root, 'figure'), '10');
    git('add', '.');
    git('commit', '-qm', 'first');
    writeFileSync(join(root, 'figure'), '30');
    writeFileSync(join(root, 'test/bench/new.bench.ts'), '');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('has the files of the revision and the packages of this one, and is gone afterwards', async () => {
    const seen = await withWorktree(root, 'HEAD', async (folder) => {
      expect(worktrees()).toBe(2);
      return { folder, figure: readFileSync(join(folder, 'figure'), 'utf8'), modules: existsSync(join(folder, 'node_modules/kept')) };
    });
    expect(seen).toMatchObject({ figure: '10', modules: true });
    expect([existsSync(seen.folder), existsSync(join(root, 'node_modules/kept')), worktrees()]).toEqual([false, true, 1]);
  });

  it('is gone where its use fails, and where the user stops it', async () => {
    await expect(withWorktree(root, 'HEAD', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(worktrees()).toBe(1);
    const stopped = withWorktree(root, 'HEAD', (_folder, signal) => new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      process.emit('SIGTERM', 'SIGTERM');
    }));
    await expect(stopped).rejects.toThrow('stopped by SIGTERM');
    expect(worktrees()).toBe(1);
  });

  it('is refused in one line where there is none', async () => {
    await expect(withWorktree(root, 'nowhere', async () => {})).rejects.toThrow("there is no revision 'nowhere'");
    await expect(withWorktree(root, '--all', async () => {})).rejects.toThrow("there is no revision '--all'");
  });

  it('runs the benches that both have, in turns', async () => {
    const said: string[] = [];
    expect(benchNames(root)).toEqual(['a', 'new']);
    const rows = await compareWith(root, 'HEAD', [], [], (line) => said.push(line));
    expect(rows.map(({ name, before, now, ratio, verdict }) => ({ name, before, now, ratio, verdict }))).toEqual([
      { name: 'a', before: 10, now: 30, ratio: 3, verdict: 'slower' },
    ]);
    expect(said).toHaveLength(3);
    await expect(compareWith(root, 'HEAD', ['new'], [], () => {})).rejects.toThrow("HEAD has no bench 'new'");
    writeFileSync(join(root, 'src/cli/with-tsx.mjs'), "console.error('bench: broken'); process.exit(2)");
    await expect(compareWith(root, 'HEAD', ['a'], [], () => {})).rejects.toThrow('bench: broken');
    expect(worktrees()).toBe(1);
  });
});
