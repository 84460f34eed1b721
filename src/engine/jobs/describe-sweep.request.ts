import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { Sweep } from '#src/core/scene/scene.ts';
import { defineJob } from '../job.ts';

/** What a sweep holds, without its points. */
export interface SweepDescription extends Pick<PointCloud, 'name' | 'count' | 'invalid' | 'fields' | 'bounds' | 'warnings'> {
  /** Points per class id, rising; null where no labels came with it. */
  readonly classCounts: Readonly<Record<number, number>> | null;
}

/** Reads a sweep of the attached dataset, and its labels, and says what they hold. */
export const describeSweepJob = defineJob<Pick<Sweep, 'cloud' | 'labels'>, SweepDescription>('describe-sweep');
