import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { ConvertInfo } from '#src/cli/commands/convert.ts';
import type { ExportInfo } from '#src/cli/commands/export.ts';
import type { ImportInfo } from '#src/cli/commands/import.ts';
import type { VerifyInfo } from '#src/cli/commands/verify.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { openWorkDir } from '#src/storage/work/node-work-files.ts';
import { cliJson, runCli } from '#test/support/run-cli.ts';
import { writeLas } from '#test/support/las-writer.ts';
import { describeReal } from '#test/support/shared-data.ts';
import { tempFolder, writeFiles } from '#test/support/temp-folder.ts';
import { paint } from '#test/unit/storage/make-change.ts';

const POINTS = new Uint8Array(Float32Array.from({ length: 16 }, (_, i) => i).buffer);
const LABELS = new Uint8Array(Uint32Array.of(1, 0, 0x30002, 1).buffer);
const SWEEP = 'a/1/top';

const frame = (id: string) => ({ id, sweeps: [{ sensor: 'top', file: `${id}.bin`, labels: { file: `${id}.label` } }], images: [] });
const scene = {
  schemaVersion: 1, name: 'tiny', sensors: [{ id: 'top', kind: 'lidar', cloud: { columns: ['x', 'y', 'z', 'i'] } }],
  taxonomy: 'driving',
  sequences: [{ id: 'a', frames: [frame('0'), frame('1')] }],
};

function dataset(): { folder: string; work: string } {
  const root = tempFolder(), folder = join(root, 'tiny');
  writeFiles(folder, { 'scene.json': scene, '0.bin': POINTS, '1.bin': POINTS, '0.label': LABELS, '1.label': LABELS });
  return { folder, work: join(root, 'work') };
}

/** A Change on frame 1, and a snapshot after it. */
async function worked(work: string, { snapshot = false } = {}): Promise<void> {
  const store = await openWorkDir(work, 'work'), labels = new SweepLabels(Uint32Array.of(1, 0, 0x30002, 1));
  await store.append(paint('first', SWEEP, labels, [1, 3], 2));
  if (snapshot) await store.putSnapshot(SWEEP, Uint32Array.of(1, 0x10002, 0x30002, 0x10002), 1, null);
  await store.close();
}

const labelsIn = (path: string): Uint32Array => new Uint32Array(new Uint8Array(readFileSync(path)).buffer);

