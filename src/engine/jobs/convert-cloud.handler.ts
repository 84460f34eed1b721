import { readCloud } from '#src/formats/clouds/index.ts';
import { collect } from '#src/formats/clouds/writer.ts';
import { cloudWriter } from '#src/formats/clouds/writers.ts';
import { handle } from '../job.ts';
import { convertCloudJob } from './convert-cloud.request.ts';

/** What no other format has a place for. */
const HEADER_LOSSES = 'the header, its records (VLRs) and with them the coordinate reference system are left out';

export const convertCloudHandler = handle(convertCloudJob, async ({ file, layout, writer: id }, { trees: [tree], signal, progress }) => {
  const writer = cloudWriter(id);
  if (writer === undefined) throw new Error(`there is no cloud writer '${id}'`);
  const source = await tree.open(file);
  const cloud = await readCloud(source, { columns: 'all', layout }, { signal });
  const input = { cloud, labels: null, source, frame: file };
  const header = ['las', 'laz', 'copc'].includes(cloud.format) && writer.id !== 'las' ? [HEADER_LOSSES] : [];
  const bytes = await collect(writer.write(input, {}, { signal, progress }));
  return {
    value: { bytes, points: cloud.count, fields: cloud.fields.map((f) => f.name), losses: [...writer.losses(input), ...header, ...cloud.warnings] },
    transfer: [bytes.buffer as ArrayBuffer],
  };
});
