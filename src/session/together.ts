import type { Scene } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';

/** How many frames are shown together, and how many steps of the timeline lie between two of them. */
export interface Together {
  readonly frames: number;
  readonly step: number;
}

export const ONE_FRAME: Together = { frames: 1, step: 1 };

/**
 * Numbers (in `allFrames`) of the frames that are shown together with frame `index`, in time order, `index` always among
 * them. A sequence is cut into stretches that lie where they lie whichever frame is asked for, so that stepping within a
 * stretch loads nothing. Frames without poses cannot be put together: then it is the one frame.
 */
export function framesTogether(scene: Scene, index: number, { frames, step }: Together): number[] {
  const all = allFrames(scene);
  const { sequence } = all[index];
  if (frames <= 1 || !sequence.posed) return [index];
  const first = all.findIndex((f) => f.sequence === sequence);
  const end = first + sequence.frames.length;
  const span = frames * step;
  const from = first + Math.floor((index - first) / span) * span;
  const chosen: number[] = [];
  for (let k = from; k < Math.min(end, from + span); k++) if ((k - from) % step === 0 || k === index) chosen.push(k);
  return chosen;
}

/** Frames that a choice would show together with frame `index`, at most. */
export function countTogether(scene: Scene, index: number, together: Together): number {
  return framesTogether(scene, index, together).length;
}
