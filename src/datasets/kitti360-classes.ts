import { distinctColour } from '#src/core/labels/presets/distinct-colour.ts';
import { cityscapes } from '#src/core/labels/presets/index.ts';
import type { ClassDef, Taxonomy } from '#src/core/labels/taxonomy.ts';
import { kindByName } from './class-kinds.ts';

/** Ids beyond Cityscapes' (kitti360Scripts, helpers/labels.py). */
const MORE = ['garage', 'gate', 'stop', 'smallpole', 'lamp', 'trash bin', 'vending machine', 'box', 'unknown construction', 'unknown vehicle', 'unknown object'];
const FIRST_MORE = 34;

export const kitti360Classes: Taxonomy = {
  name: 'KITTI-360',
  classes: [...cityscapes.classes, ...MORE.map((name, i): ClassDef => ({ id: FIRST_MORE + i, name, colour: distinctColour(i), kind: kindByName(name) }))],
};

/** `kittiId` of the classes 7 to 44 (helpers/labels.py): the numbers of 3D boxes, which are others than those of points and pictures. */
const BOX_IDS = [1, 3, 2, 10, 11, 7, 8, 30, 31, 32, 21, -1, 23, 24, 5, 4, 9, 19, 20, 13, 14, 34, 16, 15, 33, 17, 18, 12, 6, 29, 22, 25, 26, 27, 28, 35, 36, 37];
const FIRST_OF_BOXES = 7;
const byBoxId = new Map(BOX_IDS.map((boxId, i) => [boxId, kitti360Classes.classes.find((c) => c.id === i + FIRST_OF_BOXES)]));

/** The class that `semanticId` of a 3D box means; undefined where it means none. */
export function classOfBox(semanticId: number): ClassDef | undefined {
  return semanticId < 0 ? undefined : byBoxId.get(semanticId);
}
