import { projectSweep } from '#src/core/camera/projection.ts';
import { cameraOf } from '#src/core/camera/rolling-shutter.ts';
import { visiblePoints } from '#src/core/camera/visibility.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { checkImage, EDGE_TOLERANCE } from '#src/core/crosscheck/check-image.ts';
import { motionWindows, secondsBetween } from '#src/core/crosscheck/motion.ts';
import { compose, invert } from '#src/core/geometry/rigid.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { loadMask } from '#src/datasets/masks.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { handle } from '../job.ts';
import type { CheckedImage, CheckFrameRequest, ImageToCheck } from './check-frame.request.ts';
import { checkFrameJob } from './check-frame.request.ts';

export const checkFrameHandler = handle(checkFrameJob, async (request, { trees, signal }) => {
  const [sweep] = request.frame.sweeps;
  const cloud = await readSweep(trees[0], sweep, { signal });
  const labels = request.labels === 'source' ? await loadFrameLabels(trees[0], sweep, cloud) : request.labels;
  const images: CheckedImage[] = [];
  for (const image of request.images) {
    signal.throwIfAborted();
    images.push(await checkOne(image, request, cloud, labels ?? new Uint32Array(cloud.count), trees));
  }
  return { value: { labelled: labels !== null, images }, transfer: [] };
});

async function checkOne(
  { image, parts, tree }: ImageToCheck, { frame, moving, maskTaxonomy, classMap }: CheckFrameRequest, cloud: PointCloud, labels: Uint32Array, trees: readonly FileTree[],
): Promise<CheckedImage> {
  const [sweep] = frame.sweeps;
  const mask = await loadMask({ tree: trees[tree], parts }, image, maskTaxonomy);
  const camera = cameraOf(image, image.file);
  const cameraFromWorld = invert(image.worldFromCamera);
  const projection = projectSweep(cloud, camera, compose(cameraFromWorld, sweep.worldFromSweep));
  const [visible] = visiblePoints([projection], image.spec.width, image.spec.height);
  const motion = motionWindows(moving, camera, cameraFromWorld, secondsBetween(sweep.timeNs ?? frame.timeNs, image.timeNs));
  const { counts, pairs } = checkImage({
    projection, visible, labels, mask, image: image.spec, classMap: compileClassMap(classMap), edgeTolerance: EDGE_TOLERANCE, motion,
  });
  return { camera: image.camera, counts, pairs, unknown: mask.unknown };
}
