import type { SweepIndex } from '#src/core/cloud/sweep-index.ts';
import { defineJob } from '../job.ts';

export interface IndexCloudRequest {
  readonly positions: Float32Array;
  /** Whether the order comes in shared memory. */
  readonly shared: boolean;
}

/** Makes the spatial order of positions that were read in parts. They come back, since they may have been moved. */
export const indexCloudJob = defineJob<IndexCloudRequest, { readonly positions: Float32Array; readonly index: SweepIndex }>('index-cloud');
