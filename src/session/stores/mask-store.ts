import { create } from 'zustand';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { Convention } from '#src/core/scene/scene.ts';

/** The masks that are attached, for people; the masks themselves are read when they are asked for. */
export interface AttachedSummary {
  /** Where they came from: the dataset's own, or a folder's name. */
  readonly name: string;
  readonly images: number;
  readonly imagesWithout: number;
  readonly unmatchedFiles: readonly string[];
  readonly conventions: readonly Convention[];
}

interface MaskState {
  attached: AttachedSummary | null;
  /** The masks' own classes, in the palette that the user chose. */
  taxonomy: Taxonomy;
  /** Counts up when other masks are attached. */
  version: number;
}

export const useMasks = create<MaskState>(() => ({ attached: null, taxonomy: { name: 'none', classes: [] }, version: 0 }));
