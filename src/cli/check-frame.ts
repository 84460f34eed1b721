import { createCamera } from '#src/core/camera/index.ts';
import { projectSweep } from '#src/core/camera/projection.ts';
import { visiblePoints } from '#src/core/camera/visibility.ts';
import type { ImageCheck } from '#src/core/crosscheck/check-image.ts';
import { checkImage, EDGE_TOLERANCE } from '#src/core/crosscheck/check-image.ts';
import type { UnknownValue } from '#src/core/crosscheck/id-mask.ts';
import { motionWindows, movingBoxes, secondsBetween } from '#src/core/crosscheck/motion.ts';
import { compose, invert } from '#src/core/geometry/rigid.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { CompiledClassMap } from '#src/core/labels/class-map.ts';
import type { Sequence } from '#src/core/scene/scene.ts';
import { imageId } from '#src/core/scene/scene.ts';
import type { MaskSet } from '#src/datasets/masks.ts';
import { loadMask } from '#src/datasets/masks.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';

export interface CheckedImage {
  readonly camera: string;
  readonly check: ImageCheck;
  /** What the mask holds and no class explains. */
  readonly unknown: readonly UnknownValue[];
}

/**
 * Checks a frame's main sweep against each of its pictures that has a mask. `labels` are the sweep's, packed, in file order;
 * null where it has none, and every point is unlabelled. Throws DataError where the cloud, a lens or a mask cannot be read.
 */
export async function checkFrame(
  tree: FileTree, sequence: Sequence, at: number, masks: MaskSet, classMap: CompiledClassMap, labels: Uint32Array | null,
): Promise<CheckedImage[]> {
  const frame = sequence.frames[at];
  const [sweep] = frame.sweeps;
  const cloud = await readSweep(tree, sweep);
  const moving = movingBoxes(sequence, at);
  const out: CheckedImage[] = [];
  for (const image of frame.images) {
    const files = masks.masks.get(imageId(sequence.id, frame.id, image.camera));
    if (files === undefined || image.unprojected !== undefined) continue;
    const mask = await loadMask(files, image, masks.taxonomy);
    const camera = createCamera(image.spec, image.file);
    const cameraFromWorld = invert(image.worldFromCamera);
    const projection = projectSweep(cloud, camera, compose(cameraFromWorld, sweep.worldFromSweep));
    const [visible] = visiblePoints([projection], image.spec.width, image.spec.height);
    const motion = motionWindows(moving, camera, cameraFromWorld, secondsBetween(sweep.timeNs ?? frame.timeNs, image.timeNs));
    const check = checkImage({
      projection, visible, labels: labels ?? new Uint32Array(cloud.count), mask, image: image.spec, classMap, edgeTolerance: EDGE_TOLERANCE, motion,
    });
    out.push({ camera: image.camera, check, unknown: mask.unknown });
  }
  return out;
}
