import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HistoryInfo, PointHistoryInfo } from '#src/cli/commands/history.ts';
import { invertChange } from '#src/core/labels/change.ts';
import { LabelSet } from '#src/core/labels/label-set.ts';
import { openWorkDir } from '#src/storage/work/node-work-files.ts';
import { cliJson, runCli } from '#test/support/run-cli.ts';
import { tempFolder, writeFiles } from '#test/support/temp-folder.ts';
import { paint } from '#test/unit/storage/make-change.ts';

const scene = {
  schemaVersion: 1,
  name: 'tiny',
  taxonomy: { name: 'own', classes: [{ id: 1, name: 'road', colour: '#00ff00', kind: 'stuff' }, { id: 2, name: 'car\u001b[31m', colour: '#ff0000', kind: 'thing' }] },
  sensors: [{ id: 'top', kind: 'lidar', cloud: { columns: ['x', 'y', 'z', 'i'] } }],
  sequences: [{ id: 'a', frames: [{ id: '0', sweeps: [{ sensor: 'top', file: '0.bin' }] }, { id: '1', sweeps: [{ sensor: 'top', file: '1.bin' }] }] }],
};
const SWEEP = 'a/0/top';

let folder: string;
let work: string;

beforeEach(async () => {
  folder = join(tempFolder(), 'tiny');
  work = join(folder, 'pointweld');
  writeFiles(folder, { 'scene.json': scene, '0.bin': new Uint8Array(64), '1.bin': new Uint8Array(64) });
  const store = await openWorkDir(work, 'work');
  const set = new LabelSet('work');
  const labels = set.load(SWEEP, new Uint32Array(4));
  const first = paint('first', SWEEP, labels, [1, 2], 1);
  set.apply(first);
  const second = { ...paint('second', SWEEP, labels, [2, 3], 2, true), provenance: { tool: 'brush', author: 'Eve\u202e', timeMs: 1_700_000_060_000 } };
  set.apply(second);
  const third = invertChange(second, { id: 'third', clientId: 'x', baseRevision: 2, provenance: { tool: 'undo', author: 'Ada', timeMs: 9e15, undoes: 'second' } });
  for (const change of [first, second, third]) await store.append(change);
  await store.close();
});

describe('history', () => {
  it('lists the steps', async () => {
    const info = await cliJson<HistoryInfo>('history', folder);
    expect(info).toMatchObject({ work: `in ${work}`, revision: 3 });
    expect(info.changes.map(({ seq, id, tool, author, time, points, sweeps, records, undoes }) => [seq, id, tool, author, time, points, sweeps, records, undoes])).toEqual([
      [1, 'first', 'lasso', 'Ada', '2023-11-14T22:13:20.000Z', 2, [SWEEP], 1, null],
      [2, 'second', 'brush', 'Eve\u202e', '2023-11-14T22:14:20.000Z', 2, [SWEEP], 1, null],
      [3, 'third', 'undo', 'Ada', null, 2, [SWEEP], 1, 'second'],
    ]);
    const { code, out } = await runCli('history', folder, '--work', work);
    expect(code).toBe(0);
    expect(out.split('\n')[2]).toBe('2  2023-11-14T22:14:20.000Z  Eve\ufffd    brush       2  second: 2 points → class 2');
    expect(out.split('\n')[3]).toMatch(/  undo: second: 2 points → class 2$/);
  });

  it('tells a step that was brought again from the one it repeats', async () => {
    const store = await openWorkDir(work, 'work'), [, { change: second }] = await store.since(0);
    await store.append({ ...second, id: 'fourth', provenance: { ...second.provenance, redoes: 'second' } });
    await store.close();
    expect((await runCli('history', folder)).out.split('\n')[4]).toMatch(/  redo: second: 2 points → class 2$/);
    expect((await cliJson<HistoryInfo>('history', folder)).changes.map(({ redoes }) => redoes)).toEqual([null, null, null, 'second']);
  });

  it('says how a point came to its label, newest first', async () => {
    const info = await cliJson<PointHistoryInfo>('history', folder, '--point', `${SWEEP}:2`);
    const unlabelled = { class: 0, name: 'unlabelled', instance: 0, draft: false };
    const road = { class: 1, name: 'road', instance: 1, draft: false };
    const car = { class: 2, name: 'car\u001b[31m', instance: 1, draft: true };
    expect(info).toMatchObject({ sweep: SWEEP, point: 2 });
    expect(info.steps.map(({ id, before, after }) => ({ id, before, after }))).toEqual([
      { id: 'third', before: car, after: road }, { id: 'second', before: road, after: car }, { id: 'first', before: unlabelled, after: road },
    ]);
    const { out } = await runCli('history', folder, '--point', '0:2');
    expect(out).toBe([
      'taken back to road #1 by Ada with undo, at no time, before: car\ufffd[31m #1 (draft)',
      'set to car\ufffd[31m #1 (draft) by Eve\ufffd with brush, 2023-11-14T22:14:20.000Z, before: road #1',
      'set to road #1 by Ada with lasso, 2023-11-14T22:13:20.000Z, before: unlabelled', '',
    ].join('\n'));
    expect((await runCli('history', folder, '--point', '1:0')).out).toBe(`point 0 of a/1/top was never changed in ${work}\n`);
  });

  it('is refused in one line where there is none, or no such point', async () => {
    for (const [args, line] of [
      [['--point', 'x:1'], 'x: there is no such sweep'],
      [['--point', '0'], "--point takes SWEEP:INDEX, not '0'"],
      [['--point', '0:-1'], "not '0:-1'"],
      [['--point', '0:4'], 'the sweep has 4 points'],
      [['--set', 'gold'], 'has no label set "gold"'],
      [['--work', join(folder, 'nowhere')], 'has no label set "work"'],
    ] as const) {
      const { code, out, err } = await runCli('history', folder, ...args);
      expect([code, out, err.trim().split('\n').length]).toEqual([2, '', 1]);
      expect(err).toContain(line);
    }
  });
});
