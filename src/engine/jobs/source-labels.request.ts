import type { Sweep } from '#src/core/scene/scene.ts';
import { defineJob } from '../job.ts';

export interface SourceLabels {
  /** Packed, in file order; null where the sweep has none. */
  readonly labels: Uint32Array | null;
  /** Points of the sweep. */
  readonly count: number;
  /** `cloudDigest`, where it was asked for. */
  readonly digest: string | null;
}

/** Reads the labels that came with a sweep of the attached dataset, and its cloud, since there must be one label for each point. */
export const sourceLabelsJob = defineJob<Pick<Sweep, 'cloud' | 'labels'> & { readonly digest?: boolean }, SourceLabels>('source-labels');
