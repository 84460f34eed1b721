import { topSpeeds } from '#src/core/labels/top-speed.ts';
import type { Sweep } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import type { SweepToCheck } from '#src/engine/check-frame.ts';
import { checkFrame } from '#src/engine/check-frame.ts';
import type { CheckedFrame } from '#src/engine/jobs/check-frame.request.ts';
import { classMap } from '../class-map.ts';
import { engine } from '../engine.ts';
import { maskSet } from '../masks.ts';
import { offsetsInForce } from './cameras.ts';
import { readFrameLabels } from '../sweeps.ts';
import type { Workspace } from '../workspace.ts';

/**
 * Holds a frame, by its place in `allFrames`, against its masks with the labels that it has now. The workers read its points, which are not
 * kept. Rejects with DataError where it cannot be read, and with Error where there is nothing to hold it against.
 */
export async function observe(open: Workspace, frame: number, signal: AbortSignal): Promise<CheckedFrame> {
  const masks = maskSet(), map = classMap()?.map;
  if (masks === null || map === undefined) throw new Error('no masks are attached any more');
  const { sequence, frame: target } = allFrames(open.scene)[frame];
  const sweeps: SweepToCheck[] = [];
  for (const [s, sweep] of target.sweeps.entries()) {
    const labels = await labelsNow(open, sweep, signal);
    // A radar's points, say, that nobody labels, are not counted as unlabelled.
    if (s === 0 || labels !== null) sweeps.push({ sweep, labels });
  }
  const against = { masks, classMap: map, ignored: open.set.table('ignoreRegions').values(), speeds: topSpeeds(open.scene.taxonomy), offsets: offsetsInForce() };
  return checkFrame(engine(), open.tree, sequence, sequence.frames.indexOf(target), sweeps, against, { signal, priority: 'background' });
}

/** Labels that nobody has changed are read by the worker, with the points; null where there are none. */
async function labelsNow(open: Workspace, sweep: Sweep, signal: AbortSignal): Promise<SweepToCheck['labels']> {
  if (open.set.touched(sweep.id)) return (await readFrameLabels(open, sweep, signal)).labels;
  return sweep.labels === null ? null : 'source';
}
