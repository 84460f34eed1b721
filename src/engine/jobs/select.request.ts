import type { PackedPoints } from '#src/core/select/packed-points.ts';
import type { SelectorSpec } from '#src/core/select/selector.ts';
import { defineJob } from '../job.ts';

export interface SelectRequest {
  readonly selector: SelectorSpec;
  /** Keys of kept `SweepView`s. */
  readonly sweeps: readonly string[];
}

/** Picks points of sweeps that the workers keep: for each sweep, in the order of the request. */
export const selectJob = defineJob<SelectRequest, readonly PackedPoints[]>('select');
