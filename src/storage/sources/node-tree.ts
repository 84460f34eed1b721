import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { fileError, nodeFile } from './node-file.ts';

/** More files than any recording has: the folder was probably not meant (a home folder, the root of a disk). */
const MAX_FILES = 2_000_000;
const MAX_DEPTH = 16;

/**
 * The files of a folder of this machine. Links are followed, each folder once along any path; names that begin with a dot
 * are left out. Paths that lead out of the folder are not found.
 */
export function nodeTree(directory: string): FileTree {
  const root = resolve(directory);
  return {
    name: basename(root),
    list: async () => (await listFiles(root)).sort(),
    open: (path) => {
      if (!staysInside(path)) return Promise.reject(new DataError('missing', 'is not a path inside the opened folder', { file: path }));
      return nodeFile(join(root, path), path);
    },
  };
}

/** A tree of a few files of one folder: what opening a single file gives. */
export function nodeFilesTree(directory: string, names: readonly string[]): FileTree {
  const whole = nodeTree(directory);
  return {
    name: names[0] ?? whole.name,
    list: () => Promise.resolve([...names].sort()),
    open: (path) => (names.includes(path) ? whole.open(path) : Promise.reject(new DataError('missing', 'is not there', { file: path }))),
  };
}

function staysInside(path: string): boolean {
  return path !== '' && !path.includes('\\') && !path.includes('\0') && path.split('/').every((part) => part !== '' && part !== '..' && part !== '.');
}

async function listFiles(root: string): Promise<string[]> {
  const files: string[] = [];
  const walk = async (folder: string, ancestors: readonly string[], depth: number): Promise<void> => {
    const at = join(root, folder);
    const real = await realpath(at);
    if (ancestors.includes(real) || depth > MAX_DEPTH) return;
    for (const entry of await readdir(at, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const kind = entry.isSymbolicLink() ? await stat(join(root, path)).catch(() => null) : entry;
      if (kind?.isDirectory()) await walk(path, [...ancestors, real], depth + 1);
      else if (kind?.isFile()) files.push(path);
      if (files.length > MAX_FILES)
        throw new DataError('too-large', 'has too many files for one recording', { file: root, expected: `at most ${MAX_FILES}` });
    }
  };
  await walk('', [], 0).catch((error: unknown) => {
    throw fileError(error, root);
  });
  return files;
}
