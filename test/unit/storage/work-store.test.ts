import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileWork } from '#src/storage/work/file-work-store.ts';
import { openFolderWork } from '#src/storage/work/handle-work-files.ts';
import { openHttpWork } from '#src/storage/work/http-work-store.ts';
import { MemoryWorkFiles } from '#src/storage/work/memory-work-files.ts';
import { openWorkDir } from '#src/storage/work/node-work-files.ts';
import { OpfsWorkFiles } from '#src/storage/work/opfs-work-files.ts';
import { workRoutes } from '#src/storage/work/work-routes.ts';
import { Turnstile } from '#src/storage/work/work-files.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import { FakeDisk } from './fake-folder.ts';
import { workStoreSuite } from './work-store-suite.ts';

workStoreSuite('in memory', async () => {
  const files = new MemoryWorkFiles();
  return { open: (set) => openFileWork(files, set), dispose: async () => undefined };
});

workStoreSuite('in memory, in files that are only put in place whole', async () => {
  const files = new MemoryWorkFiles({ inPlace: false });
  return { open: (set) => openFileWork(files, set), dispose: async () => undefined };
});

workStoreSuite('in a folder', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'pointweld-work-'));
  return { open: (set) => openWorkDir(dir, set), dispose: () => rm(dir, { recursive: true }) };
});

workStoreSuite('behind HTTP', async () => {
  const files = new MemoryWorkFiles();
  const stores = new Map<string, Promise<WorkStore>>();
  const routes = workRoutes((set) => {
    const store = stores.get(set) ?? openFileWork(files, set);
    stores.set(set, store);
    return store;
  });
  return { open: (set) => openHttpWork('http://127.0.0.1:4477/api/work', set, routes), dispose: async () => undefined };
});

const turns = new Turnstile();
const locks = { request: <T>(name: string, work: () => Promise<T>) => turns.pass(name, work) };

workStoreSuite('in a private file system that takes a few bytes at a time', async () => {
  const disk = new FakeDisk();
  disk.chunk = 1000;
  return { open: (set) => openFileWork(new OpfsWorkFiles(disk.root, 'test', locks), set), dispose: async () => undefined };
});

workStoreSuite('in a folder that people opened in the browser', async () => {
  const { root } = new FakeDisk();
  return { open: (set) => openFolderWork(root, set, locks), dispose: async () => undefined };
});
