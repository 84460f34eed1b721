import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '#src/core/labels/change.ts';
import { LabelSet } from '#src/core/labels/label-set.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { openFileWork } from '#src/storage/work/file-work-store.ts';
import { HandleWorkFiles, openFolderWork } from '#src/storage/work/handle-work-files.ts';
import { MemoryWorkFiles } from '#src/storage/work/memory-work-files.ts';
import { NodeWorkFiles } from '#src/storage/work/node-work-files.ts';
import { loadSweep, openLabelSet } from '#src/storage/work/open-label-set.ts';
import { OpfsWorkFiles } from '#src/storage/work/opfs-work-files.ts';
import type { WorkFiles } from '#src/storage/work/work-files.ts';
import { Turnstile } from '#src/storage/work/work-files.ts';
import { WorkError } from '#src/storage/work/work-store.ts';
import { FakeDisk } from './fake-folder.ts';
import type { Fault } from './faulty-files.ts';
import { FaultyFiles } from './faulty-files.ts';
import { paintMany } from './make-change.ts';

const SWEEP = sweepId('s', 'f', 'l');
const turns = new Turnstile();
const locks = { request: <T>(name: string, work: () => Promise<T>) => turns.pass(name, work) };

/** The labels and draft bits after each number of Changes. */
function states(changes: readonly Change[]): { labels: Uint32Array[]; drafts: (Uint8Array | null)[] } {
  const set = new LabelSet('work');
  const now = set.load(SWEEP, new Uint32Array(100));
  const labels = [now.labels.slice()];
  const drafts: (Uint8Array | null)[] = [null];
  for (const change of changes) {
    set.apply(change);
    labels.push(now.labels.slice());
    drafts.push(now.draftBytes());
  }
  return { labels, drafts };
}

interface Disk {
  /** As another process or tab would see it. */
  files(): WorkFiles;
  dispose(): Promise<void>;
}

const disks: Record<string, () => Promise<Disk>> = {
  'in memory': async () => {
    const files = new MemoryWorkFiles();
    return { files: () => files, dispose: async () => undefined };
  },
  'in files that are only put in place whole': async () => {
    const files = new MemoryWorkFiles({ inPlace: false });
    return { files: () => files, dispose: async () => undefined };
  },
  'in a folder': async () => {
    const dir = await mkdtemp(join(tmpdir(), 'pointweld-faults-'));
    return { files: () => new NodeWorkFiles(dir), dispose: () => rm(dir, { recursive: true }) };
  },
  'in a private file system': async () => {
    const { root } = new FakeDisk();
    return { files: () => new OpfsWorkFiles(root, 'test', locks), dispose: async () => undefined };
  },
  'in a folder that people opened': async () => {
    const { root } = new FakeDisk();
    return { files: () => new HandleWorkFiles(root, locks), dispose: async () => undefined };
  },
};

