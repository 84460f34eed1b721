import type { ImageCheck } from '#src/core/crosscheck/check-image.ts';
import { checkImage, EDGE_TOLERANCE } from '#src/core/crosscheck/check-image.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import { handle } from '../job.ts';
import type { CheckImageRequest } from './check-image.request.ts';
import { checkImageJob } from './check-image.request.ts';

export const checkImageHandler = handle(checkImageJob, async (request) => {
  const value = checkRequested(request);
  return { value, transfer: [value.verdicts.buffer as ArrayBuffer] };
});

/** The job without its worker. Throws RangeError where the class map contradicts itself or the arrays do not go together. */
export function checkRequested({ index, u, v, depth, classMap, edgeTolerance = EDGE_TOLERANCE, ...rest }: CheckImageRequest): ImageCheck {
  return checkImage({ ...rest, projection: { count: index.length, index, u, v, depth }, classMap: compileClassMap(classMap), edgeTolerance });
}
