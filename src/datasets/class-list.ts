import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { readText } from '#src/core/io/bytes.ts';
import { parseJson } from '#src/core/io/json.ts';
import { distinctColour } from '#src/core/labels/presets/distinct-colour.ts';
import type { ClassDef, Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { Convention } from '#src/core/scene/scene.ts';
import { kindByName } from './class-kinds.ts';

/** Classes that came with the data, and what had to be decided about them. */
export interface ClassList {
  readonly taxonomy: Taxonomy;
  /** Source id → our id, for the ids that cannot stay what they are; absent where all can. */
  readonly classMap?: Readonly<Record<number, number>>;
  readonly conventions: readonly Convention[];
}

/** Names that mean "nobody has said what this is". */
const UNLABELLED_NAME = /^(un-?labell?ed|none|void|ignored?|unknown|undefined|not labell?ed|background|never classified)$/i;
const MAX_CLASS_ID = 65534;

/** Reads `classes.json`: an object from id to name. Throws DataError that names the entry. */
export async function readClassesJson(tree: FileTree, path: string, name: string): Promise<ClassList> {
  const json = parseJson(await readText(await tree.open(path)), path);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new DataError('malformed', 'is not a list of classes', { file: path, expected: 'an object from id to name' });
  const entries = Object.entries(json).map(([key, value]): [number, string] => {
    if (typeof value !== 'string') throw new DataError('malformed', 'has a class without a name', { file: path, where: key, expected: 'a string' });
    return [classId(key, path), value];
  });
  return classList(name, entries, path);
}

/** A class id as a text. Throws DataError where it is none, or does not fit into a label. */
export function classId(text: string, path: string): number {
  const id = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (id >= 0 && id <= MAX_CLASS_ID) return id;
  throw new DataError('malformed', 'has a class with a bad id', { file: path, where: text, expected: `a whole number from 0 to ${MAX_CLASS_ID}`, found: text });
}

/**
 * A taxonomy of these ids and names. Class 0 means unlabelled here; where the source gives 0 to a real class, that class
 * moves to the first free id, and the convention says so.
 */
export function classList(name: string, entries: readonly (readonly [number, string])[], path: string): ClassList {
  const sorted = [...entries].sort((a, b) => a[0] - b[0]);
  const zero = sorted.find(([id]) => id === 0);
  const conventions: Convention[] = [{ name: 'classes', value: path, source: 'file' }];
  let classMap: Record<number, number> | undefined;
  let rest = sorted.filter(([id]) => id !== 0);
  if (zero && !UNLABELLED_NAME.test(zero[1])) {
    const free = firstFree(rest.map(([id]) => id));
    classMap = { 0: free };
    rest = [...rest, [free, zero[1]]];
    conventions.push({ name: 'class map', value: `0 (${zero[1]}) becomes ${free}: 0 is unlabelled here`, source: 'assumed' });
  }
  const classes = rest.map(([id, className], i): ClassDef => ({ id, name: className, colour: distinctColour(i), kind: kindByName(className) }));
  conventions.push({ name: 'things and stuff', value: 'by class name', source: 'assumed' });
  return { taxonomy: { name, classes }, classMap, conventions };
}

function firstFree(ids: readonly number[]): number {
  const used = new Set(ids);
  let id = 1;
  while (used.has(id)) id++;
  return id;
}
