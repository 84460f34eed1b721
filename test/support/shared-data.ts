import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Where the real datasets lie: `POINTWELD_DATA`, else `shared/data` beside the project's folder. */
export const dataRoot = resolve(process.env.POINTWELD_DATA ?? join(projectRoot, '../shared/data'));

/** The folder of one real dataset, or null where this machine does not have it. */
export function sharedData(name: string): string | null {
  const folder = join(dataRoot, name);
  return existsSync(folder) ? folder : null;
}

/**
 * A suite over the real dataset `name`, given its folder. Without the data it is reported as one skipped test, and the
 * suite's title says which folder was looked for.
 */
export function describeReal(name: string, title: string, suite: (folder: string) => void): void {
  const folder = sharedData(name);
  if (folder !== null) {
    describe(title, () => suite(folder));
    return;
  }
  describe(`${title} (looked for ${join(dataRoot, name)})`, () => it.skip('needs this data', () => undefined));
}
