import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { readLasHeader } from './las-header.ts';
import type { LasHeader } from './las-header.ts';
import { readVlrs } from './las-vlr.ts';
import type { Vlr } from './las-vlr.ts';
import { readChunks } from './laz-chunks.ts';
import type { LazChunk } from './laz-chunks.ts';
import { readLazScheme } from './laz-scheme.ts';
import type { LazScheme } from './laz-scheme.ts';

/** All that a LAZ file says before its points are decoded. */
export interface LazFile {
  readonly header: LasHeader;
  readonly vlrs: readonly Vlr[];
  readonly scheme: LazScheme;
  /** In file order; their points add up to the header's. */
  readonly chunks: readonly LazChunk[];
  readonly warnings: readonly string[];
}

/** Reads header, records and chunk table. Throws DataError for what is damaged, and 'unsupported' for what laz-perf cannot decode. */
export async function openLaz(source: ByteSource, signal?: AbortSignal): Promise<LazFile> {
  const header = await readLasHeader(source, signal);
  if (!header.compressed)
    throw new DataError('unsupported', 'the points are not compressed', { file: source.name, where: 'byte 104', hint: 'this is a LAS file' });
  const warnings = [...header.warnings];
  const vlrs = await readVlrs(source, header, warnings, signal);
  const scheme = readLazScheme(vlrs, header, source.name);
  const chunks = await readChunks(source, header, scheme, signal);
  return { header, vlrs, scheme, chunks, warnings };
}
