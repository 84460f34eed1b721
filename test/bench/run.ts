import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { projectRoot } from '#src/cli/prepare.mjs';
import type { Bench, BenchResult } from './bench.ts';
import { comparisonTable, compareWith } from './compare.ts';
import { measure } from './measure.ts';

const folder = dirname(fileURLToPath(import.meta.url));

async function allBenches(): Promise<Bench[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.bench.ts')).sort();
  return Promise.all(files.map(async (file) => ((await import(`./${file}`)) as { bench: Bench }).bench));
}

const options = { points: { type: 'string' }, json: { type: 'boolean' }, compare: { type: 'string' } } as const;

/** npm run bench -- [NAME ...] [--points N] [--json] [--compare REV]. Throws an Error of one line on wrong use. */
async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const benches = await allBenches();
  const unknown = positionals.find((name) => !benches.some((bench) => bench.name === name));
  if (unknown !== undefined) throw new Error(`there is no bench '${unknown}' (${benches.map((bench) => bench.name).join(', ')})`);
  if (values.points !== undefined && !/^[1-9]\d{0,9}$/.test(values.points)) throw new Error(`--points takes a number of points, not '${values.points}'`);
  if (values.compare !== undefined) return compare(values.compare, positionals, values.points, values.json === true);
  // With --json, stdout is the document's alone, whatever a library has to say.
  if (values.json) console.log = console.info = console.error;

  const results: BenchResult[] = [];
  for (const bench of benches) {
    if (positionals.length > 0 ? !positionals.includes(bench.name) : bench.onRequest) continue;
    const points = values.points === undefined ? bench.defaultPoints : Number(values.points);
    const result = await measure(bench, points);
    results.push(result);
    if (!values.json) print(bench, result);
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
}

async function compare(rev: string, names: readonly string[], points: string | undefined, json: boolean): Promise<void> {
  const rows = await compareWith(projectRoot, rev, names, points === undefined ? [] : ['--points', points], (line) => console.error(line));
  process.stdout.write(`${json ? JSON.stringify(rows, null, 2) : comparisonTable(rev, rows)}\n`);
}

function print(bench: Bench, { points, unit, ours, peers, floor, notes = [] }: BenchResult): void {
  console.log(`\n${bench.name}: ${bench.describe}; ${points.toLocaleString('en')} points`);
  for (const [name, value] of [['ours', ours], ['floor', floor], ...Object.entries(peers)] as [string, number][]) {
    const perPoint = unit === 'ms' ? `${((value * 1e6) / points).toFixed(2)} ns/point`.padStart(18) : '';
    const factor = name === 'ours' ? '' : `ours takes ${(ours / value).toFixed(2)} times as ${unit === 'bytes/point' ? 'much' : 'long'}`;
    console.log(`  ${name.padEnd(22)} ${value.toFixed(2).padStart(10)} ${unit}  ${perPoint}  ${factor}`.trimEnd());
  }
  for (const note of notes) console.log(`  ${note}`);
}

run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
});
