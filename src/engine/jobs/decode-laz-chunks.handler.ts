import { allocate } from '#src/core/cloud/columns.ts';
import type { CloudArrays } from '#src/formats/clouds/cloud-builder.ts';
import { decodeLazPart } from '#src/formats/clouds/laz-parts.ts';
import { handle } from '../job.ts';
import { decodeLazChunksJob } from './decode-laz-chunks.request.ts';

export const decodeLazChunksHandler = handle(decodeLazChunksJob, async ({ plan, part, into, positions }, { source, signal, progress }) => {
  if (source === null) throw new Error('decode-laz-chunks needs the bytes of a file');
  const own: CloudArrays | null = into !== null ? null : {
    positions: new Float32Array(positions ? 3 * part.points : 0),
    columns: Object.fromEntries(plan.chosen.map((f) => [f.name, allocate(f.type, f.count * part.points)])),
  };
  const result = await decodeLazPart(source, plan, part, (into ?? own)!, { signal, progress });
  const transfer = own === null ? [] : [own.positions, ...Object.values(own.columns)].map((array) => array.buffer as ArrayBuffer);
  return { value: { ...result, arrays: own }, transfer };
});