describe('verify', () => {
  it('says what it holds to be true, of dataset and work', async () => {
    const { folder, work } = dataset();
    expect(await cliJson<VerifyInfo>('verify', folder)).toMatchObject({ frames: 2, sweeps: 2, points: 8, sets: [], mismatches: [] });
    await worked(work, { snapshot: true });
    const info = await cliJson<VerifyInfo>('verify', folder, '--work', work);
    expect(info).toMatchObject({ sets: [{ set: 'work', changes: 1, sweeps: 1, snapshots: 1 }], mismatches: [] });
    expect(info.notVerified).toEqual([expect.stringMatching(/^1 sweeps of set work carry no checksum of their cloud \(a\/1\/top\)/)]);
    expect((await runCli('verify', folder, '--work', work)).out).toMatch(/2 frames, 2 sweeps, 8 points; set work: 1 changes, 1 snapshots, 0 checksums of clouds\nall of this is true/);
  });

  it.each([
    ['a file of labels of other points', (folder: string) => writeFileSync(join(folder, '1.label'), LABELS.slice(4)), /^a\/1\/top in the dataset: 1\.label: .*4 labels.*3 labels/],
    ['labels that were exchanged under the work', (folder: string) => writeFileSync(join(folder, '1.label'), new Uint8Array(Uint32Array.of(2, 0, 1, 3).buffer)), /^a\/1\/top in work: .*change 1 \(.*\).*point 3/],
    ['a cloud that grew', (folder: string) => writeFiles(folder, { '1.bin': new Uint8Array([...POINTS, ...POINTS.slice(0, 16)]), '1.label': new Uint8Array([...LABELS, 0, 0, 0, 0]) }), /in work: .*5/],
    ['a class that nobody knows', (folder: string) => writeFileSync(join(folder, '0.label'), new Uint8Array(Uint32Array.of(4000, 0, 0, 0).buffer)), /class 4000 is not among/],
  ])('finds %s, and ends with 1', async (_what, spoil, message) => {
    const { folder, work } = dataset();
    await worked(work);
    spoil(folder);
    const { code, out } = await runCli('verify', folder, '--work', work, '--json');
    const { mismatches: [first] } = JSON.parse(out) as VerifyInfo;
    expect(code).toBe(1);
    expect(`${first.sweep} in ${first.set}: ${first.problem}`).toMatch(message);
    const text = await runCli('verify', folder, '--work', work);
    expect([text.code, text.out]).toEqual([1, expect.stringContaining(`first mismatch, in ${first.set}, ${first.sweep}: ${first.problem}`)]);
  });

  it.each([
    ['two points that changed places', (floats: Float32Array) => Float32Array.of(...floats.slice(4, 8), ...floats.slice(0, 4), ...floats.slice(8))],
    ['a point that moved by the least that there is', (floats: Float32Array) => floats.with(9, 9 + 2 ** -20)],
    ['a cloud in reverse', (floats: Float32Array) => Float32Array.from([3, 2, 1, 0].flatMap((i) => Array.from(floats.slice(4 * i, 4 * i + 4))))],
  ])('finds %s under work of one value, where the labels themselves say nothing', async (_what, spoil) => {
    const { folder, work } = dataset(), file = join(work, '../1.label');
    for (const name of ['0', '1']) writeFileSync(join(folder, `${name}.label`), new Uint8Array(16));
    writeFileSync(file, new Uint8Array(Uint32Array.of(2, 2, 2, 2).buffer));
    await cliJson('import', folder, file, '--work', work);
    const good = await cliJson<VerifyInfo>('verify', folder, '--work', work);
    expect(good).toMatchObject({ sets: [{ sweeps: 1, digests: 1 }], notVerified: [], mismatches: [] });
    // Another column is not the points' identity.
    const floats = new Float32Array(POINTS.slice().buffer);
    writeFileSync(join(folder, '1.bin'), new Uint8Array(floats.with(3, 77).buffer));
    expect((await cliJson<VerifyInfo>('verify', folder, '--work', work)).mismatches).toEqual([]);
    writeFileSync(join(folder, '1.bin'), new Uint8Array(spoil(floats).buffer));
    const { code, out } = await runCli('verify', folder, '--work', work, '--json');
    expect([code, (JSON.parse(out) as VerifyInfo).mismatches.map((m) => `${m.set} ${m.sweep}: ${m.problem}`)]).toEqual([1, [
      expect.stringMatching(/^work a\/1\/top: change 1 \(import 1\.label: 4 points\) was made on a cloud with other points, or the same in another order: checksum xyz1-[0-9a-f]{16} then, xyz1-[0-9a-f]{16} now$/),
    ]]);
  });

  it('finds a snapshot that is not what the journal comes to, and work for frames that are gone', async () => {
    const { folder, work } = dataset();
    await worked(work);
    const store = await openWorkDir(work, 'work');
    await store.putSnapshot(SWEEP, Uint32Array.of(1, 0x10002, 0x30002, 1), 1, null);
    await store.append(paint('gone', 'a/7/top', new SweepLabels(new Uint32Array(3)), [1], 2));
    await store.close();
    const { out } = await runCli('verify', folder, '--work', work, '--json');
    expect((JSON.parse(out) as VerifyInfo).mismatches.map((m) => `${m.sweep}: ${m.problem}`)).toEqual([
      'a/7/top: has labels for a sweep that the dataset does not have',
      expect.stringMatching(/a\/1\/top: its snapshot after change 1 has, at point 3, label 1; the journal comes to \d+/),
    ]);
  });
});

