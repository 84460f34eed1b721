import type { CloudPreview } from '#src/formats/clouds/format.ts';
import { defineJob } from '../job.ts';

export interface PreviewCloudRequest {
  /** Id of a cloud format; absent = by content and name. */
  readonly format?: string;
  /** For raw float layouts: the names of the file's columns. */
  readonly layout?: readonly string[];
}

/** A first picture of the attached file; null where its format has none. */
export const previewCloudJob = defineJob<PreviewCloudRequest, CloudPreview | null>('preview-cloud');
