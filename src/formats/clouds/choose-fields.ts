import type { FieldInfo } from '#src/core/cloud/columns.ts';
import { intensityField } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import type { ReadCloudOptions } from './format.ts';
import { instanceFieldOf } from './label-field.ts';

const COLOUR_NAMES = new Set(['rgb', 'rgba', 'red', 'green', 'blue', 'r', 'g', 'b']);

/** Names of the fields to load: what was asked for, else intensity, colours, classes and instances, and what is asked for beside them. Throws DataError for an unknown name. */
export function chooseFields(
  fields: readonly FieldInfo[], labelField: string | null, columns: ReadCloudOptions['columns'], file: string,
): ReadonlySet<string> {
  if (columns === 'all') return new Set(fields.map((f) => f.name));
  const usual = columns === undefined || 'also' in columns;
  const asked = columns === undefined ? [] : 'also' in columns ? columns.also : columns;
  for (const name of asked)
    if (!fields.some((f) => f.name === name))
      throw new DataError('missing', 'no such field', { file, expected: `one of ${fields.map((f) => f.name).join(', ')}`, found: name });
  if (!usual) return new Set(asked);
  const wanted = [intensityField(fields), labelField, labelField === null && asked.length === 0 ? null : instanceFieldOf(fields), ...asked];
  return new Set(fields.map((f) => f.name).filter((name) => wanted.includes(name) || COLOUR_NAMES.has(name.toLowerCase())));
}
