import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { LasHeader } from './las-header.ts';

/** Says in `warnings` where points lie outside of what the header states: a wrong header, or damaged points that decoded to something. */
export function warnOutsideBounds({ bounds }: PointCloud, { bounds: stated, scale }: LasHeader, warnings: string[]): void {
  if (bounds === null) return;
  for (let k = 0; k < 3; k++) {
    // Writers round the stated bounds; one step of the coordinates is the least that can be meant.
    const slack = Math.abs(scale[k]);
    if (bounds.min[k] >= stated.min[k] - slack && bounds.max[k] <= stated.max[k] + slack) continue;
    warnings.push(
      `the points lie outside of the bounds in the header: ${'xyz'[k]} is ${bounds.min[k]} to ${bounds.max[k]}, the header says ${stated.min[k]} to ${stated.max[k]}`);
  }
}
