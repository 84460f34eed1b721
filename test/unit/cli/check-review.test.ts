import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDataset } from '#src/cli/check/check-dataset.ts';
import type { CheckDocument } from '#src/cli/commands/check.ts';
import { labelSource } from '#src/cli/label-source.ts';
import { classMapOf, masksOf } from '#src/cli/mask-source.ts';
import { openPath } from '#src/cli/open-path.ts';
import { terminalChange } from '#src/cli/terminal-change.ts';
import { findingRecord } from '#src/core/crosscheck/decisions/finding-record.ts';
import type { IgnoreRegion } from '#src/core/crosscheck/findings/decision.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import type { RecordDiff } from '#src/core/labels/records.ts';
import { nodeEngine } from '#src/engine/node-host.ts';
import { openWorkDir } from '#src/storage/work/node-work-files.ts';
import { runCli } from '#test/support/run-cli.ts';
import { tempFolder, writeFiles } from '#test/support/temp-folder.ts';
import { cloud, dataset, frame, labels, longDataset, scene } from '#test/support/wall-dataset.ts';

const settledBy = { author: 'Ann', timeMs: Date.UTC(2026, 0, 2) };

async function findingsOf(folder: string): Promise<readonly Finding[]> {
  const opened = await openPath(folder), masks = await masksOf(opened, undefined), { map } = await classMapOf(opened, masks, undefined);
  const engine = nodeEngine(1), source = await labelSource(opened, undefined, undefined, engine);
  const ranges = opened.scene.sequences.map((sequence) => ({ sequence, begin: 0, end: sequence.frames.length }));
  return (await checkDataset({ engine, opened, source, ranges, state: null, against: { masks, classMap: map, ignored: [] }, folderOf: () => folder })).findings;
}

async function workWith(records: readonly RecordDiff[]): Promise<string> {
  const work = join(tempFolder(), 'work'), store = await openWorkDir(work, 'work');
  await store.append(terminalChange({ tool: 'review' }, 'decisions', 0, [], records));
  await store.close();
  return work;
}

const settles = (finding: Finding): RecordDiff =>
  ({ table: 'findings', id: finding.id, before: null, after: findingRecord(finding, { kind: 'label-right', comment: '=1+1, she said' }, null, settledBy) });

async function document(...args: string[]): Promise<CheckDocument> {
  const { code, out, err } = await runCli('check', ...args, '--threads', '1', '--json');
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as CheckDocument;
}

