import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { handle } from '../job.ts';
import { sourceLabelsJob } from './source-labels.request.ts';

export const sourceLabelsHandler = handle(sourceLabelsJob, async (sweep, { trees: [tree], signal }) => {
  const cloud = await readSweep(tree, sweep, { signal });
  const labels = await loadFrameLabels(tree, sweep, cloud);
  return { value: { labels, count: cloud.count }, transfer: labels === null ? [] : [labels.buffer as ArrayBuffer] };
});
