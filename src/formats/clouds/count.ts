import type { ByteSource } from '#src/core/io/bytes.ts';
import { looksLikeLas, readLasHeader } from './las-header.ts';
import { looksLikePcd, readPcdHeader } from './pcd-header.ts';

/** Enough of a file for any of our formats to be recognised. */
const HEAD_BYTES = 4096;
/** x, y, z and a strength, as raw sweeps have them. */
const RAW_BYTES = 16;

/**
 * How many points a file says it holds, from its head alone: exactly where its format says so (LAS, LAZ, PCD), as many as records of
 * four floats would be for raw sweeps (.bin), null for formats that say it elsewhere.
 */
export async function countPoints(source: ByteSource, signal?: AbortSignal): Promise<number | null> {
  const head = await source.read(0, Math.min(source.size, HEAD_BYTES), signal);
  if (looksLikeLas(head, false) || looksLikeLas(head, true)) return (await readLasHeader(source, signal)).count;
  if (looksLikePcd(head)) return (await readPcdHeader(source, signal)).points;
  return /\.bin$/i.test(source.name) ? Math.floor(source.size / RAW_BYTES) : null;
}
