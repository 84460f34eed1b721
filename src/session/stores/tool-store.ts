import { create } from 'zustand';
import type { Guards } from '#src/core/select/guards.ts';
import type { SetOperation } from '#src/core/select/packed-points.ts';

/** Which instance a labelled thing gets. Stuff always gets none. */
export type InstanceTarget = { readonly kind: 'next' } | { readonly kind: 'existing'; readonly id: number };

/** What the stroke under way, or the cuboid, would do: shown at the cursor and in the HUD before it happens. */
export interface StrokeImpact {
  readonly count: number;
  readonly guarded: number;
  /** By packed label, largest first. */
  readonly overwrites: readonly { readonly label: number; readonly count: number }[];
}

/** Lines that a tool draws over the view, in CSS pixels from its top left: x0, y0, x1, y1, … */
export interface ToolOverlay {
  readonly path: readonly number[];
  readonly closed: boolean;
  /** Where the tip with the counts is shown. */
  readonly tip: readonly [number, number] | null;
  /** Radius of a circle around the tip, for tools that reach as far as it; absent = none. CSS pixels. */
  readonly ring?: number;
}

/** The cuboid that is being drawn or edited, upright, in the world frame: metres and radians. */
export interface CuboidDraft {
  readonly center: readonly [number, number, number];
  /** length, width, height */
  readonly size: readonly [number, number, number];
  readonly yaw: number;
}

interface ToolState {
  tool: string;
  /** 'paint': releasing the mouse labels. 'select': it selects, and Enter labels. */
  mode: 'paint' | 'select';
  /** 0 = erase. Null = nothing armed yet. */
  armedClass: number | null;
  target: InstanceTarget;
  /** Class ids that the keys 1, 2, … arm. */
  digits: readonly number[];
  guards: Guards;
  /** What the modifier keys say now. */
  combine: Exclude<SetOperation, 'intersect'>;
  overlay: ToolOverlay | null;
  impact: StrokeImpact | null;
  cuboid: CuboidDraft | null;
  /** CSS pixels. */
  brushRadius: number;
}

export const useTools = create<ToolState>(() => ({
  tool: 'navigate',
  mode: 'paint',
  armedClass: null,
  target: { kind: 'next' },
  digits: [],
  guards: { unlabelledOnly: true },
  combine: 'set',
  overlay: null,
  impact: null,
  cuboid: null,
  brushRadius: 20,
}));
