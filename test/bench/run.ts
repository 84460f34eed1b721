import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { projectRoot } from '#src/cli/prepare.mjs';
import type { Bench, BenchResult, Study } from './bench.ts';
import { comparisonTable, compareWith } from './compare.ts';
import { measure } from './measure.ts';

const folder = dirname(fileURLToPath(import.meta.url));

async function exportsOf<T>(ending: string): Promise<T[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith(ending)).sort();
  return Promise.all(files.map(async (file) => (await import(`./${file}`)) as T));
}

const options = { points: { type: 'string' }, seeds: { type: 'string' }, json: { type: 'boolean' }, compare: { type: 'string' } } as const;

/** npm run bench -- [NAME ...] [--points N] [--seeds N] [--json] [--compare REV]. Throws an Error of one line on wrong use. */
async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const benches = (await exportsOf<{ bench: Bench }>('.bench.ts')).map(({ bench }) => bench);
  const studies = (await exportsOf<{ study: Study }>('.study.ts')).map(({ study }) => study);
  const names = [...benches, ...studies].map(({ name }) => name);
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`there is no bench '${unknown}' (${names.join(', ')})`);
  const points = wholeNumber('--points', 'points', values.points), seeds = wholeNumber('--seeds', 'seeds', values.seeds);
  if (values.compare !== undefined) return compare(values.compare, positionals, values.points, values.json === true);
  // With --json, stdout is the document's alone, whatever a library has to say.
  if (values.json) console.log = console.info = console.error;

  const results: unknown[] = [];
  for (const bench of benches) {
    if (positionals.length > 0 ? !positionals.includes(bench.name) : bench.onRequest) continue;
    const result = await measure(bench, points ?? bench.defaultPoints);
    results.push(result);
    if (!values.json) print(bench, result);
  }
  for (const study of studies.filter(({ name }) => positionals.includes(name))) {
    const count = seeds ?? study.defaultSeeds;
    const { lines, figures } = await study.run(count, (line) => console.error(line));
    results.push({ name: study.name, seeds: count, figures });
    if (!values.json) console.log([`\n${study.name}: ${study.describe}; ${count} seeds`, ...lines].join('\n'));
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
}

function wholeNumber(option: string, of: string, text: string | undefined): number | undefined {
  if (text !== undefined && !/^[1-9]\d{0,9}$/.test(text)) throw new Error(`${option} takes a number of ${of}, not '${text}'`);
  return text === undefined ? undefined : Number(text);
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
