import { cameraTwist } from '#src/core/crosscheck/calibration/offset.ts';
import type { CameraOffset } from '#src/core/crosscheck/calibration/verdict.ts';
import type { Speeds } from '#src/core/crosscheck/frame-motion.ts';
import type { IgnoreRegion } from '#src/core/crosscheck/findings/decision.ts';
import { movingBoxes } from '#src/core/crosscheck/motion.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import type { Sequence, Sweep } from '#src/core/scene/scene.ts';
import { imageId } from '#src/core/scene/scene.ts';
import type { MaskSet } from '#src/datasets/masks.ts';
import type { Engine, RunOptions } from './engine.ts';
import type { CheckedFrame, CheckFrameRequest, ImageToCheck } from './jobs/check-frame.request.ts';
import { checkFrameJob } from './jobs/check-frame.request.ts';

/** A sweep of the frame, with its labels as in `CheckFrameRequest`. */
export interface SweepToCheck {
  readonly sweep: Sweep;
  readonly labels: CheckFrameRequest['labels'][number];
}

/** What frames are held against. */
export interface CheckAgainst {
  readonly masks: MaskSet;
  readonly classMap: ClassMap;
  /** What reviewers said is wrong in masks, of any picture. */
  readonly ignored: Iterable<IgnoreRegion>;
  /** Of the labels' classes: see `topSpeeds`. Without them only boxes move. */
  readonly speeds?: Speeds;
  /** By camera, where the self-test found one: see `ImageToCheck`. */
  readonly offsets?: ReadonlyMap<string, CameraOffset>;
}

/**
 * Checks sweeps of a frame, by its place in its sequence, against each of its pictures that has a mask, and gathers what disagrees. Rejects
 * with DataError where a cloud, its labels, a lens or a mask cannot be read.
 */
export function checkFrame(
  engine: Engine, tree: FileTree, sequence: Sequence, at: number, sweeps: readonly SweepToCheck[], against: CheckAgainst,
  options: Pick<RunOptions, 'signal' | 'priority'> = {},
): Promise<CheckedFrame> {
  const { request, trees } = frameToCheck(tree, sequence, at, sweeps, against);
  return engine.run(checkFrameJob, request, { ...options, trees });
}

/** The request for a frame, with the folders that it reads from: the dataset's first. */
export function frameToCheck(
  tree: FileTree, sequence: Sequence, at: number, sweeps: readonly SweepToCheck[], { masks, classMap, ignored, speeds, offsets }: CheckAgainst,
): { request: CheckFrameRequest; trees: readonly FileTree[] } {
  const { id, timeNs, images, boxes } = sequence.frames[at];
  const trees = [tree], regions = [...ignored];
  const placeOf = (wanted: FileTree): number => (trees.includes(wanted) ? trees.indexOf(wanted) : trees.push(wanted) - 1);
  const checked: ImageToCheck[] = [];
  for (const image of images) {
    const picture = imageId(sequence.id, id, image.camera), mask = masks.masks.get(picture);
    if (mask === undefined || image.unprojected !== undefined) continue;
    const offset = offsets?.get(image.camera);
    checked.push({
      image, parts: mask.parts, tree: placeOf(mask.tree), ignored: regions.filter((region) => region.image === picture),
      ...(offset === undefined ? {} : { offset: { offset, twist: cameraTwist(sequence, at, image) } }),
    });
  }
  const request: CheckFrameRequest = {
    sequence: sequence.id, frame: { id, sweeps: sweeps.map(({ sweep }) => sweep), timeNs, boxes }, images: checked, moving: movingBoxes(sequence, at), speeds,
    maskTaxonomy: masks.taxonomy, classMap, labels: sweeps.map(({ labels }) => labels),
  };
  return { request, trees };
}
