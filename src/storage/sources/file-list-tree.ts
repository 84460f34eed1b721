import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { browserFileError } from './file-source.ts';
import type { LazyFiles } from './lazy-tree.ts';
import { addFile, isHidden, lazyTree } from './lazy-tree.ts';

/**
 * The files of an `<input type="file">`: those of a folder where it is a `webkitdirectory`, whose name leads every
 * path and becomes the tree's, else the chosen files side by side. Throws DataError where there is none.
 */
export function fileListTree(chosen: Iterable<File>): FileTree {
  const list = [...chosen];
  if (list.length === 0) throw new DataError('missing', 'has no files', { file: 'the chosen folder' });
  const folder = commonFolder(list);
  const files: LazyFiles = new Map();
  for (const file of list) addFile(files, folder === null ? file.name : file.webkitRelativePath.slice(folder.length + 1), () => Promise.resolve(file));
  return lazyTree(folder ?? (list.length === 1 ? list[0].name : `${list.length} files`), files);
}

function commonFolder(files: readonly File[]): string | null {
  const first = files[0].webkitRelativePath.split('/')[0];
  return first !== '' && files.every((file) => file.webkitRelativePath.startsWith(`${first}/`)) ? first : null;
}

/**
 * What was dropped on the page. One folder becomes the tree itself; several things lie side by side in it. Call it in
 * the drop event: browsers empty the transfer when the event is over. Throws DataError where no file was dropped.
 */
export async function droppedTree(transfer: Pick<DataTransfer, 'items'>): Promise<FileTree> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) throw new DataError('missing', 'holds no files', { file: 'what was dropped' });
  const files: LazyFiles = new Map();
  const [first] = entries;
  if (entries.length === 1 && isFolder(first)) {
    await addFolder(files, first, '');
    return lazyTree(first.name, files);
  }
  for (const entry of entries) await addEntry(files, entry, entry.name);
  return lazyTree(entries.length === 1 ? first.name : `${entries.length} files`, files);
}

async function addEntry(files: LazyFiles, entry: FileSystemEntry, path: string): Promise<void> {
  if (isHidden(entry.name)) return;
  if (isFolder(entry)) await addFolder(files, entry, `${path}/`);
  else if (isFile(entry)) addFile(files, path, () => new Promise((resolve, reject) => entry.file(resolve, reject)));
}

async function addFolder(files: LazyFiles, folder: FileSystemDirectoryEntry, prefix: string): Promise<void> {
  const reader = folder.createReader();
  // A reader gives its entries in portions (100 in Chromium), and an empty one at the end.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject)).catch((error: unknown) => {
      throw browserFileError(error, `${prefix}${folder.name}`);
    });
    if (portion.length === 0) return;
    for (const entry of portion) await addEntry(files, entry, prefix + entry.name);
  }
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
