import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepId } from '#src/core/scene/scene.ts';
import { takeLock } from '#src/storage/work/node-lock.ts';
import { openWorkDir } from '#src/storage/work/node-work-files.ts';
import { paintMany } from './make-change.ts';

const SWEEP = sweepId('s', 'f', 'l');

let dir: string;
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'pointweld-lock-'))));
afterEach(() => rm(dir, { recursive: true }));

describe('a lock between processes', () => {
  it('is held by one at a time, and leaves nothing behind', async () => {
    const path = join(dir, '.lock');
    let inside = 0, most = 0;
    const enter = async () => {
      const release = await takeLock(path);
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 2));
      inside--;
      await release();
    };
    await Promise.all(Array.from({ length: 12 }, enter));
    expect(most).toBe(1);
    expect(await readdir(dir)).toEqual([]);
  });

  it('is broken when its holder was killed, and by one of many who find it so', async () => {
    const path = join(dir, '.lock');
    const script = `
      import { takeLock } from '#src/storage/work/node-lock.ts';
      await takeLock(${JSON.stringify(path)});
      process.kill(process.pid, 'SIGKILL');`;
    await new Promise((resolve) => runScript(script).on('close', resolve));
    expect(await readdir(dir)).toEqual(['.lock']);
    const left = await readlink(join(dir, '.lock'));
    for (let round = 0; round < 40; round++) {
      if (round > 0) await symlink(left, path);
      let inside = 0, most = 0;
      await Promise.all(Array.from({ length: 5 }, async () => {
        const release = await takeLock(path);
        most = Math.max(most, ++inside);
        await Promise.resolve();
        inside--;
        await release();
      }));
      expect(most).toBe(1);
      expect(await readdir(dir)).toEqual([]);
    }
  });

  it('is not broken when its holder may still run', async () => {
    for (const [k, holder] of [`${process.pid} - x another-machine`, 'who knows'].entries()) {
      const path = join(dir, `.lock-${k}`);
      await (k === 0 ? symlink(holder, path) : writeFile(path, holder));
      const taken = takeLock(path);
      const first = await Promise.race([taken.then(() => 'taken'), new Promise((resolve) => setTimeout(() => resolve('held'), 150))]);
      expect(first).toBe('held');
      await rm(path);
      await (await taken)();
    }
  });
});

describe('a work folder that two processes write into', () => {
  it('has every Change of both once, in one order', async () => {
    const script = (who: string) => `
      import { openWorkDir } from '#src/storage/work/node-work-files.ts';
      import { paintMany } from '#test/unit/storage/make-change.ts';
      const { changes } = paintMany(60, ${JSON.stringify(SWEEP)});
      const store = await openWorkDir(${JSON.stringify(dir)}, 'work');
      for (const change of changes) await store.append({ ...change, id: '${who} ' + change.id });
      await store.close();`;
    const codes = await Promise.all(['one', 'two'].map((who) => new Promise((resolve) => runScript(script(who)).on('close', resolve))));
    expect(codes).toEqual([0, 0]);
    const store = await openWorkDir(dir, 'work');
    const ids = (await store.since(0)).map((s) => s.change.id);
    const wanted = paintMany(60, SWEEP).changes.map((c) => c.id);
    for (const who of ['one', 'two']) expect(ids.filter((id) => id.startsWith(`${who} `))).toEqual(wanted.map((id) => `${who} ${id}`));
    expect(ids).toHaveLength(120);
    expect(store.recovered).toBeNull();
    expect(await readdir(join(dir, 'journal'))).toEqual(['work.journal']);
  });
});

function runScript(script: string) {
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'inherit'] });
}
