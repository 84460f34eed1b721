import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { CheckReport } from '#src/core/crosscheck/report.ts';
import { inOrder } from '#src/cli/in-order.ts';
import { DataError } from '#src/core/errors.ts';
import { cliScript, runCli } from '#test/support/run-cli.ts';
import { linkInto, tempFolder, writeFiles } from '#test/support/temp-folder.ts';

const sample = resolve(dirname(fileURLToPath(import.meta.url)), '../../../sample-data/scene');

/** The sample scene's ten frames, of which two cannot be read. */
function damaged(): string {
  const folder = tempFolder();
  linkInto(folder, sample, ['scene.json', 'camera', 'instances', 'lidar']);
  for (const [path, broken] of [['labels/top', '000003.label'], ['masks/front', '000006.png']]) {
    mkdirSync(join(folder, path), { recursive: true });
    linkInto(join(folder, path), join(sample, path), readdirSync(join(sample, path)).filter((name) => name !== broken));
    writeFiles(folder, { [`${path}/${broken}`]: 'broken' });
  }
  linkInto(join(folder, 'masks'), join(sample, 'masks'), ['front-left', 'front-right']);
  return folder;
}

describe('frames on several threads', () => {
  it('give the same report, errors in the same order, as on one', async () => {
    const folder = damaged();
    const one = await runCli('check', folder, '--threads', '1', '--json');
    const two = await runCli('check', folder, '--threads', '2', '--json');
    expect(two).toEqual(one);
    expect(one.code).toBe(2);
    expect((JSON.parse(one.out) as CheckReport).frames).toHaveLength(8);
    expect(one.err.trim().split('\n').map((line) => line.split(':')[0])).toEqual(['labels/top/000003.label', 'masks/front/000006.png']);
  });

  it('say the same of what a dataset holds', async () => {
    const folder = damaged();
    const one = await runCli('info', folder, '--threads', '1');
    expect(await runCli('info', folder, '--threads', '2')).toEqual(one);
    expect(one.err).toMatch(/^labels\/top\/000003\.label: [^\n]+\n$/);
  });

  it('refuse a number of them that is none', async () => {
    expect(await runCli('check', sample, '--threads', 'many')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--threads') as string });
  });

  it('end with the terminal that they were started from', async () => {
    const child = spawn(process.execPath, [cliScript, 'check', sample, '--threads', '2'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    child.stdout.on('data', (text) => (printed += String(text)));
    setTimeout(() => child.kill('SIGINT'), 500);
    const signal = await new Promise((done) => child.on('exit', (_, by) => done(by)));
    expect({ signal, printed }).toEqual({ signal: 'SIGINT', printed: '' });
  });
});

describe('inOrder', () => {
  it('gives outcomes in the order of the items, and never has more under way than it may', async () => {
    let under = 0, most = 0;
    const job = async (n: number): Promise<number> => {
      most = Math.max(most, ++under);
      await new Promise((done) => setTimeout(done, 5 * (n % 3)));
      under--;
      if (n === 4) throw new DataError('malformed', 'is broken', { file: String(n) });
      return 10 * n;
    };
    const seen: unknown[] = [];
    for await (const outcome of inOrder([0, 1, 2, 3, 4, 5, 6, 7], job, 3)) seen.push('error' in outcome ? outcome.error.message : outcome.result);
    expect(seen).toEqual([0, 10, 20, 30, '4: is broken', 50, 60, 70]);
    expect(most).toBe(3);
  });

  it('stops at an error that is not about data', async () => {
    const started: number[] = [];
    const run = async (): Promise<void> => {
      const job = (n: number): Promise<number> => (started.push(n), n === 1 ? Promise.reject(new TypeError('a bug')) : Promise.resolve(n));
      for await (const outcome of inOrder([0, 1, 2, 3, 4, 5], job, 2)) void outcome;
    };
    await expect(run()).rejects.toThrow('a bug');
    expect(started).toEqual([0, 1, 2]);
  });
});
