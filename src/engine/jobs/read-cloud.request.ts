import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { defineJob } from '../job.ts';

export interface ReadCloudRequest {
  /** Id of a cloud format; absent = by content and name. */
  readonly format?: string;
  /** Columns to load; absent = intensity, colours and labels. */
  readonly columns?: readonly string[] | 'all';
  /** For raw float layouts: the names of the file's columns. */
  readonly layout?: readonly string[];
}

/** Reads the attached file into columns. */
export const readCloudJob = defineJob<ReadCloudRequest, PointCloud>('read-cloud');
