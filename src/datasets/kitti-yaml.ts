import { parse } from 'yaml';
import { DataError, errorMessage } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { readText } from '#src/core/io/bytes.ts';
import { srgbHex } from '#src/core/labels/presets/oklab.ts';
import { isSemanticKittiThing, semanticKitti } from '#src/core/labels/presets/semantickitti.ts';
import type { ClassDef } from '#src/core/labels/taxonomy.ts';
import type { ClassList } from './class-list.ts';
import { classId, classList } from './class-list.ts';

/**
 * Reads a semantic-kitti-api configuration: `labels` from id to name, and `color_map` from id to [blue, green, red].
 * Throws DataError that names the entry.
 */
export async function readKittiYaml(tree: FileTree, path: string): Promise<ClassList> {
  const yaml = parseYaml(await readText(await tree.open(path)), path);
  const names = entriesOf(yaml.labels).map(([key, value]): [number, string] => {
    if (typeof value !== 'string') throw new DataError('malformed', 'has a class without a name', { file: path, where: `labels.${key}` });
    return [classId(key, path), value];
  });
  if (names.length === 0) throw new DataError('malformed', 'names no classes', { file: path, expected: 'labels: {id: name}' });
  const list = classList('SemanticKITTI', names, path);
  const colours = new Map(entriesOf(yaml.color_map).map(([key, value]) => [Number(key), bgrColour(value, path, key)]));
  const classes = list.taxonomy.classes.map((c): ClassDef => ({ ...c, colour: colours.get(c.id) ?? c.colour, ...official(c) }));
  const conventions = [
    { name: 'classes', value: path, source: 'file' as const },
    { name: 'colour order in the yaml', value: 'blue, green, red', source: 'format' as const },
  ];
  return { ...list, taxonomy: { ...list.taxonomy, classes }, conventions: [...conventions, ...list.conventions.slice(1)] };
}

/** What the api fixes outside the yaml, for the ids that keep their official names. */
function official({ id, name }: ClassDef): Partial<ClassDef> {
  const preset = semanticKitti.classes.find((c) => c.id === id && c.name === name);
  return preset ? { kind: isSemanticKittiThing(id) ? 'thing' : 'stuff', ...(preset.parent === undefined ? {} : { parent: preset.parent }) } : {};
}

function parseYaml(text: string, file: string): Record<string, unknown> {
  let yaml: unknown;
  try {
    yaml = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw new DataError('malformed', 'is not valid YAML', { file, found: errorMessage(error) });
  }
  if (typeof yaml === 'object' && yaml !== null) return yaml as Record<string, unknown>;
  throw new DataError('malformed', 'is not a configuration of SemanticKITTI', { file, expected: 'labels: {id: name}' });
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function bgrColour(value: unknown, file: string, key: string): string {
  const isByte = (x: unknown): x is number => typeof x === 'number' && Number.isInteger(x) && x >= 0 && x <= 255;
  if (Array.isArray(value) && value.length === 3 && value.every(isByte)) return srgbHex([...value].reverse());
  throw new DataError('malformed', 'has a colour that is none', { file, where: `color_map.${key}`, expected: '[blue, green, red] from 0 to 255' });
}
