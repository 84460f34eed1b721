import type { PackedPoints } from '#src/core/select/packed-points.ts';
import type { SelectorSpec } from '#src/core/select/selector.ts';
import { defineJob } from '../job.ts';
import type { SweepPart } from '../sweep-parts.ts';

export interface SelectRequest {
  readonly selector: SelectorSpec;
  readonly sweeps: readonly SweepToSearch[];
}

export interface SweepToSearch {
  /** Of a kept `SweepView`. */
  readonly key: string;
  /** Null = all of it. */
  readonly part: SweepPart | null;
}

/** Picks points of sweeps that the workers keep: for each, in the order of the request. */
export const selectJob = defineJob<SelectRequest, readonly PackedPoints[]>('select');
