import type { FieldInfo } from '#src/core/cloud/columns.ts';
import { intensityField } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import type { ReadCloudOptions } from './format.ts';

const COLOUR_NAMES = new Set(['rgb', 'rgba', 'red', 'green', 'blue', 'r', 'g', 'b']);

/** Names of the fields to load: what was asked for, else intensity, colours and labels. Throws DataError for an unknown name. */
export function chooseFields(
  fields: readonly FieldInfo[], labelField: string | null, columns: ReadCloudOptions['columns'], file: string,
): ReadonlySet<string> {
  if (columns === 'all') return new Set(fields.map((f) => f.name));
  if (columns === undefined) {
    const wanted = [intensityField(fields), labelField];
    return new Set(fields.map((f) => f.name).filter((name) => wanted.includes(name) || COLOUR_NAMES.has(name.toLowerCase())));
  }
  for (const name of columns)
    if (!fields.some((f) => f.name === name))
      throw new DataError('missing', 'no such field', { file, expected: `one of ${fields.map((f) => f.name).join(', ')}`, found: name });
  return new Set(columns);
}
