import type { Sweep } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { countPoints } from '#src/formats/clouds/count.ts';
import { memoryPhrase, pointsThatFit } from './memory.ts';
import { useSettings } from './stores/settings-store.ts';
import type { Together } from './together.ts';
import { countTogether } from './together.ts';
import type { Workspace } from './workspace.ts';

/** LAZ of flat, regular scans comes down to about two bytes. */
const LEAST_BYTES_PER_POINT = 1;

/** About how many points frames have: those that are here as they are, the others as these have on average. */
export function estimatedPoints(open: Workspace, frames: readonly number[]): number {
  let known = 0, count = 0;
  for (const { frame } of allFrames(open.scene)) {
    const loaded = frame.sweeps.flatMap((sweep) => open.get(sweep.id) ?? []);
    if (loaded.length === 0 || loaded.length < frame.sweeps.length) continue;
    known++;
    for (const { cloud } of loaded) count += cloud.count;
  }
  return known === 0 ? 0 : Math.round((count / known) * frames.length);
}

/** Why these frames cannot be shown together, with the number; null where they can. */
export function tooManyPoints(open: Workspace, frames: readonly number[]): string | null {
  const count = estimatedPoints(open, frames);
  const gib = useSettings.getState().memoryGib;
  if (count <= pointsThatFit(gib)) return null;
  return `${frames.length} frames are about ${count.toLocaleString('en')} points and ${memoryPhrase(count)} of memory, more than the ${gib} GiB that points may take.`;
}

/** Throws an Error with the number where one file holds more points than may be in memory. Reads no more than its head. */
export async function refuseTooLarge(open: Workspace, sweep: Sweep, signal: AbortSignal): Promise<void> {
  if (open.get(sweep.id) !== undefined) return;
  const { memoryGib } = useSettings.getState();
  const source = await open.tree.open(sweep.cloud.file);
  // No format that we read packs a point into less than this.
  if (source.size / LEAST_BYTES_PER_POINT <= pointsThatFit(memoryGib)) return;
  const count = await countPoints(source, signal);
  if (count === null || count <= pointsThatFit(memoryGib)) return;
  throw new Error(
    `${source.name} has ${count.toLocaleString('en')} points and would take ${memoryPhrase(count)} of memory, more than the ${memoryGib} GiB that points may take (Settings). A COPC file of it can be looked at whatever its size.`,
  );
}

/** Of what people wanted and cannot have, the nearest that fits: fewer frames, and the same stretch with frames left out. */
export interface Offer {
  readonly fewer: Together;
  readonly sparser: Together;
}

export function offers(open: Workspace, index: number, wanted: Together): Offer {
  const perFrame = Math.max(1, estimatedPoints(open, [index]));
  const most = Math.max(1, Math.floor(pointsThatFit(useSettings.getState().memoryGib) / perFrame));
  const present = countTogether(open.scene, index, wanted);
  const factor = Math.ceil(present / most);
  return { fewer: { frames: Math.min(most, wanted.frames), step: wanted.step }, sparser: { frames: Math.ceil(wanted.frames / factor), step: wanted.step * factor } };
}
