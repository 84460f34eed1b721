import { create } from 'zustand';
import type { SweepId } from '#src/core/scene/scene.ts';

interface HoverState {
  /** The point under the cursor, in the 3D view or in an image. */
  point: { readonly sweep: SweepId; readonly index: number } | null;
}

export const useHover = create<HoverState>(() => ({ point: null }));
