import { nuscenes } from '#src/core/labels/presets/index.ts';
import type { ClassDef } from '#src/core/labels/taxonomy.ts';
import type { ClassList } from './class-list.ts';
import { classId, classList } from './class-list.ts';
import type { Row } from './nuscenes-tables.ts';

/**
 * The classes of category.json by their `index`, which the data says and no document (two of them disagree). Colours and kinds are
 * the devkit's where the name is one of its own. Null where categories have no index: then no per-point label can be read.
 */
export function nuscenesClasses(categories: readonly Row<'category'>[], file: string): ClassList | null {
  const entries = categories.flatMap(({ index, name }): [number, string][] => (index === null || index === undefined ? [] : [[classId(String(index), file), name]]));
  if (entries.length === 0) return null;
  const list = classList('nuScenes', entries, file);
  const classes = list.taxonomy.classes.map((c): ClassDef => {
    const known = nuscenes.classes.find((p) => p.name === c.name);
    return known ? { ...c, colour: known.colour, kind: known.kind } : c;
  });
  return { ...list, taxonomy: { ...list.taxonomy, classes } };
}
