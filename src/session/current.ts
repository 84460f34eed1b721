import { Window } from '#src/core/cloud/window.ts';
import type { Sweep } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import type { SweepView } from '#src/core/select/selector.ts';
import type { LoadedSweep, Workspace } from './workspace.ts';
import { currentFrame, useScene } from './stores/scene-store.ts';
import { framesTogether } from './together.ts';

let current: Workspace | null = null;

/** What is open, or null. Its identity changes when another dataset is opened. */
export function workspace(): Workspace | null {
  return current;
}

export function setWorkspace(next: Workspace | null): void {
  current = next;
}

/**
 * The sweeps of the current frame whose points are here: what images show and checks compare. Depends on
 * `useScene().shownVersion`, as `shownSweeps` does.
 */
export function frameSweeps(): readonly LoadedSweep[] {
  return loaded(currentFrame()?.frame.sweeps ?? []);
}

/** The sweeps of all frames that are shown together, those of the current frame first: what the 3D view shows and tools label. */
export function shownSweeps(): readonly LoadedSweep[] {
  const { scene, frameIndex, together } = useScene.getState();
  if (scene === null || allFrames(scene).length === 0) return [];
  const others = framesTogether(scene, frameIndex, together).filter((k) => k !== frameIndex);
  return [...frameSweeps(), ...others.flatMap((k) => loaded(allFrames(scene)[k].frame.sweeps))];
}

function loaded(sweeps: readonly Sweep[]): LoadedSweep[] {
  return sweeps.flatMap((sweep) => current?.get(sweep.id) ?? []);
}

/** The same as one window: what regions and bounds are asked of. */
export function shownWindow(): Window<SweepView> {
  return new Window(shownSweeps().map((loaded) => loaded.view));
}
