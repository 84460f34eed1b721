import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { browserFileError, fileSource } from './file-source.ts';

/** More files than any recording has: the folder was probably not meant (a home folder, the root of a disk). */
export const MAX_FILES = 2_000_000;

/** Files by path, each fetched from the browser when it is opened. */
export type LazyFiles = Map<string, () => Promise<File>>;

/** A tree over them. Files and folders whose names begin with a dot are left out, as in every other tree. */
export function lazyTree(name: string, files: LazyFiles): FileTree {
  const visible = [...files.keys()].filter((path) => !path.split('/').some(isHidden)).sort();
  return {
    name,
    list: () => Promise.resolve(visible),
    async open(path) {
      const file = files.get(path);
      if (file === undefined) throw notThere(path);
      try {
        return fileSource(await file(), path);
      } catch (error) {
        throw browserFileError(error, path);
      }
    },
  };
}

/** Adds a file. Throws DataError where the path is taken (two chosen files of one name) or there are too many. */
export function addFile(files: LazyFiles, path: string, file: () => Promise<File>): void {
  if (files.has(path)) throw new DataError('mismatch', 'was given twice, from two places', { file: path, hint: 'open the folder that holds both' });
  if (files.size >= MAX_FILES) throw new DataError('too-large', 'has too many files for one recording', { file: path, expected: `at most ${MAX_FILES}` });
  files.set(path, file);
}

export function isHidden(name: string): boolean {
  return name.startsWith('.');
}

export function notThere(path: string): DataError {
  return new DataError('missing', 'is not there', { file: path });
}
