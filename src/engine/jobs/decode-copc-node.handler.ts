import { readCopcNode } from '#src/formats/clouds/copc.ts';
import { handle } from '../job.ts';
import { isShared } from '../shared.ts';
import { decodeCopcNodeJob } from './decode-copc-node.request.ts';

export const decodeCopcNodeHandler = handle(decodeCopcNodeJob, async ({ plan, node, ...options }, { source, signal, progress }) => {
  if (source === null) throw new Error('decode-copc-node needs the bytes of a file');
  const cloud = await readCopcNode(source, plan, node, options, { signal, progress });
  const arrays = [cloud.positions, ...Object.values(cloud.columns).map((column) => column.values)];
  return { value: cloud, transfer: arrays.filter((array) => !isShared(array)).map((array) => array.buffer as ArrayBuffer) };
});
