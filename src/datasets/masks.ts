import type { FileTree } from '#src/core/io/bytes.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { Convention, ImageId, MaskRef } from '#src/core/scene/scene.ts';

/** The mask of one picture: the files that make it up, later ones over earlier ones, and the folder they lie in. */
export interface ImageMask {
  readonly tree: FileTree;
  readonly parts: readonly MaskRef[];
}

/** The masks of a scene: nothing of them is read before it is asked for. */
export interface MaskSet {
  /** The masks' own classes. */
  readonly taxonomy: Taxonomy;
  readonly masks: ReadonlyMap<ImageId, ImageMask>;
  /** What had to be decided: format, taxonomy, names. */
  readonly conventions: readonly Convention[];
}