describe('export and import', () => {
  it('import says what it puts aside of a journal that was cut', async () => {
    const { folder, work } = dataset(), file = join(tempFolder(), '0.label'), journal = join(work, 'journal/work.journal');
    await worked(work);
    writeFileSync(journal, readFileSync(journal).subarray(0, -1));
    writeFileSync(file, new Uint8Array(Uint32Array.of(2, 2, 2, 2).buffer));
    const { code, err } = await runCli('import', folder, file, '--work', work, '--frame', '0');
    expect(code).toBe(0);
    expect(err).toMatch(/^journal\/work\.journal ended with an unfinished record: .* put aside/m);
  });

  it.each(['semantickitti', 'nuscenes', 'npy', 'npz', 'segments'])('go round through %s', async (format) => {
    const { folder, work } = dataset(), out = join(work, '../out'), again = join(work, '../again');
    await worked(work);
    const info = await cliJson<ExportInfo>('export', folder, '--format', format, '--work', work, '--out', out);
    expect(info.mapping.classes.map((c) => [c.from, c.to])).toEqual([[2, 2], [1, 1]]);
    // An empty set has the dataset's labels: one Change brings the difference.
    const result = await cliJson<ImportInfo>('import', folder, out, '--work', again, '--format', format);
    expect(result).toMatchObject({ format, changed: 2, change: 1, unknown: {} });
    const back = join(work, '../back');
    await cliJson('export', folder, '--format', 'semantickitti', '--work', again, '--out', back);
    await cliJson('export', folder, '--format', 'semantickitti', '--work', work, '--out', join(back, 'before'));
    expect(labelsIn(join(back, 'sequences/a/labels/1.label'))).toEqual(labelsIn(join(back, 'before/sequences/a/labels/1.label')));
    expect((await cliJson<VerifyInfo>('verify', folder, '--work', again)).mismatches).toEqual([]);
    expect(await cliJson<ImportInfo>('import', folder, out, '--work', again, '--format', format)).toMatchObject({ changed: 0, change: null });
  });

  it('keeps the instance ids of an export with the work: another folder gets the same', async () => {
    const { folder, work } = dataset(), store = await openWorkDir(work, 'work'), labels = new SweepLabels(Uint32Array.of(1, 0, 0x30002, 1));
    const change = paint('far', SWEEP, labels, [0, 1], 2);
    await store.append({ ...change, sweeps: change.sweeps.map((delta) => ({ ...delta, after: { ...delta.after, labels: delta.after.labels.map(() => packLabel(2, 5000)) } })) });
    await store.close();
    const idsIn = async (out: string): Promise<unknown> => {
      await cliJson('export', folder, '--format', 'nuscenes', '--work', work, '--out', out);
      return (JSON.parse(readFileSync(join(out, 'pointweld-ids.json'), 'utf8')) as { exports: { nuscenes: { a: unknown } } }).exports.nuscenes.a;
    };
    expect(await idsIn(join(work, '../one'))).toEqual({ '2/3': 3, '2/5000': 1 });
    const second = await openWorkDir(work, 'work');
    expect(await second.revision()).toBe(2);
    await second.append({ ...paint('near', SWEEP, new SweepLabels(Uint32Array.of(packLabel(2, 5000), packLabel(2, 5000), 0x30002, 1)), [3], 2), baseRevision: 2 });
    await second.close();
    // 1 is taken: the new object gets the next one.
    expect(await idsIn(join(work, '../two'))).toEqual({ '2/1': 2, '2/3': 3, '2/5000': 1 });
    expect(await idsIn(join(work, '../three'))).toEqual({ '2/1': 2, '2/3': 3, '2/5000': 1 });
    expect((await cliJson<VerifyInfo>('verify', folder, '--work', work)).mismatches).toEqual([]);
  });

  it('takes the Parquet table of a single frame back from the folder that it wrote', async () => {
    const { folder, work } = dataset(), out = join(work, '../out');
    writeFiles(folder, { 'scene.json': { ...scene, sequences: [{ id: 'a', frames: [frame('1')] }] } });
    await worked(work);
    expect((await cliJson<ExportInfo>('export', folder, '--work', work, '--format', 'parquet', '--out', out)).files.map((f) => f.file)).toEqual(['sequence=a/sensor=top/frame=1/part.parquet']);
    expect(await cliJson<ImportInfo>('import', folder, out, '--work', join(work, '../again'), '--dry-run')).toMatchObject({ format: 'clouds', files: [{ points: 4 }], changed: 2 });
  });

  it('imports one file for a named frame, says both numbers where it does not fit, and changes nothing in a dry run', async () => {
    const { folder, work } = dataset(), file = join(work, '../mine.label');
    writeFileSync(file, new Uint8Array(Uint32Array.of(5, 5, 5, 5).buffer));
    expect(await cliJson<ImportInfo>('import', folder, file, '--work', work, '--frame', '0', '--dry-run')).toMatchObject({ changed: 4, change: null });
    expect(existsSync(work)).toBe(false);
    expect((await runCli('import', folder, file, '--work', work)).err).toMatch(/mine\.label: has nothing for this dataset.*--frame/);
    writeFileSync(file, LABELS.slice(4));
    expect((await runCli('import', folder, file, '--work', work, '--frame', '0')).err).toMatch(/mine\.label: .*expected 4 labels.*found 3 labels/);
  });

  it('says what is lost without writing, and maps to other classes', async () => {
    const { folder } = dataset(), out = join(folder, '../out');
    const info = await cliJson<ExportInfo>('export', folder, '--format', 'semantickitti', '--to', 'semantickitti', '--dry-run', '--out', out);
    expect([info.files, existsSync(out)]).toEqual([[], false]);
    expect(info.mapping.why).toContain('SemanticKITTI');
    expect((await runCli('export', folder, '--format', 'npy', '--to', 'nothing', '--out', out)).err).toMatch(/no classes 'nothing' \(driving, /);
  });
});

describe('a dry run of an export', () => {
  it.each([
    ['nuscenes', 'a class above its limit', (folder: string) => writeFileSync(join(folder, '1.label'), new Uint8Array(Uint32Array.of(9000, 0, 0, 0).buffer)), /has classes that .* cannot hold/],
    ['kitti-boxes', 'no boxes', () => undefined, /has no boxes to export/],
    ['cityscapes', 'no cameras', () => undefined, /./],
  ])('as %s refuses %s with the words of the real one, and writes nothing', async (format, _what, spoil, message) => {
    const { folder, work } = dataset(), out = join(work, '../out');
    spoil(folder);
    if (format !== 'nuscenes') await worked(work);
    const args = ['export', folder, ...(format === 'nuscenes' ? [] : ['--work', work]), '--format', format, '--out', out];
    const dry = await runCli(...args, '--dry-run');
    expect([dry.code, existsSync(out)]).toEqual([2, false]);
    const real = await runCli(...args);
    expect([real.code, real.err]).toEqual([dry.code, dry.err]);
    expect(dry.err).toMatch(message);
  });

  it('refuses a place in the dataset, as the export does, and a zip leaves nothing behind', async () => {
    const { folder } = dataset(), run = (out: string) => runCli('export', folder, '--format', 'npy', '--dry-run', '--out', out);
    expect(await run(join(folder, 'out'))).toMatchObject({ code: 2, err: expect.stringContaining('the dataset itself') as string });
    const root = join(folder, '../zips');
    expect([(await run(join(root, 'x.zip'))).code, existsSync(root)]).toEqual([0, false]);
  });
});

describe('export as LAS', () => {
  const las = (pointFormat: number) => writeLas([[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]], { pointFormat, version: '1.2' });
  const folderOf = (cloud: Uint8Array, name: string, labels: Uint32Array): string => {
    const folder = join(tempFolder(), 'drive');
    writeFiles(folder, { [`clouds/${name}`]: cloud, [`clouds/${name.replace(/\.[a-z]+$/, '.label')}`]: new Uint8Array(labels.buffer) });
    return folder;
  };
  const run = async (folder: string, ...options: string[]): Promise<{ code: number | null; info: ExportInfo; err: string }> => {
    const { code, out, err } = await runCli('export', join(folder, 'clouds/1.las'), '--format', 'las', '--json', ...options);
    return { code, info: JSON.parse(out) as ExportInfo, err };
  };

  it('says in a dry run which clouds cannot be written, and ends as the export would', async () => {
    const { folder } = dataset();
    const { code, out, err } = await runCli('export', folder, '--format', 'las', '--dry-run', '--json');
    expect([code, (JSON.parse(out) as ExportInfo).failed.map((f) => f.frame)]).toEqual([2, ['a/0', 'a/1']]);
    expect(err).toMatch(/0\.bin: can be written as LAS only from a LAS or LAZ file, found kitti-bin \(write PCD, PLY, npz or \.label\)/);
  });

  it('refuses classes above 31 in point formats 0 to 5 before anything is written, and converts when asked to', async () => {
    for (const [format, after] of [[3, 7], [4, 9], [5, 10]]) {
      const folder = folderOf(las(format), '1.las', Uint32Array.of(1, 200, 0, 2)), out = join(folder, '../out');
      const dry = await run(folder, '--dry-run');
      expect([dry.code, dry.info.failed.length]).toEqual([2, 1]);
      expect(dry.err).toMatch(new RegExp(`1\\.las: point format ${format} has no class above 31, expected 0 to 31, found class 200 \\(it can be converted to point format ${after}`));
      expect((await run(folder, '--dry-run', '--convert')).code).toBe(0);
      const done = await run(folder, '--convert', '--out', out);
      expect(readFileSync(join(out, done.info.files[0].file))[104]).toBe(after);
    }
    expect((await run(folderOf(las(3), '1.las', Uint32Array.of(1, 31, 0, 2)), '--dry-run')).code).toBe(0);
  });
});

describe('a submission to SemanticKITTI, zipped', () => {
  it('is what validate_submission.py asks for', async () => {
    const { folder, work } = dataset(), file = join(folder, '../out/submission.zip');
    await cliJson('export', folder, '--format', 'semantickitti-submission', '--out', file);
    const entries = unzipSync(new Uint8Array(readFileSync(file)));
    // Its checks: folder entries by name, as many predictions as scans, four bytes for each point of the scan of the same name.
    for (const name of ['sequences/', 'sequences/a/', 'sequences/a/predictions/']) expect(Object.keys(entries)).toContain(name);
    const predictions = Object.entries(entries).filter(([name]) => name.endsWith('.label'));
    expect(predictions.map(([name]) => name)).toEqual(['sequences/a/predictions/0.label', 'sequences/a/predictions/1.label']);
    for (const [name, bytes] of predictions) expect(bytes.length / 4).toBe(readFileSync(join(folder, `${name.slice(-7, -6)}.bin`)).length / 16);
    expect(existsSync(join(file, '../.submission.zip.tmp'))).toBe(false);
    const refused = await runCli('export', folder, '--format', 'npy', '--out', join(folder, 'x.zip'));
    expect([refused.code, existsSync(join(folder, 'x.zip')), existsSync(work)]).toEqual([2, false, false]);
  });
});

describe('convert', () => {
  it('keeps every field and names the files', async () => {
    const { folder } = dataset(), out = join(folder, '../out');
    const info = await cliJson<ConvertInfo>('convert', join(folder, '0.bin'), join(out, 'x.pcd'));
    expect(info).toMatchObject({ format: 'pcd-binary', files: [{ from: '0.bin', to: 'x.pcd', points: 4, fields: ['x', 'y', 'z', 'remission'], losses: [] }], failed: [] });
    const back = await cliJson<ConvertInfo>('convert', join(out, 'x.pcd'), join(out, 'x.ply'));
    expect(back.files[0].fields).toEqual(['x', 'y', 'z', 'remission']);
    expect(await cliJson<ConvertInfo>('convert', folder, join(out, 'all'), '--to', 'npy', '--columns', 'x,y,z,i')).toMatchObject({ files: [{ to: '0.npy' }, { to: '1.npy' }] });
  });

  it('never writes over what it reads', async () => {
    const { folder } = dataset(), cloud = join(folder, '0.pcd');
    await cliJson('convert', join(folder, '0.bin'), cloud);
    const before = readFileSync(cloud);
    const { code, err } = await runCli('convert', cloud, cloud);
    expect([code, err, readFileSync(cloud)]).toEqual([2, expect.stringContaining('the dataset itself'), before]);
    expect((await runCli('convert', cloud, join(folder, '0.xyz'))).err).toMatch(/no way to write \.xyz/);
  });

  it('says of a Parquet table that it does not have the labels of the cloud', async () => {
    const { folder } = dataset(), out = join(folder, '../out');
    await cliJson('export', folder, '--format', 'pcd-binary', '--out', out);
    const { files: [made] } = await cliJson<ConvertInfo>('convert', join(out, 'a/clouds/1.pcd'), join(out, 'x.parquet'));
    expect(made.losses).toContain("the cloud's own labels (label, instance): class and instance are 0 for every point; import them and use export");
    const { files: [bare] } = await cliJson<ConvertInfo>('convert', join(folder, '1.bin'), join(out, 'y.parquet'));
    expect(bare.losses.join()).not.toContain('own labels');
  });

  it('leaves out a cloud that cannot be read', async () => {
    const { folder } = dataset();
    writeFiles(folder, { '1.bin': 'short' });
    const { code, out, err } = await runCli('convert', folder, join(folder, '../out'), '--to', 'ply', '--json');
    expect([code, (JSON.parse(out) as ConvertInfo).files.map((f) => f.from)]).toEqual([2, ['0.bin']]);
    expect(err).toMatch(/^1\.bin: /);
  });
});

describeReal('semantickitti', 'one real scan with labels', (root) => {
  it('comes back as the same bytes, as a submission too', async () => {
    const folder = join(tempFolder(), 'scan'), sample = join(root, 'labels-sample');
    const bin = '000000.bin', label = '000000.label';
    writeFiles(folder, { 'calib.txt': '', 'velodyne/000000.bin': readFileSync(join(sample, bin)), 'labels/000000.label': readFileSync(join(sample, label)) });
    for (const [format, place] of [['semantickitti', 'labels'], ['semantickitti-submission', 'predictions']]) {
      const out = join(folder, `../${format}`);
      const { files } = await cliJson<ExportInfo>('export', folder, '--format', format, '--out', out);
      expect(files[0].file).toMatch(new RegExp(`^sequences/[^/]+/${place}/000000\\.label$`));
      expect(readFileSync(join(out, files[0].file)).equals(readFileSync(join(sample, label)))).toBe(true);
    }
  });
});
