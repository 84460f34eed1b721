import { create } from 'zustand';
import type { PreviewCloud } from '#src/core/cloud/preview-cloud.ts';
import type { Frame, Scene, Sequence } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import type { Together } from '../together.ts';
import { ONE_FRAME } from '../together.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';

export type Loading =
  | { readonly phase: 'idle' }
  | { readonly phase: 'loading'; readonly what: string; readonly done: number; readonly total: number }
  | { readonly phase: 'failed'; readonly what: string; readonly error: string };

interface SceneState {
  /** What is open; the arrays behind it are in the Workspace. */
  scene: Scene | null;
  taxonomy: Taxonomy;
  /** Opening a dataset. */
  opening: Loading;
  /** Index in `allFrames(scene)`. */
  frameIndex: number;
  /** Reading the points of the frame; 'idle' = its points are here. */
  frameLoading: Loading;
  /** How many frames are shown together. */
  together: Together;
  /** What has been read so far of a frame that takes long; null while nothing is shown early. A part is never exchanged for another. */
  preview: readonly PreviewCloud[] | null;
  /** Where a file is shown in levels of detail: points on screen now, and points of the file. */
  levels: { readonly shown: number; readonly total: number } | null;
  /** Counts up when the points that are shown are other ones. */
  shownVersion: number;
}

export const useScene = create<SceneState>(() => ({
  scene: null,
  taxonomy: { name: 'none', classes: [] },
  opening: { phase: 'idle' },
  frameIndex: 0,
  frameLoading: { phase: 'idle' },
  together: ONE_FRAME,
  preview: null,
  levels: null,
  shownVersion: 0,
}));

/** The frame that is shown, or null where nothing is open. */
export function currentFrame(state: Pick<SceneState, 'scene' | 'frameIndex'> = useScene.getState()): { sequence: Sequence; frame: Frame } | null {
  return state.scene === null ? null : (allFrames(state.scene)[state.frameIndex] ?? null);
}
