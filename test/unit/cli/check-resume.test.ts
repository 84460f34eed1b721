import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { CheckDocument } from '#src/cli/commands/check.ts';
import { cliScript, runCli } from '#test/support/run-cli.ts';
import { tempFolder, writeFiles } from '#test/support/temp-folder.ts';
import { half, labels, longDataset } from '#test/support/wall-dataset.ts';

const lines = (file: string): number => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0);

/** The report of a check, and how many frames it did not check again. */
async function checked(folder: string, ...options: string[]): Promise<{ report: string; kept: number }> {
  const report = join(tempFolder(), 'report.json'), { code, out, err } = await runCli('check', folder, '--report', report, ...options);
  expect([code, err]).toEqual([0, '']);
  return { report: readFileSync(report, 'utf8'), kept: Number(/(\d+) frames had been checked before/.exec(out)?.[1] ?? 0) };
}

describe('check --resume', () => {
  it('goes on after kill -9 where it stopped, to the same report byte for byte', async () => {
    const frames = 300, folder = longDataset(frames), state = join(tempFolder(), 'state.jsonl');
    const child = spawn(process.execPath, [cliScript, 'check', folder, '--resume', state, '--threads', '2'], { stdio: 'ignore' });
    while (lines(state) < 20 && child.exitCode === null) await sleep(5);
    child.kill('SIGKILL');
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect([code, signal]).toEqual([null, 'SIGKILL']);
    const there = lines(state) - 1;
    expect(there).toBeLessThan(frames);
    const fresh = await checked(folder, '--threads', '1'), resumed = await checked(folder, '--resume', state, '--threads', '1');
    expect(resumed.kept).toBe(there);
    expect(resumed.report).toBe(fresh.report);
    expect((JSON.parse(fresh.report) as CheckDocument).findings.length).toBeGreaterThan(0);
    expect(await checked(folder, '--resume', state, '--threads', '2')).toEqual({ report: fresh.report, kept: frames });
  }, 120_000);

  it('checks anew what has changed, and nothing else', async () => {
    const folder = longDataset(6), state = join(tempFolder(), 'state.jsonl');
    await checked(folder, '--resume', state);
    const kept = async (...options: string[]) => (await checked(folder, '--resume', state, ...options)).kept;
    expect(await kept()).toBe(6);
    // Labels of one frame, of the same size; the time of a mask; the classes of all.
    writeFiles(folder, { '00002.label': half });
    const anew = await checked(folder), resumed = await checked(folder, '--resume', state);
    expect(resumed).toEqual({ report: anew.report, kept: 5 });
    utimesSync(join(folder, 'masks/front/00004.png'), new Date(), new Date(2020, 1, 1));
    expect(await kept()).toBe(5);
    const map = join(tempFolder(), 'map.json');
    writeFileSync(map, JSON.stringify({ schemaVersion: 1, labels: 'own', masks: 'own', agree: [{ labels: ['road', 'car'], masks: ['road', 'car'] }] }));
    expect(await kept('--map', map)).toBe(0);
    expect(await kept('--map', map, '--frames', '00001-00003')).toBe(3);
  });

  it('leaves lines out that were cut off or damaged', async () => {
    const folder = longDataset(5), state = join(tempFolder(), 'state.jsonl'), { report } = await checked(folder, '--resume', state);
    truncateSync(state, statSync(state).size - 10);
    expect(await checked(folder, '--resume', state)).toEqual({ report, kept: 4 });
    const text = readFileSync(state, 'utf8'), at = text.indexOf('"agrees":');
    writeFileSync(state, `${text.slice(0, at + 9)}7${text.slice(at + 10)}`);
    expect(await checked(folder, '--resume', state)).toEqual({ report, kept: 4 });
    appendFileSync(state, 'something else\n{"frame":"a/00001","inputs":"12"}\n');
    expect(await checked(folder, '--resume', state)).toEqual({ report, kept: 5 });
  });

  it('grows with the frames, not with the checks', async () => {
    const folder = longDataset(4), state = join(tempFolder(), 'state.jsonl');
    await checked(folder, '--resume', state);
    const size = statSync(state).size;
    for (let k = 0; k < 6; k++) {
      writeFiles(folder, Object.fromEntries([0, 1, 2, 3].map((n) => [`0000${n}.label`, labels((column) => (column < 4 + (k % 2) ? 1 : 2))])));
      await checked(folder, '--resume', state);
    }
    expect(statSync(state).size).toBeLessThan(2.5 * size);
    expect(existsSync(`${state}.tmp`)).toBe(false);
    expect((await checked(folder, '--resume', state)).kept).toBe(4);
  });

  it.each([['notes\n'], ['notes without an end'], ['{"pointweld":"check","version":99}\n']])('refuses another file, and leaves it as it is: %j', async (content) => {
    const state = join(tempFolder(), 'notes.txt');
    writeFileSync(state, content);
    const { code, out, err } = await runCli('check', longDataset(1), '--resume', state);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('notes.txt: is no state of a check');
    expect(readFileSync(state, 'utf8')).toBe(content);
  });
});
