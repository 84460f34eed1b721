import { readFile } from 'node:fs/promises';
import { DataError } from '#src/core/errors.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import { parseClassMap } from '#src/core/labels/class-map-file.ts';
import { suggestClassMap } from '#src/core/labels/class-map-suggest.ts';
import type { Convention } from '#src/core/scene/scene.ts';
import { attachMasks, ownMasks } from '#src/datasets/attach-masks.ts';
import type { MaskSet } from '#src/datasets/masks.ts';
import { fileError } from '#src/storage/sources/node-file.ts';
import { nodeTree } from '#src/storage/sources/node-tree.ts';
import type { OpenedPath } from './open-path.ts';

/** The masks of the folder that `--masks` names, else the dataset's own. Throws DataError where there are none. */
export async function masksOf({ scene, tree }: OpenedPath, folder: string | undefined): Promise<MaskSet> {
  if (folder !== undefined) return attachMasks(scene, nodeTree(folder), { folder: '' });
  const masks = await ownMasks(scene, tree);
  if (masks === null) throw new DataError('missing', 'has no masks to check against', { file: scene.name, hint: '--masks names their folder' });
  return masks;
}

/** The class map of a file, else the one that suggests itself, and how it came about. Throws DataError where the file is none. */
export async function classMapOf({ scene }: OpenedPath, { taxonomy }: MaskSet, file: string | undefined): Promise<{ map: ClassMap; convention: Convention }> {
  if (file === undefined) {
    const { map, why } = suggestClassMap(scene.taxonomy, taxonomy);
    return { map, convention: { name: 'class map', value: why, source: 'assumed' } };
  }
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fileError(error, file);
  });
  return { map: parseClassMap(text, file, scene.taxonomy, taxonomy), convention: { name: 'class map', value: file, source: 'file' } };
}
