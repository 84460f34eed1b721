import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';

/**
 * One of our own JSON files. `migrations[n]` turns what version n wrote into version n + 1, so that whatever an earlier
 * Pointweld wrote is read by running all of them from there on. `schema` is what this version reads; it is loose, so
 * that fields which this version does not know come back as they were.
 */
export interface OwnFormat<S extends v.GenericSchema> {
  readonly what: string;
  readonly version: number;
  readonly migrations: Readonly<Record<number, (old: Record<string, unknown>) => Record<string, unknown>>>;
  readonly schema: S;
}

/**
 * The gate that all our JSON files come in through: refuses newer versions, migrates older ones, checks the result.
 * Throws DataError.
 */
export function readOwnJson<S extends v.GenericSchema>(format: OwnFormat<S>, json: unknown, file: string): v.InferOutput<S> {
  const version = versionOf(json);
  if (version === null)
    throw new DataError('malformed', `is not ${format.what} of Pointweld`, { file, where: 'schemaVersion', expected: `1 to ${format.version}`, found: foundVersion(json) });
  checkVersion(version, format.version, file);
  let now = json as Record<string, unknown>;
  for (let n = version; n < format.version; n++) now = { ...format.migrations[n](now), schemaVersion: n + 1 };
  const result = v.safeParse(format.schema, now);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new DataError('malformed', `is not ${format.what} of Pointweld`, { file, where: v.getDotPath(issue) ?? undefined, expected: issue.expected ?? undefined, found: issue.received });
}

function versionOf(json: unknown): number | null {
  const version = typeof json === 'object' && json !== null && 'schemaVersion' in json ? json.schemaVersion : undefined;
  return typeof version === 'number' && Number.isSafeInteger(version) && version >= 1 ? version : null;
}

function foundVersion(json: unknown): string {
  return typeof json === 'object' && json !== null && 'schemaVersion' in json ? String(json.schemaVersion) : 'none';
}

/** Refuses what a newer Pointweld wrote, with a clear line. */
export function checkVersion(found: number, known: number, file: string): void {
  if (found > known)
    throw new DataError('unsupported', 'was written by a newer version of Pointweld', {
      file,
      expected: `schema version ${known}`,
      found: String(found),
      hint: 'update Pointweld to open it',
    });
}
