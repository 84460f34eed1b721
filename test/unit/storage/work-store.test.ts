import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileWork } from '#src/storage/work/file-work-store.ts';
import { MemoryWorkFiles } from '#src/storage/work/memory-work-files.ts';
import { openWorkDir } from '#src/storage/work/node-work-files.ts';
import { workStoreSuite } from './work-store-suite.ts';

workStoreSuite('in memory', async () => {
  const files = new MemoryWorkFiles();
  return { open: (set) => openFileWork(files, set), dispose: async () => undefined };
});

workStoreSuite('in a folder', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'pointweld-work-'));
  return { open: (set) => openWorkDir(dir, set), dispose: () => rm(dir, { recursive: true }) };
});
