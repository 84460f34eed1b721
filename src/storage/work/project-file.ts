import * as v from 'valibot';
import { parseJson } from '#src/core/io/json.ts';
import { PROJECT_FILE } from './names.ts';
import { readOwnJson } from './versions.ts';
import type { OwnFormat } from './versions.ts';
import type { WorkFiles } from './work-files.ts';

const PROJECT = {
  what: 'the project file',
  version: 1,
  migrations: {},
  schema: v.looseObject({ schemaVersion: v.number() }),
} satisfies OwnFormat<v.GenericSchema>;

/** Reads a work folder's project file, if there is one. Throws DataError where this version cannot. */
export async function checkProject(files: WorkFiles): Promise<void> {
  const bytes = await files.read(PROJECT_FILE);
  if (bytes !== null) readOwnJson(PROJECT, parseJson(new TextDecoder().decode(bytes), PROJECT_FILE), PROJECT_FILE);
}

/** Makes a folder a work folder. */
export function ensureProject(files: WorkFiles): Promise<void> {
  return files.exclusive(PROJECT_FILE, 'writing', async () => {
    if ((await files.size(PROJECT_FILE)) !== null) return;
    const text = JSON.stringify({ schemaVersion: PROJECT.version }, null, 2);
    await files.writeAtomic(PROJECT_FILE, new TextEncoder().encode(`${text}\n`));
  });
}
