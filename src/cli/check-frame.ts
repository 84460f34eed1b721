import { movingBoxes } from '#src/core/crosscheck/motion.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import type { Sequence } from '#src/core/scene/scene.ts';
import { imageId } from '#src/core/scene/scene.ts';
import type { MaskSet } from '#src/datasets/masks.ts';
import type { Engine } from '#src/engine/engine.ts';
import type { CheckedFrame, CheckFrameRequest, ImageToCheck } from '#src/engine/jobs/check-frame.request.ts';
import { checkFrameJob } from '#src/engine/jobs/check-frame.request.ts';

/**
 * Checks a frame's main sweep against each of its pictures that has a mask. `labels` as in `CheckFrameRequest`. Rejects with
 * DataError where the cloud, its labels, a lens or a mask cannot be read.
 */
export function checkFrame(
  engine: Engine, tree: FileTree, sequence: Sequence, at: number, masks: MaskSet, classMap: ClassMap, labels: CheckFrameRequest['labels'],
): Promise<CheckedFrame> {
  const { id, timeNs, sweeps, images } = sequence.frames[at];
  const trees = [tree];
  const placeOf = (wanted: FileTree): number => (trees.includes(wanted) ? trees.indexOf(wanted) : trees.push(wanted) - 1);
  const checked: ImageToCheck[] = [];
  for (const image of images) {
    const mask = masks.masks.get(imageId(sequence.id, id, image.camera));
    if (mask === undefined || image.unprojected !== undefined) continue;
    checked.push({ image, parts: mask.parts, tree: placeOf(mask.tree) });
  }
  const request = {
    frame: { sweeps: sweeps.slice(0, 1), timeNs }, images: checked, moving: movingBoxes(sequence, at), maskTaxonomy: masks.taxonomy, classMap, labels,
  };
  return engine.run(checkFrameJob, request, { trees });
}
