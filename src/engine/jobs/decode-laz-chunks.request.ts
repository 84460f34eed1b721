import type { CloudArrays } from '#src/formats/clouds/cloud-builder.ts';
import type { LazPart, LazPartResult, LazPlan } from '#src/formats/clouds/laz-plan.ts';
import { defineJob } from '../job.ts';

export interface DecodeLazChunksRequest {
  readonly plan: LazPlan;
  readonly part: LazPart;
  /** Where the points go, in shared memory; null: into arrays that the result brings. */
  readonly into: CloudArrays | null;
  readonly positions: boolean;
}

export interface DecodeLazChunksResult extends LazPartResult {
  /** Null where they went into shared memory. */
  readonly arrays: CloudArrays | null;
}

/** Decodes a part of the attached LAZ file. */
export const decodeLazChunksJob = defineJob<DecodeLazChunksRequest, DecodeLazChunksResult>('decode-laz-chunks');
