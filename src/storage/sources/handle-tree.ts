import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { browserFileError, fileSource } from './file-source.ts';
import { isHidden, MAX_FILES, notThere } from './lazy-tree.ts';

/** A folder that the user opened for this page (`showDirectoryPicker`). Nothing is read before it is asked for. */
export function handleTree(folder: FileSystemDirectoryHandle): FileTree {
  return {
    name: folder.name,
    async list() {
      const paths: string[] = [];
      try {
        await walk(folder, '', paths);
      } catch (error) {
        throw browserFileError(error, folder.name);
      }
      return paths.sort();
    },
    async open(path) {
      const names = path.split('/');
      // The browser refuses such names with a TypeError; here they are simply not in the folder.
      if (names.some((name) => name === '' || name === '.' || name === '..' || /[\\\0]/.test(name))) throw notThere(path);
      try {
        let at = folder;
        for (const name of names.slice(0, -1)) at = await at.getDirectoryHandle(name);
        return fileSource(await (await at.getFileHandle(names[names.length - 1])).getFile(), path);
      } catch (error) {
        throw browserFileError(error, path);
      }
    },
  };
}

async function walk(folder: FileSystemDirectoryHandle, prefix: string, paths: string[]): Promise<void> {
  for await (const [name, handle] of folder.entries()) {
    if (isHidden(name)) continue;
    if (handle.kind === 'directory') await walk(handle as FileSystemDirectoryHandle, `${prefix}${name}/`, paths);
    else if (paths.push(prefix + name) > MAX_FILES)
      throw new DataError('too-large', 'has too many files for one recording', { file: folder.name, expected: `at most ${MAX_FILES}` });
  }
}
