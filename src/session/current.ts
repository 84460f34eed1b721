import { Window } from '#src/core/cloud/window.ts';
import type { SweepView } from '#src/core/select/selector.ts';
import type { LoadedSweep, Workspace } from './workspace.ts';
import { currentFrame } from './stores/scene-store.ts';

let current: Workspace | null = null;

/** What is open, or null. Its identity changes when another dataset is opened. */
export function workspace(): Workspace | null {
  return current;
}

export function setWorkspace(next: Workspace | null): void {
  current = next;
}

/** The sweeps of the frame on screen whose points are here. Depends on `useScene().shownVersion`. */
export function shownSweeps(): readonly LoadedSweep[] {
  const here = currentFrame();
  if (current === null || here === null) return [];
  const open = current;
  return here.frame.sweeps.flatMap((sweep) => open.get(sweep.id) ?? []);
}

/** The same as one window: what regions and bounds are asked of. */
export function shownWindow(): Window<SweepView> {
  return new Window(shownSweeps().map((loaded) => loaded.view));
}
