import { cloudFormat, detectCloudFormat } from '#src/formats/clouds/index.ts';
import { handle } from '../job.ts';
import { previewCloudJob } from './preview-cloud.request.ts';

export const previewCloudHandler = handle(previewCloudJob, async ({ format: id, layout }, { source, signal }) => {
  if (source === null) throw new Error('preview-cloud needs the bytes of a file');
  const format = id === undefined ? await detectCloudFormat(source, signal) : cloudFormat(id);
  const preview = (await format?.preview?.(source, { layout }, { signal })) ?? null;
  const arrays = preview === null ? [] : [preview.positions, ...(preview.intensity === null ? [] : [preview.intensity])];
  return { value: preview, transfer: arrays.map((array) => array.buffer as ArrayBuffer) };
});
