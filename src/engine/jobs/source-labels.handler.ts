import { cloudDigest } from '#src/core/cloud/cloud-digest.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { defaultColumns } from '#src/datasets/read-sweep.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { handle } from '../job.ts';
import { sourceLabelsJob } from './source-labels.request.ts';

export const sourceLabelsHandler = handle(sourceLabelsJob, async (sweep, { trees: [tree], signal }) => {
  const { file, format, columns: layout } = sweep.cloud;
  // Of most files the header says how many points there are, and for their labels nothing else of them is needed.
  const columns = sweep.labels?.format === 'field' ? defaultColumns(sweep) : [];
  const cloud = await readCloud(await tree.open(file), { format, layout, columns, positions: sweep.digest === true }, { signal });
  const labels = await loadFrameLabels(tree, sweep, cloud);
  return { value: { labels, count: cloud.count, digest: sweep.digest === true ? cloudDigest(cloud) : null }, transfer: labels === null ? [] : [labels.buffer as ArrayBuffer] };
});
