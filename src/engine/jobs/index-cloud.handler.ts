import { buildSweepIndex } from '#src/core/cloud/sweep-index.ts';
import { handle } from '../job.ts';
import { isShared } from '../shared.ts';
import { indexCloudJob } from './index-cloud.request.ts';

export const indexCloudHandler = handle(indexCloudJob, async ({ positions, shared }) => {
  const index = buildSweepIndex(positions, shared);
  const moved = [positions, index.order, index.boxes].filter((array) => !isShared(array)).map((array) => array.buffer as ArrayBuffer);
  return { value: { positions, index }, transfer: moved };
});
