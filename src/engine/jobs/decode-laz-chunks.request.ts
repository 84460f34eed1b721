import type { ColumnArray } from '#src/core/cloud/columns.ts';
import type { LazPart, LazPartResult, LazPlan } from '#src/formats/clouds/laz-plan.ts';
import { defineJob } from '../job.ts';

/** A part's positions (three values per point; none where they are not asked for) and columns. */
export interface LazPartArrays {
  readonly positions: Float32Array;
  readonly columns: Readonly<Record<string, ColumnArray>>;
}

export interface DecodeLazChunksRequest {
  readonly plan: LazPlan;
  readonly part: LazPart;
  /** Where the points go, in shared memory; null: into arrays that the result brings. */
  readonly into: LazPartArrays | null;
  readonly positions: boolean;
}

export interface DecodeLazChunksResult extends LazPartResult {
  /** Null where they went into shared memory. */
  readonly arrays: LazPartArrays | null;
}

/** Decodes a part of the attached LAZ file. */
export const decodeLazChunksJob = defineJob<DecodeLazChunksRequest, DecodeLazChunksResult>('decode-laz-chunks');