describe('findings of pointweld check', () => {
  it('are listed with what is known of them, the same on one thread and on two', async () => {
    const folder = longDataset(12), one = await runCli('check', folder, '--threads', '1', '--json');
    expect(await runCli('check', folder, '--threads', '2', '--json')).toEqual(one);
    const { findings, review, rules } = JSON.parse(one.out) as CheckDocument;
    expect(rules).toEqual([]);
    expect(review).toEqual({ open: findings.length, openPoints: findings.reduce((n, f) => n + f.points, 0), decided: 0 });
    // Each of the twelve frames has three points labelled car on road.
    expect(findings.reduce((n, f) => n + f.points, 0)).toBe(36);
    for (const finding of findings) expect(finding).toMatchObject({ state: 'open', kind: 'class', label: 'car', mask: 'road', cameras: ['front'], sequence: 'a', why: expect.any(String) as string });
    expect(findings.map((f) => f.score)).toEqual(findings.map((f) => f.score).sort((a, b) => b - a));
  });

  it('that are settled are left out unless all are asked for, and reopen when their points change', async () => {
    const folder = longDataset(12), all = await findingsOf(folder), work = await workWith([settles(all[0])]);
    const open = await document(folder, '--work', work), everything = await document(folder, '--work', work, '--all');
    expect(open.findings.map((f) => f.id)).not.toContain(all[0].id);
    expect(open.review).toMatchObject({ open: all.length - 1, decided: 1 });
    expect(everything.findings.find((f) => f.id === all[0].id)).toMatchObject({ state: 'settled' });
    expect(everything.findings).toHaveLength(all.length);
    const text = await runCli('check', folder, '--work', work, '--top', '1', '--threads', '1');
    expect(text.out).toContain('1 settled one is left out (--all lists them)');
    expect(text.out).toMatch(new RegExp(`^1 +${open.findings[0].id} `, 'm'));
    // One more point in its first frame.
    const { frame: first } = all[0].parts[0], row = 1 + (Number(first) % 7);
    writeFiles(folder, { [`${first}.label`]: labels((column, r) => (r === row && column < 4 ? 2 : column < 5 ? 1 : 2)) });
    expect((await document(folder, '--work', work)).findings.find((f) => f.id === all[0].id)).toMatchObject({ state: 'reopened' });
  });

  it('obey regions that reviewers ignore, also when resumed', async () => {
    const folder = longDataset(3), state = join(tempFolder(), 'state.jsonl');
    const counts = async (...options: string[]) => (await document(folder, '--resume', state, ...options)).frames.map(({ cameras: [camera] }) => [camera.disagrees, camera.void]);
    expect(await counts()).toEqual([[3, 10], [3, 10], [3, 10]]);
    const region: IgnoreRegion = { id: 'r1', image: 'a/00001/front', maskClass: 1, polygon: [[0, 10], [51, 10], [51, 80], [0, 80]], finding: 'f1', author: 'Ann', timeMs: settledBy.timeMs };
    const work = await workWith([{ table: 'ignoreRegions', id: 'r1', before: null, after: region }]);
    expect(await counts('--work', work)).toEqual([[3, 10], [0, 45], [3, 10]]);
    const regions = join(tempFolder(), 'regions.json');
    await document(folder, '--work', work, '--ignore-regions', regions);
    expect(JSON.parse(readFileSync(regions, 'utf8'))).toMatchObject({ images: [{ image: 'a/00001/front', file: 'front/00001.png', regions: [{ maskClass: 'road', finding: 'f1', author: 'Ann' }] }] });
  });

  it('are looked for in every labelled sweep of a frame', async () => {
    const [lidar, camera] = scene.sensors, wrong = labels(() => 1);
    const sweeps = [{ sensor: 'top', file: '0.bin', labels: { file: '0.label' } }, { sensor: 'side', file: 'side.bin', labels: { file: 'side.label' } }, { sensor: 'rear', file: 'rear.bin' }];
    const folder = dataset({
      'scene.json': { ...scene, sensors: [lidar, { ...lidar, id: 'side' }, { ...lidar, id: 'rear' }, camera], sequences: [{ id: 'a', frames: [{ ...frame('0'), sweeps }] }] },
      'side.bin': cloud(), 'side.label': wrong, 'rear.bin': cloud(),
    });
    const { frames, findings } = await document(folder);
    expect(frames[0].cameras[0].points).toBe(164);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings[0]).toMatchObject({ label: 'road', mask: 'car' });
  });

  it('decide over the exit code, with what failed in one line', async () => {
    const folder = longDataset(3), failed = await runCli('check', folder, '--fail-over', 'open-findings>0, iou(road)<50%', '--json');
    expect(failed.code).toBe(1);
    expect(failed.err).toMatch(/^--fail-over open-findings>0: failed, it is \d+\n$/);
    expect((JSON.parse(failed.out) as CheckDocument).rules.map((r) => r.failed)).toEqual([true, false]);
    expect(await runCli('check', folder, '--fail-over', 'iou(kiosk)<1')).toMatchObject({ code: 0, err: '--fail-over iou(kiosk)<1: nothing to measure\n' });
    expect(await runCli('check', folder, '--fail-over', 'iou(kisok)<1')).toMatchObject({ code: 2, out: '' });
    expect(await runCli('check', folder, '--fail-over', 'nonsense')).toMatchObject({ code: 2, out: '' });
    expect(await runCli('check', dataset(), '--fail-over', 'open-findings>0,disagrees>0')).toMatchObject({ code: 0, err: '' });
  });

  it('come with the decisions on them, as JSON and as CSV', async () => {
    const folder = longDataset(4), all = await findingsOf(folder), work = await workWith([settles(all[0])]);
    const json = join(tempFolder(), 'decisions.json'), csv = join(tempFolder(), 'decisions.csv');
    await document(folder, '--work', work, '--decisions', json);
    await document(folder, '--work', work, '--decisions', csv);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ schemaVersion: 1, decisions: [{ finding: all[0].id, decision: 'label-right', label: 'car', mask: 'road', author: 'Ann' }] });
    expect(readFileSync(csv, 'utf8').split('\r\n')[1]).toContain(`${all[0].id},label-right,class,car,road,`);
    expect(await runCli('check', folder, '--decisions', 'decisions.txt')).toMatchObject({ code: 2, err: expect.stringContaining('.json or .csv') as string });
  });
});
