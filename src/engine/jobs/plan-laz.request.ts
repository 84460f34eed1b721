import type { LazPart, LazPlan } from '#src/formats/clouds/laz-plan.ts';
import { defineJob } from '../job.ts';

export interface PlanLazRequest {
  readonly columns?: readonly string[] | 'all' | { readonly also: readonly string[] };
  readonly positions?: boolean;
  readonly pointsPerPart: number;
}

/** Reads of the attached LAZ file what those who decode its parts must know. */
export const planLazJob = defineJob<PlanLazRequest, { readonly plan: LazPlan; readonly parts: readonly LazPart[] }>('plan-laz');
