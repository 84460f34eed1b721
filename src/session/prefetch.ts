import { isAbort } from '#src/core/errors.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { bringSweep } from './sweeps.ts';
import type { Workspace } from './workspace.ts';

/** Neighbours of the frame on screen that are read ahead, nearest first: people step forward more than back. */
const AHEAD = [1, -1, 2];
/** Frames above this many points are not read ahead: two of them would push the one on screen's neighbours out again. */
const MOST_POINTS = 1_000_000;

let running: AbortController | null = null;

/** Reads the frames around the one on screen while nothing else is asked for. A frame that cannot be read is left to whoever shows it. */
export function prefetchAround(open: Workspace, index: number): void {
  const here = allFrames(open.scene)[index].frame.sweeps.reduce((n, sweep) => n + (open.get(sweep.id)?.cloud.count ?? 0), 0);
  prefetchFrames(open, here > MOST_POINTS ? [] : AHEAD.map((by) => index + by));
}

/** The same for any frames, by their places in `allFrames`; those that do not exist are left out. */
export function prefetchFrames(open: Workspace, indices: readonly number[]): void {
  stopPrefetching();
  const frames = allFrames(open.scene);
  running = new AbortController();
  void fetchAhead(open, indices.flatMap((k) => frames[k]?.frame.sweeps ?? []), running.signal);
}

/** What is asked for now comes first. A sweep that is being read ahead and is asked for is read on. */
export function stopPrefetching(): void {
  // Not at once: whoever shows the frame that is being read must have the time to say so.
  const { running: stopped } = { running };
  running = null;
  if (stopped !== null) setTimeout(() => stopped.abort(), 0);
}

async function fetchAhead(open: Workspace, sweeps: readonly Parameters<typeof bringSweep>[1][], signal: AbortSignal): Promise<void> {
  for (const sweep of sweeps) {
    try {
      await bringSweep(open, sweep, { signal, priority: 'background' });
    } catch (error) {
      if (isAbort(error)) return;
    }
  }
}
