import type { Change } from '#src/core/labels/change.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import { classMapId } from '#src/core/labels/class-map.ts';
import { suggestClassMap } from '#src/core/labels/class-map-suggest.ts';
import { changeHeader } from './change-header.ts';
import { workspace } from './current.ts';
import { useMasks } from './stores/mask-store.ts';
import { useScene } from './stores/scene-store.ts';
import { commit } from './undoing.ts';

/** The map between the labels' classes and the masks' that is in force, and where it comes from. Null without masks. */
export function classMap(): { readonly map: ClassMap; readonly why: string } | null {
  const { attached, taxonomy: masks } = useMasks.getState();
  const { taxonomy: labels } = useScene.getState();
  if (attached === null) return null;
  const own = workspace()?.set.table('classMaps').get(classMapId({ from: labels.name, to: masks.name }));
  return own === undefined ? suggestClassMap(labels, masks) : { map: own, why: 'edited in this project' };
}

/** Puts another map in force, as a Change: it is kept with the work, and undone like any other. */
export function setClassMap(map: ClassMap, title: string): void {
  const id = classMapId(map);
  const before = workspace()?.set.table('classMaps').get(id) ?? null;
  const change: Change = {
    ...changeHeader({ tool: 'class map' }),
    title: `class map: ${title}`,
    place: null,
    sweeps: [],
    records: [{ table: 'classMaps', id, before, after: map }],
  };
  commit(change);
}
