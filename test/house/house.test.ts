import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '#src/cli/prepare.mjs';
import { declared, importsOfRoom, noHosts, nothingFocused, nothingUnfinished, shortEnough } from './rules.ts';
import { parseSource } from './source.ts';

const paths = ['src', 'workers', 'sample-data', 'test'].flatMap((folder) =>
  existsSync(join(projectRoot, folder))
    ? readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    : []);
const sources = paths.filter((path) => /\.(?:ts|tsx|mjs|js)$/.test(path)).map((path) =>
  parseSource(path, readFileSync(join(projectRoot, path), 'utf8')));
const program = sources.filter(({ path }) => !path.startsWith('test/'));

it('rooms import only what the house lets them', () => {
  expect(program.length).toBeGreaterThan(50);
  expect(program.flatMap(importsOfRoom)).toEqual([]);
});

it('every package that is imported is asked for by package.json', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const runtime = Object.keys(dependencies);
  expect(program.filter(({ path }) => !path.startsWith('src/cli/')).flatMap(declared(runtime))).toEqual([]);
  expect(sources.flatMap(declared([...runtime, ...Object.keys(devDependencies)]))).toEqual([]);
});

it('nothing unfinished is left behind', () => expect(sources.flatMap(nothingUnfinished)).toEqual([]));

it('files are short enough to be read', () => expect(sources.flatMap(shortEnough)).toEqual([]));

it('the program names no host that something could be fetched from', () => {
  const page = join(projectRoot, 'index.html');
  const html = existsSync(page) ? readFileSync(page, 'utf8') : '';
  const text = html.replace(/<!--.*?-->/gs, '');
  expect([...program, { path: 'index.html', text, code: text, imports: [] }].flatMap(noHosts)).toEqual([]);
});

it('no test keeps the others from running', () => expect(sources.flatMap(nothingFocused)).toEqual([]));

it('core needs neither a page nor Node: it compiles without their types', () => {
  const tsc = join(projectRoot, 'node_modules/typescript/bin/tsc');
  const run = spawnSync(process.execPath, [tsc, '-p', join(projectRoot, 'test/house/core.tsconfig.json')], { encoding: 'utf8' });
  expect(run.stdout).toBe('');
  expect(run.status).toBe(0);
});
