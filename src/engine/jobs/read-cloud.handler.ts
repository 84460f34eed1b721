import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { handle } from '../job.ts';
import { readCloudJob } from './read-cloud.request.ts';

export const readCloudHandler = handle(readCloudJob, async (request, { source, signal, progress }) => {
  if (source === null) throw new Error('read-cloud needs the bytes of a file');
  const cloud = await readCloud(source, request, { signal, progress });
  return { value: cloud, transfer: buffersOf(cloud) };
});

/** Each buffer once: columns may be views of one buffer. */
function buffersOf(cloud: PointCloud): ArrayBuffer[] {
  const buffers = [cloud.positions.buffer, ...Object.values(cloud.columns).map((column) => column.values.buffer)];
  return [...new Set(buffers)].filter((b): b is ArrayBuffer => b instanceof ArrayBuffer);
}
