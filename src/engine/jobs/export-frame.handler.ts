import { findExporter } from '#src/datasets/export/index.ts';
import { handle } from '../job.ts';
import { exportFrameJob } from './export-frame.request.ts';

export const exportFrameHandler = handle(exportFrameJob, async ({ exporter: id, frame, prepared }, { trees: [tree], signal }) => {
  const exporter = findExporter(id);
  if (exporter === undefined) throw new Error(`there is no exporter '${id}'`);
  const value = await exporter.frame(frame, prepared, tree, { signal });
  return { value, transfer: [...new Set(value.files.map((f) => f.bytes.buffer as ArrayBuffer))] };
});
