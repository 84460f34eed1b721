import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DatasetInfo } from '#src/cli/commands/info.ts';
import { commands } from '#src/cli/commands/index.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { openWorkDir } from '#src/storage/work/node-work-files.ts';
import { cliJson, cliScript, runCli, spawnCli } from '#test/support/run-cli.ts';
import { tempFolder, writeFiles } from '#test/support/temp-folder.ts';
import { paint } from '#test/unit/storage/make-change.ts';

/** Four points: the second has no place; the third and fourth lie before the camera, one of them outside its image. */
const POINTS = Uint8Array.from(new Uint8Array(Float32Array.of(0, 0, -5, 0.5, Number.NaN, 0, 0, 0, 1, -2, 10, 0.25, 100, 0, 10, 1).buffer));
const LABELS = Uint8Array.from(new Uint8Array(Uint32Array.of(1, 0, 0x30002, 1).buffer));

const camera = { model: 'pinhole', width: 100, height: 80, fx: 50, fy: 50, cx: 50, cy: 40 };
const frame = (id: string, sequence: string) => ({
  id,
  timestampNs: '1557539960100260863',
  sweeps: [{ sensor: 'top', file: `${sequence}/${id}.bin`, labels: { file: `${sequence}/${id}.label` } }],
  images: [{ sensor: 'front', file: 'front.png' }],
});
const scene = {
  schemaVersion: 1,
  name: 'tiny',
  sensors: [{ id: 'top', kind: 'lidar', cloud: { columns: ['x', 'y', 'z', 'i'] } }, { id: 'front', kind: 'camera', camera }],
  sequences: [{ id: 'a', frames: [frame('0', 'a'), frame('1', 'a')] }, { id: 'b', frames: [frame('0', 'b')] }],
};

/** A dataset of its own for each test that asks. */
function dataset(changes: Record<string, unknown> = {}): string {
  const folder = join(tempFolder(), 'tiny');
  const files = Object.fromEntries(['a/0', 'a/1', 'b/0'].flatMap((name) => [[`${name}.bin`, POINTS], [`${name}.label`, LABELS]]));
  writeFiles(folder, { 'scene.json': scene, 'front.png': '', ...files, ...changes });
  return folder;
}

function oneLine(text: string): string {
  expect(text).toMatch(/^[^\n]+\n$/);
  return text;
}

describe('the command line', () => {
  it('says what there is', async () => {
    const help = await runCli('--help');
    expect(help.code).toBe(0);
    for (const { name, options } of commands) {
      expect(help.out).toContain(name);
      const own = await runCli(name, '--help');
      expect(own).toMatchObject({ code: 0, err: '' });
      for (const option of Object.keys(options)) expect(own.out).toContain(`--${option}`);
    }
  });

  it.each([
    [['fly'], 'fly'],
    [['info'], 'PATH is missing'],
    [['info', 'a', 'b'], 'not 2'],
    [['info', '/nowhere/at/all'], '/nowhere/at/all'],
    [['info', '.', '--colour'], '--colour'],
    [['project', '.'], '--frame is missing'],
    [['export', '.', '--format', 'kitti', '--out', 'x'], 'semantickitti'],
  ])('ends %j with one line and 2', async (args, words) => {
    const { code, out, err } = await runCli(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(oneLine(err)).toContain(words);
  });

  it('works as a process, through a link, from anywhere', () => {
    const folder = dataset();
    const info = spawnCli(['info', 'tiny', '--json'], join(folder, '..'));
    expect(info).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(info.out)).toMatchObject({ layout: 'scene-json' });
    const bin = join(tempFolder(), 'pointweld');
    symlinkSync(cliScript, bin);
    const linked = spawnSync(bin, ['info', 'huge', '--json'], { cwd: join(folder, '..'), encoding: 'utf8' });
    expect(linked).toMatchObject({ status: 2, stdout: '' });
    expect(oneLine(linked.stderr)).toContain('huge');
  });
});

