import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { fitsImage } from '#src/core/crosscheck/id-mask.ts';
import { MaskOverlay } from '#src/core/crosscheck/overlay-masks.ts';
import { withoutOwnVehicle } from '#src/core/crosscheck/own-vehicle.ts';
import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { Convention, FrameImage, ImageId, MaskRef, Scene } from '#src/core/scene/scene.ts';
import { imageId } from '#src/core/scene/scene.ts';
import { readConfidence } from '#src/formats/masks/confidence.ts';
import { maskFormat } from '#src/formats/masks/index.ts';
import { readPngHeader } from '#src/formats/masks/png-header.ts';

/** The mask of one picture: the files that make it up, at least one, later ones over earlier ones, and the folder they lie in. */
export interface ImageMask {
  readonly tree: FileTree;
  readonly parts: readonly MaskRef[];
}

/** The masks of a scene: nothing of them is read before it is asked for. */
export interface MaskSet {
  /** The masks' own classes. */
  readonly taxonomy: Taxonomy;
  readonly masks: ReadonlyMap<ImageId, ImageMask>;
  /** What had to be decided: format, taxonomy. */
  readonly conventions: readonly Convention[];
}

/** The masks that the scene itself refers to, in its own folder; empty where it has none. */
export function sceneMasks(scene: Scene, tree: FileTree): MaskSet {
  const masks = new Map<ImageId, ImageMask>();
  for (const { id: sequence, frames } of scene.sequences)
    for (const frame of frames)
      for (const image of frame.images)
        if (image.masks.length > 0) masks.set(imageId(sequence, frame.id, image.camera), { tree, parts: image.masks });
  const { maskTaxonomy } = scene;
  return {
    taxonomy: maskTaxonomy ?? scene.taxonomy,
    masks,
    conventions: [maskTaxonomy ? { name: 'mask classes', value: maskTaxonomy.name, source: 'file' } : sameClasses(scene)],
  };
}

/** Where nothing says which classes masks use. */
export function sameClasses(scene: Scene): Convention {
  return { name: 'mask classes', value: `those of the labels (${scene.taxonomy.name})`, source: 'assumed' };
}

/**
 * Reads the mask of a picture: all of its files, put together, void where it shows the own vehicle. Class ids are those of `taxonomy`. Throws DataError: 'mismatch' with both
 * sizes where a file does not fit the picture or the other files, and whatever the formats find wrong.
 */
export async function loadMask(files: ImageMask, image: MaskedImage, taxonomy: Taxonomy): Promise<IdMask> {
  return withoutOwnVehicle(await wholeMask(files, image, taxonomy), image.ownVehicle);
}

async function wholeMask({ tree, parts }: ImageMask, image: MaskedImage, taxonomy: Taxonomy): Promise<IdMask> {
  const first = await loadPart(tree, parts[0], image, taxonomy);
  if (parts.length === 1) return first;
  const overlay = new MaskOverlay(first.width, first.height);
  for (const part of parts) {
    const mask = part === parts[0] ? first : await loadPart(tree, part, image, taxonomy);
    if (mask.width !== first.width || mask.height !== first.height) throw sizeMismatch(part.file, 'the other masks of its picture', first, mask);
    overlay.add({ mask, partial: maskFormat(part.kind, part.file).partial });
  }
  return overlay.result();
}

/** Of a picture, what reading its mask needs; its file's name where the mask's file holds masks of several. */
type MaskedImage = Pick<FrameImage, 'spec'> & Partial<Pick<FrameImage, 'file' | 'ownVehicle'>>;

async function loadPart(tree: FileTree, part: MaskRef, { spec, file = '' }: MaskedImage, taxonomy: Taxonomy): Promise<IdMask> {
  const format = maskFormat(part.kind, part.file);
  const source = await tree.open(part.file);
  if (format.isPicture !== false) {
    const header = await readPngHeader(source);
    // Before it is unpacked: a picture of another size need not even fit into memory.
    if (!fitsImage(header, spec)) throw sizeMismatch(part.file, 'its picture, nor of its shape', spec, header);
  }
  const table = part.table === undefined ? undefined : await tree.open(part.table);
  const mask = await format.read(source, { taxonomy, table, instance: part.instance, className: part.className, image: { file, width: spec.width, height: spec.height } });
  if (part.classMap) mapClasses(mask.classes, part.classMap);
  return part.confidence === undefined ? mask : { ...mask, confidence: await readConfidence(await tree.open(part.confidence), mask) };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function sizeMismatch(file: string, of: string, expected: Size, found: Size): DataError {
  return new DataError('mismatch', `is not of the size of ${of}`, {
    file, expected: `${expected.width} x ${expected.height}`, found: `${found.width} x ${found.height}`,
  });
}

function mapClasses(classes: Uint16Array, map: Readonly<Record<number, number>>): void {
  const table = Uint16Array.from({ length: 0x10000 }, (_, id) => map[id] ?? id);
  for (let i = 0; i < classes.length; i++) classes[i] = table[classes[i]];
}
