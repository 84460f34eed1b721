import type { FrameFiles, FrameToExport } from '#src/datasets/export/exporter.ts';
import { defineJob } from '../job.ts';

export interface ExportFrameRequest {
  /** Id of the exporter. */
  readonly exporter: string;
  readonly frame: FrameToExport;
  /** What the exporter prepared. */
  readonly prepared: unknown;
}

/** Makes an export's files of one frame of the attached dataset. */
export const exportFrameJob = defineJob<ExportFrameRequest, FrameFiles>('export-frame');
