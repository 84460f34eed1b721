import { create } from 'zustand';

/** By what the gallery is sorted. */
export const GALLERY_ORDERS = ['oddity', 'verdict', 'size', 'points', 'id'] as const;
export type GalleryOrder = (typeof GALLERY_ORDERS)[number];

interface GalleryState {
  scan: { readonly phase: 'idle' | 'running' | 'stopped'; readonly done: number; readonly total: number };
  /** Why frames could not be looked at, a line each. */
  problems: readonly string[];
  /** Counts up when the objects are other ones: they are in gallery/scan.ts. */
  version: number;
  /** Class on show; null = the first one that has objects. */
  classId: number | null;
  order: GalleryOrder;
  /** Keys of the objects that are chosen. */
  chosen: ReadonlySet<string>;
  /** The one that was clicked last: Shift-click takes all from there. */
  anchor: string | null;
}

export const useGallery = create<GalleryState>(() => ({
  scan: { phase: 'idle', done: 0, total: 0 },
  problems: [],
  version: 0,
  classId: null,
  order: 'oddity',
  chosen: new Set(),
  anchor: null,
}));
