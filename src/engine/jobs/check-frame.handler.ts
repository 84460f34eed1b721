import { cameraOf, shutterOf } from '#src/core/camera/rolling-shutter.ts';
import { seenSweeps } from '#src/core/camera/seen.ts';
import { offsetExplains } from '#src/core/crosscheck/calibration/explain.ts';
import { checkImage, EDGE_TOLERANCE } from '#src/core/crosscheck/check-image.ts';
import type { FrameCheck, PictureCheck, SweepCheck } from '#src/core/crosscheck/findings/frame-check.ts';
import { withIgnoredRegions } from '#src/core/crosscheck/findings/ignored-regions.ts';
import { observeFrame } from '#src/core/crosscheck/findings/observe-frame.ts';
import { frameMotion } from '#src/core/crosscheck/frame-motion.ts';
import { PairCounter } from '#src/core/crosscheck/pairs.ts';
import { countFrame } from '#src/core/crosscheck/summary/frame-counts.ts';
import { sumVerdictCounts } from '#src/core/crosscheck/verdict.ts';
import { compose, invert } from '#src/core/geometry/rigid.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { CompiledClassMap } from '#src/core/labels/class-map.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import { imageId } from '#src/core/scene/scene.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { loadMask } from '#src/datasets/masks.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { handle } from '../job.ts';
import type { CheckedImage, CheckFrameRequest, ImageToCheck } from './check-frame.request.ts';
import { checkFrameJob } from './check-frame.request.ts';

export const checkFrameHandler = handle(checkFrameJob, async (request, { trees, signal }) => {
  const { labelled, images, check } = await checkPictures(request, trees, signal);
  const observed = observeFrame(check);
  const transfer = observed.observations.map(({ points }) => points.buffer as ArrayBuffer);
  return { value: { labelled, images, ...observed, summary: countFrame(check) }, transfer: [...new Set(transfer)] };
});

/** Reads what a request names, and holds the sweeps against each picture. `labelled`: whether any sweep has labels. */
export async function checkPictures(
  request: CheckFrameRequest, trees: readonly FileTree[], signal: AbortSignal,
): Promise<{ labelled: boolean; images: CheckedImage[]; check: FrameCheck }> {
  const { sequence, frame, moving } = request;
  const sweeps: SweepCheck[] = [], motions: ReturnType<typeof frameMotion>[] = [], classMap = compileClassMap(request.classMap);
  let labelled = false;
  for (const [s, sweep] of frame.sweeps.entries()) {
    const cloud = await readSweep(trees[0], sweep, { signal }), wanted = request.labels[s];
    const labels = wanted === 'source' ? await loadFrameLabels(trees[0], sweep, cloud) : wanted;
    const known = labels ?? new Uint32Array(cloud.count);
    labelled ||= labels !== null;
    sweeps.push({ id: sweep.id, positions: cloud.positions, origin: cloud.origin, worldFromSweep: sweep.worldFromSweep, labels: known });
    motions.push(frameMotion({ sweep, cloud, labels: known }, frame, moving, request.speeds));
  }
  const images: CheckedImage[] = [], checks: PictureCheck[] = [];
  for (const image of request.images) {
    signal.throwIfAborted();
    const { counted, check } = await checkOne(image, request, sweeps, motions, classMap, trees);
    images.push(counted);
    checks.push(check);
  }
  return { labelled, images, check: { sequence, frame: frame.id, sweeps, images: checks, classMap, boxes: frame.boxes, moving } };
}

async function checkOne(
  { image, parts, tree, ignored, offset }: ImageToCheck, { sequence, frame, maskTaxonomy }: CheckFrameRequest, sweeps: readonly SweepCheck[],
  motions: readonly ReturnType<typeof frameMotion>[], classMap: CompiledClassMap, trees: readonly FileTree[],
): Promise<{ counted: CheckedImage; check: PictureCheck }> {
  const { spec, worldFromCamera } = image;
  const mask = withIgnoredRegions(await loadMask({ tree: trees[tree], parts }, image, maskTaxonomy), spec, ignored);
  const camera = cameraOf(image, image.file), cameraFromWorld = invert(worldFromCamera);
  const placed = sweeps.map(({ positions, origin, worldFromSweep }) => ({ positions, origin, cameraFromSweep: compose(cameraFromWorld, worldFromSweep) }));
  const seen = seenSweeps(placed, camera), pairs = new PairCounter();
  const results = sweeps.map(({ labels }, s) => {
    const result = checkImage({ ...seen[s], labels, mask, image: spec, classMap, edgeTolerance: EDGE_TOLERANCE, ...motions[s].in(image, camera, seen[s].projection.index) });
    pairs.addAll(result.pairs);
    return result;
  });
  return {
    counted: { camera: image.camera, counts: sumVerdictCounts(results.map(({ counts }) => counts)), pairs: pairs.pairs(), unknown: mask.unknown },
    check: {
      id: imageId(sequence, frame.id, image.camera), camera: image.camera, spec, worldFromCamera, shutter: shutterOf(image), mask,
      explains: offset && offsetExplains(offset.offset, { camera, mask, classMap, twist: offset.twist }),
      sweeps: seen.map(({ projection }, s) => ({ projection, verdicts: results[s].verdicts })),
    },
  };
}
