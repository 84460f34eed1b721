import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchResult, Unit } from './bench.ts';
import { median } from './measure.ts';
import { withWorktree } from './worktree.ts';

/** How often both revisions run each bench, in turns. */
const ROUNDS = 3;

/** One bench in two revisions; figures are medians over the rounds, lower is better. */
export interface Comparison {
  readonly name: string;
  readonly points: number;
  readonly unit: Unit;
  readonly before: number;
  readonly now: number;
  /** now / before. */
  readonly ratio: number;
  /** The largest figure over the smallest of one revision, of the one that varied more: what says nothing. */
  readonly spread: number;
  readonly verdict: 'slower' | 'faster' | 'same';
}

/** Judges what the rounds of both revisions gave: slower or faster only where the ratio is beyond the spread. */
export function judge(before: readonly BenchResult[], now: readonly BenchResult[]): Comparison {
  const [{ name, points, unit }] = now;
  const old = before.map(({ ours }) => ours), fresh = now.map(({ ours }) => ours);
  const ratio = median(fresh) / median(old);
  const spread = Math.max(...[old, fresh].map((values) => Math.max(...values) / Math.min(...values)));
  const verdict = ratio > spread ? 'slower' : 1 / ratio > spread ? 'faster' : 'same';
  return { name, points, unit, before: median(old), now: median(fresh), ratio, spread, verdict };
}

/** The comparison for people, the slower ones named in the last line. */
export function comparisonTable(rev: string, rows: readonly Comparison[]): string {
  const cells = [
    ['bench', 'points', rev, 'now', 'unit', 'ratio', 'spread', ''],
    ...rows.map(({ name, points, unit, before, now, ratio, spread, verdict }) => [
      name, points.toLocaleString('en'), before.toFixed(2), now.toFixed(2), unit, ratio.toFixed(3), spread.toFixed(3), verdict === 'same' ? '' : verdict,
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const lines = cells.map((row) => row.map((cell, column) => (/^[\d.,]+$/.test(cell) ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  ').trimEnd());
  const slower = rows.filter(({ verdict }) => verdict === 'slower').map(({ name }) => name);
  return [...lines, '', slower.length === 0 ? 'nothing got slower beyond the spread' : `slower: ${slower.join(', ')}`].join('\n');
}

/** Names of the benches of a checkout, by their files. */
export function benchNames(root: string): string[] {
  return readdirSync(join(root, 'test/bench'))
    .filter((file) => file.endsWith('.bench.ts'))
    .map((file) => file.slice(0, -'.bench.ts'.length))
    .sort();
}

/**
 * Runs benches in this checkout, as it is, and in a revision, in turns, in processes of their own. No names = all that both
 * have. `say` gets a line on what is done. Throws an Error of one line where the revision, or a bench of it, is not there.
 */
export async function compareWith(root: string, rev: string, names: readonly string[], options: readonly string[], say: (line: string) => void): Promise<Comparison[]> {
  return withWorktree(root, rev, async (other, signal) => {
    const theirs = benchNames(other);
    const missing = names.find((name) => !theirs.includes(name));
    if (missing !== undefined) throw new Error(`${rev} has no bench '${missing}'`);
    const wanted = benchNames(root).filter((name) => theirs.includes(name) && (names.length === 0 || names.includes(name)));
    const rows: Comparison[] = [];
    for (const name of wanted) {
      const before: BenchResult[] = [], now: BenchResult[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        say(`${name}, round ${round + 1} of ${ROUNDS}`);
        const turns = [async () => before.push(await runBench(other, name, options, signal)), async () => now.push(await runBench(root, name, options, signal))];
        // Who begins changes, since the second may find a warmer machine, or a slower one.
        for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
      }
      rows.push(judge(before, now));
    }
    return rows;
  });
}

/** Another process runs one bench of a checkout. */
function runBench(root: string, name: string, options: readonly string[], signal: AbortSignal): Promise<BenchResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['src/cli/with-tsx.mjs', 'test/bench/run.ts', name, '--json', ...options], { cwd: root, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '', problems = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (problems += text));
    child.once('error', (error) => reject(signal.aborted ? (signal.reason as Error) : error));
    child.once('close', (code) => {
      if (code === 0) resolve((JSON.parse(out) as BenchResult[])[0]);
      else reject(new Error(`${name} failed in ${root}: ${problems.trim().split('\n')[0]}`));
    });
  });
}
