import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Files } from '../layouts/layout.ts';

/** Writes files below a folder, one after the other; returns how many bytes. */
export async function writeFiles(out: string, files: Files): Promise<number> {
  let total = 0;
  for (const [path, make] of files) {
    const bytes = make(), file = join(out, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
    total += bytes.length;
  }
  return total;
}
