import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { CopcPlan } from '#src/formats/clouds/copc.ts';
import type { CopcNode } from '#src/formats/clouds/copc-hierarchy.ts';
import { defineJob } from '../job.ts';

export interface DecodeCopcNodeRequest {
  readonly plan: CopcPlan;
  readonly node: CopcNode;
  readonly columns?: readonly string[] | 'all';
  readonly shared?: boolean;
}

/** Decodes one node of the attached COPC file. */
export const decodeCopcNodeJob = defineJob<DecodeCopcNodeRequest, PointCloud>('decode-copc-node');
