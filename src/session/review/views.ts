import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { useScene } from '../stores/scene-store.ts';

/** Where a view of a finding is in the scene. */
export interface ViewPlace {
  /** Index in `allFrames(scene)`. */
  readonly frameIndex: number;
  readonly image: FrameImage;
}

/** Null where the scene has no such picture any more. */
export function imageOfView({ sequence }: Pick<Finding, 'sequence'>, view: Pick<Finding['views'][number], 'frame' | 'camera'>): ViewPlace | null {
  const frameIndex = frameIndexOf(sequence, view.frame);
  const image = frameAt(frameIndex)?.images.find((i) => i.camera === view.camera);
  return image === undefined ? null : { frameIndex, image };
}

/** Index of a frame in `allFrames(scene)`; -1 where there is none. */
export function frameIndexOf(sequence: string, frame: string): number {
  const { scene } = useScene.getState();
  return scene === null ? -1 : allFrames(scene).findIndex((f) => f.sequence.id === sequence && f.frame.id === frame);
}

function frameAt(index: number) {
  const { scene } = useScene.getState();
  return scene === null ? undefined : allFrames(scene)[index]?.frame;
}

/** Places in the finding's views in the order in which people go through them: the best ones first, then the others in time order. */
export function viewOrder({ views, best }: Pick<Finding, 'views' | 'best'>): number[] {
  return [...best, ...views.keys()].filter((k, at, all) => all.indexOf(k) === at);
}
