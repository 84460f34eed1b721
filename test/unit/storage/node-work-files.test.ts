import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepId } from '#src/core/scene/scene.ts';
import { openWorkDir } from '#src/storage/work/node-work-files.ts';
import { paintMany } from './make-change.ts';

const SWEEP = sweepId('08', '000012', 'velodyne');

let dir: string;
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'pointweld-'))));
afterEach(() => rm(dir, { recursive: true }));

describe('a work folder', () => {
  it('is laid out as design says; its snapshots are plain .label files', async () => {
    const { changes, labels } = paintMany(3, SWEEP);
    const store = await openWorkDir(join(dir, 'new', 'folder'), 'work');
    expect(await readdir(dir)).toEqual([]);
    for (const c of changes) await store.append(c);
    await store.putSnapshot(SWEEP, labels.labels, 3, null, labels.draftBytes());
    const files = (await readdir(join(dir, 'new/folder'), { recursive: true })).sort();
    expect(files.filter((f) => f.includes('.'))).toEqual([
      'journal/work.journal', 'project.json', 'sets/work/08/velodyne/000012.json', 'sets/work/08/velodyne/000012.label',
    ]);
    const bytes = await readFile(join(dir, 'new/folder/sets/work/08/velodyne/000012.label'));
    expect(Array.from({ length: 100 }, (_, i) => bytes.readUInt32LE(4 * i))).toEqual([...labels.labels]);
    expect(bytes.length).toBe(400);
  });

  it('is missed by name where there must be one', async () => {
    await expect(openWorkDir(join(dir, 'nowhere'), 'work', { mustExist: true })).rejects.toMatchObject({ name: 'DataError', kind: 'missing' });
    await (await openWorkDir(dir, 'gold')).append(paintMany(1, SWEEP).changes[0]);
    await expect(openWorkDir(dir, 'work', { mustExist: true })).rejects.toThrow('no label set "work"');
    expect(await (await openWorkDir(dir, 'gold', { mustExist: true })).since(0)).toHaveLength(1);
  });

  it('falls back where a snapshot is damaged, foreign, or of a history that was lost', async () => {
    const { changes, labels } = paintMany(5, SWEEP);
    const store = await openWorkDir(dir, 'work');
    for (const c of changes) await store.append(c);
    await store.putSnapshot(SWEEP, labels.labels, 5, null);
    const label = join(dir, 'sets/work/08/velodyne/000012.label');
    const good = await readFile(label);

    await writeFile(label, good.subarray(0, 399));
    expect(await store.getSnapshot(SWEEP)).toBeNull();
    await writeFile(label, Buffer.alloc(400, 1));
    expect(await store.getSnapshot(SWEEP)).toBeNull();
    await writeFile(label, good);
    expect((await store.getSnapshot(SWEEP))?.seq).toBe(5);

    // The last record goes bad, and the work goes on without it: number 5 is another Change now.
    const journal = join(dir, 'journal/work.journal');
    await writeFile(journal, (await readFile(journal)).subarray(0, -1));
    const later = await openWorkDir(dir, 'work');
    expect(later.recovered).toContain('the 4 changes before it are whole');
    expect(await later.getSnapshot(SWEEP)).toBeNull();
    expect(await later.append({ ...changes[0], id: 'another' })).toBe(5);
    expect(await later.getSnapshot(SWEEP)).toBeNull();
  });

  it('has the old snapshot or the new one, wherever a crash falls between the steps of replacing it', async () => {
    const { changes, steps } = paintMany(4, SWEEP);
    const store = await openWorkDir(dir, 'work');
    for (const c of changes) await store.append(c);
    const etag = await store.putSnapshot(SWEEP, steps[2], 2, null);
    const base = join(dir, 'sets/work/08/velodyne');
    const old = { json: await readFile(join(base, '000012.json')), label: await readFile(join(base, '000012.label')) };
    await store.putSnapshot(SWEEP, steps[4], 4, etag);
    const young = { json: await readFile(join(base, '000012.json')), label: await readFile(join(base, '000012.label')) };

    const stages = [
      { json: old.json, label: old.label, temporary: ['.000012.json.tmp', young.json.subarray(0, 20)], seq: 2 },
      { json: old.json, label: old.label, temporary: ['.000012.json.tmp', young.json], seq: 2 },
      { json: young.json, label: old.label, temporary: ['.000012.label.tmp', young.label.subarray(0, 44)], seq: 2 },
      { json: young.json, label: old.label, temporary: ['.000012.label.tmp', young.label], seq: 2 },
      { json: young.json, label: young.label, temporary: null, seq: 4 },
    ] as const;
    for (const { json, label, temporary, seq } of stages) {
      await writeFile(join(base, '000012.json'), json);
      await writeFile(join(base, '000012.label'), label);
      if (temporary) await writeFile(join(base, temporary[0]), temporary[1]);
      const snapshot = await (await openWorkDir(dir, 'work')).getSnapshot(SWEEP);
      expect(snapshot).toMatchObject({ seq, labels: steps[seq] });
    }
    // What a crash left lying about is in nobody's way.
    const reopened = await openWorkDir(dir, 'work');
    await reopened.putSnapshot(SWEEP, steps[3], 3, (await reopened.getSnapshot(SWEEP))!.etag);
    expect((await reopened.getSnapshot(SWEEP))?.labels).toEqual(steps[3]);
  });

  it('has every acknowledged Change after kill -9 in mid-write', async () => {
    let acknowledged = 0;
    for (let round = 0; round < 4; round++) {
      acknowledged = await appendUntilKilled(dir, 25 + 30 * round, acknowledged);
      const saved = await (await openWorkDir(dir, 'work')).since(0);
      expect(saved.length).toBeGreaterThanOrEqual(acknowledged);
      expect(saved.map((s) => s.change.id)).toEqual(saved.map((_, k) => `change-${k}`));
      acknowledged = saved.length;
    }
    expect(acknowledged).toBeGreaterThan(4);
  });
});

/** Another process appends as fast as it can and says each seq; it is killed `afterMs` after the first. Resolves to the last one said. */
function appendUntilKilled(folder: string, afterMs: number, from: number): Promise<number> {
  const script = `
    import { openWorkDir } from '#src/storage/work/node-work-files.ts';
    import { paintMany } from '#test/unit/storage/make-change.ts';
    const { changes } = paintMany(${from + 400}, ${JSON.stringify(SWEEP)}, 70000);
    const store = await openWorkDir(${JSON.stringify(folder)}, 'work');
    for (const change of changes.slice(${from})) store.append(change).then((seq) => process.stdout.write(seq + '\\n'));`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (part: Buffer) => {
    if (said === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
    said += part.toString();
  });
  return new Promise((resolve) => child.on('close', () => resolve(Math.max(from, ...said.split('\n').slice(0, -1).map(Number)))));
}
