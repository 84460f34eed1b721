import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { SweepIndex } from '#src/core/cloud/sweep-index.ts';
import type { SweepTiming } from '#src/core/scene/sweep-timing.ts';
import { defineJob } from '../job.ts';

export interface ReadCloudRequest {
  /** Id of a cloud format; absent = by content and name. */
  readonly format?: string;
  /** Columns to load; absent = intensity, colours, classes and instances; `also` = these and more. */
  readonly columns?: readonly string[] | 'all' | { readonly also: readonly string[] };
  /** For raw float layouts: the names of the file's columns. */
  readonly layout?: readonly string[];
  /** Where ego motion is still in the points, it is taken out; its column must be among the loaded ones. */
  readonly timing?: SweepTiming;
  /** Whether to make the cloud's spatial order too. */
  readonly index?: boolean;
  /** Whether the arrays come in shared memory: `engine.shared` says whether they may. */
  readonly shared?: boolean;
}

export interface ReadCloudResult {
  readonly cloud: PointCloud;
  /** Null where it was not asked for. */
  readonly index: SweepIndex | null;
}

/** Reads the attached file into columns. */
export const readCloudJob = defineJob<ReadCloudRequest, ReadCloudResult>('read-cloud');
