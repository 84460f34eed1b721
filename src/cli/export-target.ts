import { mkdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { DataError, errorMessage } from '#src/core/errors.ts';

/** A folder that exports go to, and that is not the dataset. */
export interface ExportTarget {
  /** Throws DataError where a file of this path would lie in the dataset: asked before the work begins. */
  check(path: string): Promise<void>;
  /** Writes a file below the folder, whole or not at all. Throws DataError where it would lie in the dataset. */
  write(path: string, bytes: Uint8Array): Promise<void>;
}

/**
 * `out` as the place of an export of a dataset that occupies `dataset`: a folder, or single files of one. Nothing of a dataset is
 * ever written, also not through links.
 */
export function exportTarget(out: string, dataset: { readonly folder: string; readonly files: readonly string[] | null }): ExportTarget {
  const allowed = async (path: string): Promise<string> => {
    const target = await real(join(resolve(out), path));
    const inDataset = relative(await real(resolve(dataset.folder)), target);
    const hits = dataset.files === null ? !inDataset.startsWith(`..${sep}`) && inDataset !== '..' : dataset.files.includes(inDataset);
    if (hits) throw new DataError('unsupported', 'lies in the dataset itself, which is never written', { file: target, hint: 'choose another --out' });
    return target;
  };
  return {
    async check(path) {
      await allowed(path);
    },
    async write(path, bytes) {
      const target = await allowed(path);
      const temporary = join(dirname(target), `.${basename(target)}.tmp`);
      try {
        await mkdir(dirname(target), { recursive: true });
        await writeFile(temporary, bytes);
        await rename(temporary, target);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        throw new DataError('missing', 'cannot be written', { file: target, found: errorMessage(error) });
      }
    },
  };
}

/** The path without links, as far as it exists. */
async function real(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await real(parent), basename(path));
  }
}
