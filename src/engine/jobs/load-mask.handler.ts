import { loadMask } from '#src/datasets/masks.ts';
import { handle } from '../job.ts';
import { loadMaskJob } from './load-mask.request.ts';

export const loadMaskHandler = handle(loadMaskJob, async ({ parts, image, taxonomy }, { trees: [tree] }) => {
  const mask = await loadMask({ tree, parts }, image, taxonomy);
  const buffers = Object.values(mask).flatMap((value: unknown) => (ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? [value.buffer] : []));
  return { value: mask, transfer: [...new Set(buffers)] };
});
