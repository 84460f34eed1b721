import { cameraOf } from '#src/core/camera/rolling-shutter.ts';
import type { BorderPoints } from '#src/core/crosscheck/calibration/borders.ts';
import { borderPoints } from '#src/core/crosscheck/calibration/borders.ts';
import { judgeCamera } from '#src/core/crosscheck/calibration/judge.ts';
import { motionWindows, secondsBetween } from '#src/core/crosscheck/motion.ts';
import { invert } from '#src/core/geometry/rigid.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { loadMask } from '#src/datasets/masks.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { handle } from '../job.ts';
import type { CameraBorderPoints } from './calibration.request.ts';
import { borderPointsJob, judgeCameraJob } from './calibration.request.ts';

export const borderPointsHandler = handle(borderPointsJob, async ({ frame, images, moving, maskTaxonomy, classMap, labels: given, twists }, { trees, signal }) => {
  const [sweep] = frame.sweeps;
  const cloud = await readSweep(trees[0], sweep, { signal });
  const labels = given === 'source' ? await loadFrameLabels(trees[0], sweep, cloud) : given;
  const cameras: CameraBorderPoints[] = [];
  if (labels === null) return { value: { labelled: false, cameras }, transfer: [] };
  const compiled = compileClassMap(classMap);
  for (const [k, { image, parts, tree }] of images.entries()) {
    signal.throwIfAborted();
    const mask = await loadMask({ tree: trees[tree], parts }, image, maskTaxonomy), camera = cameraOf(image, image.file);
    const motion = motionWindows(moving, camera, invert(image.worldFromCamera), secondsBetween(sweep.timeNs ?? frame.timeNs, image.timeNs));
    const points = borderPoints({
      sweep: cloud, worldFromSweep: sweep.worldFromSweep, cameraFromSweep: cameraFromSweep(image, sweep), labels, camera, mask, classMap: compiled, twist: twists[k], motion,
    });
    cameras.push({ camera: image.camera, points });
  }
  return { value: { labelled: true, cameras }, transfer: cameras.flatMap(({ points }) => buffersOf(points)) };
});

export const judgeCameraHandler = handle(judgeCameraJob, ({ camera, pictures }) => Promise.resolve({ value: judgeCamera(camera, pictures), transfer: [] }));

/** What of the points may be moved between threads. */
function buffersOf({ patches, jacobian, thing }: BorderPoints): ArrayBuffer[] {
  return [patches, jacobian, thing].map((array) => array.buffer as ArrayBuffer);
}