describe.each(Object.entries(disks))('a disk that fails at any write, work %s', (where, makeDisk) => {
  it('never loses an acknowledged Change, and work goes on when the fault ends', async () => {
    const { changes } = paintMany(24, SWEEP);
    const { labels, drafts } = states(changes);
    // For each write in turn, what becomes of it; after the last one all is well.
    const faults = fc.array(fc.constantFrom<Fault | null>(null, null, null, 'nothing', 'short', 'late'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(faults, fc.array(fc.constantFrom('append', 'append', 'append', 'snapshot', 'reopen'), { minLength: 1, maxLength: 24 }), async (script, actions) => {
        const disk = await makeDisk();
        const queue = [...script];
        const broken = () => new FaultyFiles(disk.files(), () => queue.shift() ?? null);
        let store = await openFileWork(broken(), 'work');
        let acknowledged = 0;
        for (const action of actions) {
          try {
            if (action === 'reopen') store = await openFileWork(broken(), 'work');
            else if (action === 'append') acknowledged = await store.append(changes[acknowledged], { ifRevision: acknowledged });
            else {
              const present = await store.getSnapshot(SWEEP);
              await store.putSnapshot(SWEEP, labels[acknowledged], acknowledged, present?.etag ?? null, drafts[acknowledged]);
            }
          } catch (error) {
            if (!(error instanceof WorkError) && !(error instanceof Error && 'code' in error)) throw error;
            // What was not acknowledged may be there all the same; asking again by its id says so.
          }
        }
        queue.length = 0;
        const again = await openFileWork(disk.files(), 'work');
        const found = (await again.since(0)).map(({ change }) => change);
        expect(found.length).toBeGreaterThanOrEqual(acknowledged);
        expect(found).toEqual(changes.slice(0, found.length));
        const snapshot = await again.getSnapshot(SWEEP);
        if (snapshot !== null) expect(snapshot.labels).toEqual(labels[snapshot.seq]);
        // Both the page that met the faults and a new one go on.
        const next = found.length;
        if (next < changes.length) expect(await store.append(changes[next])).toBe(next + 1);
        if (next + 1 < changes.length) expect(await again.append(changes[next + 1])).toBe(next + 2);
        const { set } = await openLabelSet(again, 'work');
        expect((await loadSweep(again, set, SWEEP, new Uint32Array(100))).labels).toEqual(labels[Math.min(changes.length, next + 2)]);
        await disk.dispose();
      }),
      { numRuns: where === 'in a folder' ? 25 : 150 },
    );
  });
});

describe('a journal in parts', () => {
  const journal = 'journal/work.journal';

  async function inParts(n: number) {
    const { changes } = paintMany(n, SWEEP);
    const files = new MemoryWorkFiles({ inPlace: false });
    const store = await openFileWork(files, 'work');
    for (const change of changes) await store.append(change);
    const parts = [...files.contents.keys()].filter((path) => path.startsWith(`${journal}.`)).sort();
    return { changes, files, parts };
  }

  it('with any part cut at any byte, or gone: all before it is there, what is behind it is put aside', async () => {
    const { changes, files, parts } = await inParts(5);
    expect(parts).toHaveLength(5);
    for (const [k, part] of parts.entries())
      for (let size = -1; size < files.contents.get(part)!.length; size += size < 20 ? 1 : 37) {
        const damaged = new MemoryWorkFiles({ inPlace: false });
        for (const [path, bytes] of files.contents) damaged.contents.set(path, bytes);
        if (size < 0) damaged.contents.delete(part);
        else damaged.contents.set(part, files.contents.get(part)!.slice(0, size));
        const store = await openFileWork(damaged, 'work');
        expect((await store.since(0)).map((s) => s.change)).toEqual(changes.slice(0, k));
        // The last part without a byte is one that was only named: its Change was never acknowledged.
        expect(store.recovered === null).toBe(k === 4 && size <= 0);
        expect(await store.append({ ...changes[0], id: 'next' })).toBe(k + 1);
        const again = await openFileWork(damaged, 'work');
        expect(again.recovered).toBeNull();
        expect((await again.since(0)).map((s) => s.change.id)).toEqual([...changes.slice(0, k).map((c) => c.id), 'next']);
        const aside = [...damaged.contents].filter(([path]) => path.includes('.damaged-')).map(([, bytes]) => bytes.length);
        expect(aside.reduce((a, b) => a + b, 0)).toBe(parts.slice(k + 1).reduce((sum, path) => sum + files.contents.get(path)!.length, Math.max(0, size)));
      }
  });

  it('is merged now and then, and no crash between the steps of that loses anything', async () => {
    const { changes } = paintMany(140, SWEEP);
    const disk = new MemoryWorkFiles({ inPlace: false });
    const store = await openFileWork(disk, 'work');
    let most = 0;
    for (const [k, change] of changes.entries()) {
      const steps: Map<string, Uint8Array>[] = [];
      const { writeAtomic, remove } = MemoryWorkFiles.prototype;
      const record = () => steps.push(new Map(disk.contents));
      disk.writeAtomic = async (path, bytes) => (record(), writeAtomic.call(disk, path, bytes));
      disk.remove = async (path) => (record(), remove.call(disk, path));
      await store.append(change);
      if (steps.length > 1 || k % 20 === 0)
        for (const contents of [...steps, disk.contents]) {
          const crashed = new MemoryWorkFiles({ inPlace: false });
          for (const [path, bytes] of contents) crashed.contents.set(path, bytes);
          const again = await openFileWork(crashed, 'work');
          expect(again.recovered).toBeNull();
          expect((await again.since(0)).map((s) => s.change.id)).toEqual(changes.slice(0, contents === disk.contents ? k + 1 : k).map((c) => c.id));
        }
      most = Math.max(most, (await disk.list('journal')).length);
    }
    expect(most).toBeGreaterThan(64);
    expect(most).toBeLessThan(140);
  });

  it('is read and continued by a server, and by a browser again', async () => {
    const { changes, files } = await inParts(3);
    const server = new MemoryWorkFiles();
    for (const [path, bytes] of files.contents) server.contents.set(path, bytes);
    const more = paintMany(6, SWEEP).changes;
    const there = await openFileWork(server, 'work');
    expect(await there.since(0)).toHaveLength(3);
    expect(await there.append(more[3])).toBe(4);
    for (const [path, bytes] of server.contents) files.contents.set(path, bytes);
    const back = await openFileWork(files, 'work');
    expect(await back.append(more[4])).toBe(5);
    expect((await back.since(0)).map((s) => s.change.id)).toEqual([...changes.map((c) => c.id), more[3].id, more[4].id]);
  });

  it('cuts off the damaged tail of a journal that a server left', async () => {
    const { changes } = paintMany(4, SWEEP);
    const server = new MemoryWorkFiles();
    const store = await openFileWork(server, 'work');
    for (const change of changes.slice(0, 3)) await store.append(change);
    const browser = new MemoryWorkFiles({ inPlace: false });
    for (const [path, bytes] of server.contents) browser.contents.set(path, path === journal ? bytes.slice(0, -5) : bytes);
    const there = await openFileWork(browser, 'work');
    expect(there.recovered).toContain('the 2 changes before it are whole');
    expect(await there.append(changes[3])).toBe(3);
    for (const files of [browser, Object.assign(new MemoryWorkFiles(), { contents: browser.contents })]) {
      const again = await openFileWork(files, 'work');
      expect(again.recovered).toBeNull();
      expect((await again.since(0)).map((s) => s.change.id)).toEqual([changes[0], changes[1], changes[3]].map((c) => c.id));
    }
  });
});

describe('a folder that people opened', () => {
  it('says when it needs permission again, and goes on where it was when it has it', async () => {
    const disk = new FakeDisk();
    const { changes } = paintMany(3, SWEEP);
    const store = await openFolderWork(disk.root, 'work', locks);
    expect(store.where).toBe('in drive/pointweld');
    expect(disk.tree.size).toBe(0);
    await store.append(changes[0]);
    disk.permission = 'prompt';
    await expect(store.append(changes[1])).rejects.toMatchObject({ name: 'WorkError', kind: 'permission' });
    await expect(openFolderWork(disk.root, 'work', locks)).rejects.toMatchObject({ kind: 'permission' });
    disk.permission = 'granted';
    // Taken away in the middle of a write.
    let steps = 0;
    disk.onStep = () => {
      if (++steps === 2) disk.permission = 'denied';
    };
    await expect(store.append(changes[1])).rejects.toMatchObject({ kind: 'permission' });
    disk.onStep = () => undefined;
    disk.permission = 'granted';
    expect(await store.append(changes[1])).toBe(2);
    expect((await (await openFolderWork(disk.root, 'work', locks)).since(0)).map((s) => s.change)).toEqual(changes.slice(0, 2));
  });

});

describe.each([
  ['a folder that people opened', (disk: FakeDisk) => openFolderWork(disk.root, 'work', locks)],
  ['a private file system', (disk: FakeDisk) => openFileWork(new OpfsWorkFiles(disk.root, 'test', locks), 'work')],
])('%s', (_where, open) => {
  it('says that there is no room left, and goes on when there is', async () => {
    const disk = new FakeDisk();
    const { changes } = paintMany(2, SWEEP);
    const store = await open(disk);
    await store.append(changes[0]);
    disk.room = 10;
    await expect(store.append(changes[1])).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringMatching(/no room left/) as string });
    disk.room = Infinity;
    expect(await store.append(changes[1])).toBe(2);
    expect(await store.since(0)).toHaveLength(2);
  });
});
