import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { readText } from '#src/core/io/bytes.ts';
import { parseJson } from '#src/core/io/json.ts';
import { jsonPath } from '#src/core/scene/parse-scene-file.ts';

/** Numbers as calibrations and poses have them. */
export const finite = v.pipe(v.number(), v.finite());
export const positive = v.pipe(finite, v.gtValue(0));
export const xyz = v.object({ x: finite, y: finite, z: finite });

/** `count` numbers in one list. */
export function numbers(count: number) {
  return v.pipe(v.array(finite), v.length(count));
}

/** Reads a JSON file of a known shape. `what` is what it should be: "a list of poses". Throws DataError that names the JSON path. */
export async function readJson<S extends v.GenericSchema>(tree: FileTree, file: string, schema: S, what: string): Promise<v.InferOutput<S>> {
  const result = v.safeParse(schema, parseJson(await readText(await tree.open(file)), file), { abortEarly: true });
  if (result.success) return result.output;
  const { path, expected, received } = result.issues[0];
  throw new DataError('malformed', `is not ${what}`, {
    file, where: jsonPath((path ?? []).map((item) => item.key as string | number)) || 'the top level', expected: expected ?? undefined, found: received,
  });
}