describe('info', () => {
  it('prints exactly its shape', async () => {
    const info = await cliJson<DatasetInfo>('info', dataset());
    expect(Object.keys(info)).toEqual(['layout', 'conventions', 'warnings', 'frames']);
    expect(info.frames[0]).toEqual({
      id: '0',
      sequence: 'a',
      points: 4,
      invalid: 1,
      timestampNs: '1557539960100260863',
      fields: ['x', 'y', 'z', 'i'].map((name) => ({ name, type: 'float32' })),
      bounds: { min: [0, -2, -5], max: [100, 0, 10] },
      cameras: [{ name: 'front', image: 'front.png', width: 100, height: 80, model: 'pinhole' }],
      labels: { 0: 1, 1: 2, 2: 1 },
    });
  });

  it('says what other LiDARs of a frame hold, and names those that cannot be read', async () => {
    const two = { ...scene, sensors: [...scene.sensors, { id: 'rear', kind: 'lidar', cloud: { columns: ['x', 'y', 'z'] } }] };
    const sweeps = (file: string) => [...frame('0', 'a').sweeps, { sensor: 'rear', file }];
    const sequences = [{ id: 'a', frames: [{ ...frame('0', 'a'), sweeps: sweeps('rear.bin') }, { ...frame('1', 'a'), sweeps: sweeps('gone.bin') }] }];
    const folder = dataset({ 'scene.json': { ...two, sequences }, 'rear.bin': new Uint8Array(new Float32Array(6).buffer), 'gone.bin': 'x' });
    const { code, out, err } = await runCli('info', folder, '--json');
    const { frames } = JSON.parse(out) as DatasetInfo;
    expect([code, frames.map((f) => [f.points, f.otherSweeps])]).toEqual([2, [
      [4, [{ sensor: 'rear', points: 2, invalid: 0, fields: ['x', 'y', 'z'].map((name) => ({ name, type: 'float32' })), bounds: { min: [0, 0, 0], max: [0, 0, 0] }, labels: null }]],
      [4, []],
    ]]);
    expect(oneLine(err)).toMatch(/^gone\.bin: /);
    expect((await runCli('info', folder)).out).toMatch(/a +0 rear +2 +0 +- +0\.00/);
  });

  it('reads the dataset as the work has it', async () => {
    const folder = dataset(), work = join(folder, '../work'), store = await openWorkDir(work, 'work');
    const columns = { id: 'raw-columns', value: 'x,y,z,i,a,b,c,d' };
    await store.append({
      id: 'flip', clientId: 'test', baseRevision: 0, title: 'columns', place: null, sweeps: [], records: [{ table: 'conventions', id: columns.id, before: null, after: columns }],
      provenance: { tool: 'convention', author: 'Ada', timeMs: 0 },
    });
    await store.close();
    for (const sequence of ['a/0', 'a/1', 'b/0']) writeFiles(folder, { [`${sequence}.label`]: new Uint8Array(Uint32Array.of(1, 2).buffer) });
    expect((await cliJson<DatasetInfo>('info', folder, '--work', work)).frames.map((f) => [f.points, f.fields.length])).toEqual([[2, 8], [2, 8], [2, 8]]);
    expect((await runCli('info', folder)).err).toMatch(/0\.label: .*4 labels.*2 labels/);
    expect(await cliJson('project', folder, '--work', work, '--frame', '0', '--sequence', 'b', '--camera', 'front')).toMatchObject({ points: 2 });
    expect(await cliJson('verify', folder, '--work', work)).toMatchObject({ points: 6, mismatches: [] });
    expect(await cliJson('export', folder, '--work', work, '--format', 'npy', '--dry-run')).toMatchObject({ failed: [], withoutLabels: [] });
  });

  it('has a table for people', async () => {
    const { code, out } = await runCli('info', dataset());
    expect(code).toBe(0);
    expect(out).toMatch(/a +1 +4 +1 +1 +3 +0\.00 -2\.00 -5\.00 \.\. 100\.00 0\.00 10\.00/);
  });

  it('keeps the other frames where one is bad', async () => {
    const { code, out, err } = await runCli('info', dataset({ 'a/1.bin': 'short', 'b/0.label': 'x' }), '--json');
    const info = JSON.parse(out) as DatasetInfo;
    expect(code).toBe(2);
    expect(info.frames.map((f) => [f.sequence, f.id])).toEqual([['a', '0']]);
    const lines = err.trim().split('\n');
    expect(lines.map((line) => line.split(':')[0])).toEqual(['a/1.bin', 'b/0.label']);
    expect(info.warnings).toEqual(lines);
  });

  it('names what is wrong with a scene.json', async () => {
    const { code, out, err } = await runCli('info', dataset({ 'scene.json': { ...scene, schemaVersion: 9 } }), '--json');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(oneLine(err)).toMatch(/^scene\.json: .*newer/);
  });
});

describe('project', () => {
  it('counts', async () => {
    expect(await cliJson('project', dataset(), '--frame', '1', '--camera', 'front')).toEqual({ points: 4, inside: 1, visible: 1 });
  });

  it.each([
    [['--frame', '7', '--camera', 'front'], "no frame '7' (0, 1, 0)"],
    [['--frame', '0', '--camera', 'front'], 'add --sequence (a, b)'],
    [['--frame', '1', '--camera', 'rear'], "no camera 'rear' (front)"],
  ])('says what there is instead: %j', async (args, words) => {
    const { code, err } = await runCli('project', dataset(), ...args);
    expect(code).toBe(2);
    expect(oneLine(err)).toContain(words);
  });

  it('takes the sequence to tell frames apart', async () => {
    expect(await cliJson('project', dataset(), '--frame', '0', '--camera', 'front', '--sequence', 'b')).toMatchObject({ points: 4 });
  });
});

