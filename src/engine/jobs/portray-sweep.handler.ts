import { cropFinder } from '#src/core/gallery/object-crop.ts';
import { portrayObjects } from '#src/core/gallery/portrait.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { handle } from '../job.ts';
import { portraySweepJob } from './portray-sweep.request.ts';

export const portraySweepHandler = handle(portraySweepJob, async ({ sweep, labels: given, images }, { trees: [tree], signal }) => {
  const cloud = await readSweep(tree, sweep, { signal });
  const labels = given === 'source' ? await loadFrameLabels(tree, sweep, cloud) : given;
  const portraits = labels === null ? [] : portrayObjects(cloud, labels), cropOf = cropFinder(images, sweep.worldFromSweep);
  const value = portraits.map((portrait) => ({ portrait, crop: cropOf(portrait) }));
  return { value, transfer: portraits.map(({ sample }) => sample.buffer as ArrayBuffer) };
});
