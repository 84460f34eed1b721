import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { nodeFile } from '#src/storage/sources/node-file.ts';
import { nodeTree } from '#src/storage/sources/node-tree.ts';
import { tempFolder, writeFiles } from '#test/support/temp-folder.ts';

describe('a folder of this machine', () => {
  const outer = tempFolder();
  writeFiles(outer, { 'secret.txt': 'secret', 'data/b.txt': 'b', 'data/a/10.bin': Uint8Array.from({ length: 5000 }, (_, i) => i & 255), 'data/.hidden/x': 'x', 'other/linked.txt': 'l' });
  symlinkSync(join(outer, 'other'), join(outer, 'data/link'));
  symlinkSync('..', join(outer, 'data/a/up'));
  symlinkSync('nowhere', join(outer, 'data/broken'));
  const tree = nodeTree(join(outer, 'data'));

  it('lists files through links, each once along a path, and ends', async () => {
    expect(await tree.list()).toEqual(['a/10.bin', 'b.txt', 'link/linked.txt']);
    expect(tree.name).toBe('data');
  });

  it('reads any range as it is in the file', async () => {
    const source = await tree.open('a/10.bin');
    expect(source.size).toBe(5000);
    await fc.assert(fc.asyncProperty(fc.nat(6000), fc.nat(6000), async (begin, length) => {
      const bytes = await source.read(begin, begin + length);
      expect([...bytes]).toEqual(Array.from({ length: Math.max(0, Math.min(5000, begin + length) - begin) }, (_, i) => (begin + i) & 255));
    }));
  });

  it.each(['../secret.txt', 'a/../../secret.txt', '/etc/hostname', 'a//10.bin', './b.txt', '', 'a', 'gone.txt', 'broken', 'b.txt/x', 'a\\10.bin', 'b\0'])(
    'has no file %j', async (path) => {
      const error: unknown = await tree.open(path).then(() => null, (reason: unknown) => reason);
      expect(error).toBeInstanceOf(DataError);
      expect((error as DataError).kind).toBe('missing');
    });

  it('stops where it is told to', async () => {
    const source = await nodeFile(join(outer, 'data/b.txt'));
    await expect(source.read(0, 1, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('says when a file got shorter while it was read', async () => {
    const source = await tree.open('a/10.bin');
    writeFiles(outer, { 'data/a/10.bin': 'short' });
    await expect(source.read(0, 5000)).rejects.toMatchObject({ kind: 'truncated', details: { file: 'a/10.bin' } });
  });
});