describe('export', () => {
  const flags = (out: string, ...more: string[]) => ['--format', 'semantickitti', '--out', out, ...more];
  const written = (out: string, path: string): Uint32Array => new Uint32Array(new Uint8Array(readFileSync(join(out, path))).buffer);

  it('writes a tree of SemanticKITTI', async () => {
    const out = join(tempFolder(), 'deep/out');
    expect(await cliJson('export', dataset(), ...flags(out))).toMatchObject({ files: [{ file: 'sequences/a/labels/0.label', points: 4 }, {}, {}], withoutLabels: [] });
    expect(readFileSync(join(out, 'sequences/b/labels/0.label'))).toEqual(Buffer.from(LABELS));
    expect(readdirSync(join(out, 'sequences/a/labels'))).toEqual(['0.label', '1.label']);
  });

  it.each([['the dataset', (d: string) => d], ['a folder in it', (d: string) => join(d, 'out')], ['a link to it', (d: string) => {
    const link = join(tempFolder(), 'link');
    symlinkSync(d, link);
    return join(link, 'new');
  }]])('never writes into %s', async (_what, place) => {
    const folder = dataset();
    const before = readdirSync(folder);
    const { code, out, err } = await runCli('export', folder, ...flags(place(folder)));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(oneLine(err)).toContain('the dataset itself');
    expect(readdirSync(folder)).toEqual(before);
  });

  it('refuses labels that do not fit, and says so where there are none', async () => {
    const short = await runCli('export', dataset({ 'a/0.label': LABELS.slice(4) }), ...flags(tempFolder()));
    expect(short.code).toBe(2);
    expect(oneLine(short.err)).toMatch(/a\/0\.label: .*4 labels.*3 labels/);

    const folder = tempFolder();
    writeFiles(folder, { 'x.bin': POINTS });
    const none = await runCli('export', join(folder, 'x.bin'), ...flags(join(folder, 'out')));
    expect(none.code).toBe(2);
    expect(oneLine(none.err)).toContain('no labels');
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('may write beside a single cloud', async () => {
    const folder = tempFolder();
    writeFiles(folder, { 'x.bin': POINTS, 'x.label': LABELS });
    await cliJson('export', join(folder, 'x.bin'), ...flags(join(folder, 'out')));
    expect(written(join(folder, 'out'), 'sequences/00/labels/x.label')).toEqual(Uint32Array.of(1, 0, 0x30002, 1));
  });

  async function saveWork(folder: string, set: string): Promise<void> {
    const store = await openWorkDir(folder, set);
    const sweep = sweepId('a', '1', 'top');
    await store.append(paint('first', sweep, new SweepLabels(Uint32Array.of(1, 0, 0x30002, 1)), [1, 3], 7));
    await store.close();
  }

  it('takes saved work over the labels of the dataset', async () => {
    const folder = dataset(), out = tempFolder(), work = join(tempFolder(), 'w');
    await saveWork(work, 'work');
    await cliJson('export', folder, ...flags(out, '--work', work));
    expect(written(out, 'sequences/a/labels/1.label')).toEqual(Uint32Array.of(1, 0x10007, 0x30002, 0x10007));
    expect(written(out, 'sequences/a/labels/0.label')).toEqual(Uint32Array.of(1, 0, 0x30002, 1));
  });

  it('finds work inside the dataset, by the name of its set', async () => {
    const folder = dataset(), out = tempFolder();
    await saveWork(join(folder, 'pointweld'), 'gold');
    await cliJson('export', folder, ...flags(out, '--set', 'gold'));
    expect(written(out, 'sequences/a/labels/1.label')[1]).toBe(0x10007);
  });

  it('refuses work that is not there, and makes none', async () => {
    const folder = dataset(), work = join(tempFolder(), 'none');
    for (const more of [['--work', work], ['--set', 'gold']]) {
      const { code, err } = await runCli('export', folder, ...flags(tempFolder(), ...more));
      expect(code).toBe(2);
      expect(oneLine(err)).toContain('no label set');
    }
    expect(existsSync(work) || existsSync(join(folder, 'pointweld'))).toBe(false);
  });

  it('leaves no temporary files behind, also where it cannot write', async () => {
    const out = tempFolder();
    mkdirSync(join(out, 'sequences/a/labels/0.label/full'), { recursive: true });
    const { code, err } = await runCli('export', dataset(), ...flags(out));
    expect(code).toBe(2);
    expect(oneLine(err)).toContain('0.label');
    expect(readdirSync(join(out, 'sequences/a/labels'))).toEqual(['0.label']);
  });
});
