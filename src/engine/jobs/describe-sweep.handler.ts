import { classOf } from '#src/core/labels/label.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { defaultColumns, readSweepAsWritten } from '#src/datasets/read-sweep.ts';
import { handle } from '../job.ts';
import { describeSweepJob } from './describe-sweep.request.ts';

export const describeSweepHandler = handle(describeSweepJob, async (sweep, { trees: [tree], signal }) => {
  const cloud = await readSweepAsWritten(tree, sweep, { signal }, defaultColumns(sweep));
  const labels = await loadFrameLabels(tree, sweep, cloud);
  const { name, count, invalid, fields, bounds, warnings } = cloud;
  return { value: { name, count, invalid, fields, bounds, warnings, classCounts: labels && classCounts(labels) }, transfer: [] };
});

function classCounts(labels: Uint32Array): Record<number, number> {
  const counts = new Uint32Array(65536);
  for (const label of labels) counts[classOf(label)]++;
  const present: Record<number, number> = {};
  counts.forEach((count, id) => {
    if (count > 0) present[id] = count;
  });
  return present;
}
