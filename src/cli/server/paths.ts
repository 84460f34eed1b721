import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** How many files one dataset folder may list before it is refused: about ten times the KITTI raw recordings. */
export const maxListedFiles = 1_000_000;

/** A folder holds more files than are listed. */
export class TooManyFiles extends Error {
  constructor(readonly limit: number) {
    super(`the folder holds more than ${limit} files: open one of the folders in it`);
  }
}

/**
 * The names in a URL path below the dataset's folder, decoded once, or null when the path is not one that this server
 * hands out: `..` in any spelling, empty or hidden names, separators or NUL smuggled in by an encoding.
 */
export function decodePath(encoded: string): string[] | null {
  const names: string[] = [];
  for (const part of encoded.split('/')) {
    let name: string;
    try {
      name = decodeURIComponent(part);
    } catch {
      return null;
    }
    if (name === '' || isHidden(name) || /[/\\\0]/.test(name)) return null;
    names.push(name);
  }
  return names;
}

/**
 * The real path of a file below `root`, or null when there is none, or when a symbolic link leads out of `root`.
 * @param root a real path: no symbolic link in it
 */
export async function fileInside(root: string, names: readonly string[]): Promise<string | null> {
  const real = await insideOrNull(root, join(root, ...names));
  if (real === null) return null;
  return (await stat(real)).isFile() ? real : null;
}

/**
 * All files below `root` that `fileInside` hands out, '/' between names, sorted by code unit. Hidden files and folders
 * and node_modules are left out, and so are symbolic links that lead out of `root`, or to a folder that is listed already.
 * Throws TooManyFiles.
 * @param root a real path
 */
export async function listFiles(root: string, limit = maxListedFiles): Promise<string[]> {
  const files: string[] = [];
  const seen = new Set([root]);
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      if (isHidden(entry.name) || entry.name.includes('\\')) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const kind = await kindOf(root, path, entry, seen);
      if (kind === 'folder') folders.push(path);
      if (kind === 'file' && files.push(path) > limit) throw new TooManyFiles(limit);
    }
  }
  return files.sort();
}

interface Entry {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

async function kindOf(root: string, path: string, entry: Entry, seen: Set<string>): Promise<'file' | 'folder' | null> {
  if (entry.isFile()) return 'file';
  const full = join(root, path);
  const real = entry.isSymbolicLink() ? await insideOrNull(root, full) : full;
  if (real === null) return null;
  const found = entry.isSymbolicLink() ? await stat(real) : entry;
  if (found.isFile()) return 'file';
  if (!found.isDirectory() || seen.has(real)) return null;
  seen.add(real);
  return 'folder';
}

function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

async function insideOrNull(root: string, path: string): Promise<string | null> {
  let real: string;
  try {
    real = await realpath(path);
  } catch {
    return null;
  }
  const prefix = root.endsWith(sep) ? root : root + sep;
  return real.startsWith(prefix) ? real : null;
}
