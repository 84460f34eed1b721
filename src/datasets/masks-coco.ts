import type { FileTree } from '#src/core/io/bytes.ts';
import { readText } from '#src/core/io/bytes.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { MaskRef } from '#src/core/scene/scene.ts';
import { agreesWith, cocoImageOf, cocoInstances, parseCocoInstances } from '#src/formats/masks/coco-instances.ts';
import { classList } from './class-list.ts';
import type { NamedImage } from './masks-names.ts';
import { extensionOf, folderOf, joined, nameOf } from './paths.ts';

/** What COCO JSONs of a folder have for pictures. */
export interface CocoMasks {
  readonly files: readonly string[];
  readonly masks: ReadonlyMap<NamedImage, MaskRef>;
  /** Their categories; null where there are no such files, or they have none. */
  readonly taxonomy: Taxonomy | null;
}

/**
 * The COCO instances JSONs of a folder, or of `annotations/` in it: those whose names say so. A picture that several entries could mean, or an
 * entry that could mean several pictures, is left without. Throws DataError where one of the files is not what its name says.
 */
export async function findCocoMasks(tree: FileTree, folder: string, paths: readonly string[], images: readonly NamedImage[]): Promise<CocoMasks> {
  const files = paths.filter((path) => [folder, joined(folder, 'annotations')].includes(folderOf(path)) && extensionOf(path) === 'json' && /^instances_|coco(?!.*panoptic)/i.test(nameOf(path)));
  const masks = new Map<NamedImage, MaskRef>(), names = new Map<number, string>();
  for (const file of files) {
    const { images: entries, categories = [] } = parseCocoInstances(await readText(await tree.open(file)), file);
    for (const { id, name } of categories) names.set(id, name);
    const meant = new Map<(typeof entries)[number], NamedImage[]>();
    for (const picture of images) {
      const entry = cocoImageOf(entries, picture.image.file);
      if (entry !== undefined) meant.set(entry, [...(meant.get(entry) ?? []), picture]);
    }
    for (const [entry, pictures] of meant) {
      const agreeing = pictures.filter(({ image }) => agreesWith(entry.file_name, image.file)), [picture, other] = agreeing.length > 0 ? agreeing : pictures;
      if (other === undefined && !masks.has(picture)) masks.set(picture, { file, kind: cocoInstances.id });
    }
  }
  return { files, masks, taxonomy: names.size === 0 ? null : classList('COCO categories', [...names], files[0]).taxonomy };
}
