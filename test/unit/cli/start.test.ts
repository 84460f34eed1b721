import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourceHash } from '#src/cli/build.mjs';
import { UsageError } from '#src/cli/command.ts';
import { serveOptions } from '#src/cli/commands/serve.ts';
import { installProblem } from '#src/cli/install.mjs';
import { nodeProblem } from '#src/cli/node-version.mjs';
import { projectRoot } from '#src/cli/prepare.mjs';
import { userPath } from '#src/cli/user-path.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'start-'))));
afterAll(() => rmSync(folder, { recursive: true }));

describe('Node', () => {
  it.each(['0.12.18', '12.22.0', '18.20.8', '20.18.3'])('%s is too old, in one line', (version) => {
    expect(nodeProblem(version)).toMatch(new RegExp(`^Pointweld needs Node 20.19 or newer; this is Node ${version} .*$`));
  });

  it.each(['20.19.0', '20.20.2', '22.0.0', '26.1.0'])('%s will do', (version) => expect(nodeProblem(version)).toBeNull());

  it('is checked by the entry points before anything newer is loaded', () => {
    const fake = join(folder, 'old-node.mjs');
    writeFileSync(fake, "Object.defineProperty(process.versions, 'node', { value: '18.0.0' });");
    for (const entry of ['src/cli/start.mjs', 'src/cli/with-tsx.mjs', 'test/run.mjs']) {
      const run = spawnSync(process.execPath, ['--import', fake, join(projectRoot, entry)], { encoding: 'utf8' });
      expect([run.status, run.stdout, run.stderr.trim().split('\n').length]).toEqual([1, '', 1]);
      expect(run.stderr).toContain('this is Node 18.0.0');
    }
  });

  it('too old parses the first two files: nothing after ES2020 in them, no import of a built-in', () => {
    for (const file of ['start.mjs', 'node-version.mjs']) {
      const text = readFileSync(join(projectRoot, 'src/cli', file), 'utf8');
      expect(text).not.toMatch(/\?\?|\?\.|\bawait\b|from 'node:|#\w+[;(]|\|\|=/);
    }
  });
});

describe('installing', () => {
  const lock = (packages: object): string => JSON.stringify({ lockfileVersion: 3, packages });
  const wanted = { '': { version: '1' }, 'node_modules/a': { version: '1', integrity: 'x' }, 'node_modules/b': { version: '2', optional: true } };
  const problem = (installed: string | null): string | null => {
    const root = mkdtempSync(join(folder, 'install-'));
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'package-lock.json'), lock(wanted));
    if (installed !== null) writeFileSync(join(root, 'node_modules/.package-lock.json'), installed);
    return installProblem(root);
  };

  it('is needed for what is absent or of another version', () => {
    expect(problem(null)).toMatch(/nothing is installed/);
    expect(problem(lock({}))).toBe('node_modules/a is missing');
    expect(problem(lock({ 'node_modules/a': { version: '0', integrity: 'x' } }))).toBe('node_modules/a is another version');
    expect(problem(lock({ 'node_modules/a': { version: '1', integrity: 'y' } }))).toBe('node_modules/a is another version');
  });

  it('is not needed for what is there, nor for packages of other systems', () => {
    expect(problem(lock({ 'node_modules/a': { version: '1', integrity: 'x' } }))).toBeNull();
    expect(installProblem(projectRoot)).toBeNull();
  });
});

it('a build is stale when any source changed, appeared or was renamed', () => {
  const root = mkdtempSync(join(folder, 'sources-'));
  mkdirSync(join(root, 'src/app'), { recursive: true });
  const hashes = [sourceHash(root)];
  writeFileSync(join(root, 'src/app/a.ts'), '1');
  hashes.push(sourceHash(root));
  expect(sourceHash(root)).toBe(hashes[1]);
  writeFileSync(join(root, 'src/app/a.ts'), '2');
  hashes.push(sourceHash(root));
  writeFileSync(join(root, 'index.html'), '2');
  hashes.push(sourceHash(root));
  expect(new Set(hashes).size).toBe(hashes.length);
});

describe('arguments of serve', () => {
  const options = (positionals: string[], values: Record<string, string | boolean> = {}) =>
    serveOptions({ args: [], positionals, values });

  it('are a path, a port, a folder for work and a browser', () => {
    expect(options([])).toEqual({ path: join(projectRoot, 'sample-data/scene'), port: 4477, work: null, host: '127.0.0.1', readOnly: false, open: false });
    expect(options(['/x y'], { port: '0', work: '/w', host: '::', 'read-only': true, open: true })).toEqual({
      path: '/x y', port: 0, work: '/w', host: '::', readOnly: true, open: true });
  });

  it.each(['x', '70000', '-1', '', '1e3'])('refuse the port "%s"', (port) => expect(() => options([], { port })).toThrow(UsageError));

  it('name one path at most', () => expect(() => options(['a', 'b'])).toThrow(UsageError));

  it('mean the folder that npm was started in', () => {
    expect(userPath('x', { INIT_CWD: '/home/a', npm_lifecycle_event: 'start' }, '/project')).toBe('/home/a/x');
    expect(userPath('x', { INIT_CWD: '/home/a', npm_lifecycle_event: 'test' }, '/project')).toBe('/project/x');
    expect(userPath('/x', { INIT_CWD: '/home/a', npm_lifecycle_event: 'start' }, '/project')).toBe('/x');
  });
});

describe('npm start', () => {
  const start = (args: string[]) => spawnSync(process.execPath, [join(projectRoot, 'src/cli/start.mjs'), ...args], { encoding: 'utf8' });

  it('names a path that is missing, in one line', () => {
    const run = start([join(folder, 'absent')]);
    expect(run.status).not.toBe(0);
    expect([run.stdout, run.stderr]).toEqual(['', `${join(folder, 'absent')}: no such file or folder\n`]);
  });

  it('names a port that is taken, in one line', async () => {
    const busy = createServer();
    const port = await new Promise<number>((resolve) =>
      void busy.listen(0, '127.0.0.1', () => resolve((busy.address() as { port: number }).port)));
    const run = spawn(process.execPath, [join(projectRoot, 'src/cli/start.mjs'), folder, '--port', String(port)]);
    let said = '';
    run.stderr.on('data', (part) => (said += part));
    const status = await new Promise((resolve) => run.on('exit', resolve));
    busy.close();
    expect(status).not.toBe(0);
    expect(said.trim().split('\n').pop()).toBe(`pointweld serve: port ${port} is in use: choose another with --port`);
  });
});
