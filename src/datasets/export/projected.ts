import { cameraOf } from '#src/core/camera/rolling-shutter.ts';
import { seenSweeps } from '#src/core/camera/seen.ts';
import { splatLabels } from '#src/core/camera/splat-labels.ts';
import type { FileTree, JobContext } from '#src/core/io/bytes.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import { readSweep } from '../read-sweep.ts';
import type { FrameToExport } from './exporter.ts';

/** What the labels of a frame's points show in each picture that they can be projected into: packed labels row by row, 0 is void (`splatLabels`). */
export async function* projectedLabels({ frame, sweeps }: FrameToExport, tree: FileTree, { signal }: JobContext): AsyncGenerator<{ image: FrameImage; labels: Uint32Array }> {
  const images = frame.images.filter((image) => image.unprojected === undefined);
  if (images.length === 0) return;
  const clouds = [];
  for (const { sweep, labels } of sweeps) clouds.push({ sweep, labels, cloud: await readSweep(tree, sweep, { signal }, []) });
  for (const image of images) {
    signal?.throwIfAborted();
    const placed = clouds.map(({ cloud: { positions, origin }, sweep }) => ({ positions, origin, cameraFromSweep: cameraFromSweep(image, sweep) }));
    const seen = seenSweeps(placed, cameraOf(image, image.file));
    yield { image, labels: splatLabels(clouds.map(({ labels }, s) => ({ ...seen[s], labels })), image.spec.width, image.spec.height) };
  }
}

/** What every export of projected labels loses. */
export const PROJECTED_LOSSES = ['points that no camera sees are left out; pixels between points are void'] as const;
