import { buildSweepIndex } from '#src/core/cloud/sweep-index.ts';
import { compensated } from '#src/core/scene/sweep-timing.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { handle } from '../job.ts';
import { sharedCloud } from '../shared.ts';
import type { ReadCloudResult } from './read-cloud.request.ts';
import { readCloudJob } from './read-cloud.request.ts';

export const readCloudHandler = handle(readCloudJob, async (request, { source, signal, progress }) => {
  if (source === null) throw new Error('read-cloud needs the bytes of a file');
  const written = await readCloud(source, request, { signal, progress });
  const read = request.timing === undefined ? written : compensated(written, request.timing);
  signal.throwIfAborted();
  const cloud = request.shared === true ? sharedCloud(read) : read;
  const value = { cloud, index: request.index === true ? buildSweepIndex(cloud.positions, request.shared) : null };
  return { value, transfer: buffersOf(value) };
});

/** Each buffer once: columns may be views of one buffer. Shared ones are not moved: they are everyone's. */
function buffersOf({ cloud, index }: ReadCloudResult): ArrayBuffer[] {
  const arrays = [cloud.positions, ...Object.values(cloud.columns).map((column) => column.values), ...(index === null ? [] : [index.order, index.boxes])];
  return [...new Set(arrays.map((array) => array.buffer))].filter((b): b is ArrayBuffer => b instanceof ArrayBuffer);
}
