import type { ByteSource } from '#src/core/io/bytes.ts';
import { needsCompensation } from '#src/core/scene/sweep-timing.ts';
import type { CloudPreview } from '#src/formats/clouds/format.ts';
import { looksLikeLas } from '#src/formats/clouds/las-header.ts';
import type { Engine } from './engine.ts';
import { indexCloudJob } from './jobs/index-cloud.request.ts';
import { previewCloudJob } from './jobs/preview-cloud.request.ts';
import type { ReadCloudRequest, ReadCloudResult } from './jobs/read-cloud.request.ts';
import { readCloudJob } from './jobs/read-cloud.request.ts';
import { readLazInParallel } from './read-laz-in-parallel.ts';
import type { ReadOptions } from './read-laz-in-parallel.ts';

/** A smaller LAZ file is a few hundred thousand points: read before its parts are dealt out. */
const PARALLEL_BYTES = 4 << 20;
/** What is smaller than this is there before a first picture of it would be. */
const PREVIEW_BYTES = 32 << 20;
/** Enough to tell LAZ by. */
const HEAD_BYTES = 512;

export interface ReadCloudWithOptions extends ReadOptions {
  /** Given a first picture of a large file, where its format has one, unless the file is read before. */
  readonly onPreview?: (preview: CloudPreview) => void;
}

/**
 * Reads a cloud in the way that suits its file: a large LAZ file on several workers, everything else in one job. The result is the same
 * either way.
 */
export async function readCloudWith(
  engine: Engine, source: ByteSource, request: ReadCloudRequest, { onPreview, ...options }: ReadCloudWithOptions = {},
): Promise<ReadCloudResult> {
  let reading = true;
  if (onPreview !== undefined && source.size >= PREVIEW_BYTES) {
    const { format, layout } = request;
    // Where it fails, reading fails too, and says why.
    engine.run(previewCloudJob, { format, layout }, { source, signal: options.signal }).then((p) => reading && p !== null && onPreview(p), () => {});
  }
  try {
    // Points that are moved are moved by the job that reads them.
    const parallel = engine.size > 1 && source.size >= PARALLEL_BYTES && !needsCompensation(request.timing) && (await isLaz(source, request, options));
    return parallel ? await readLaz(engine, source, request, options) : await engine.run(readCloudJob, request, { source, ...options });
  } finally {
    reading = false;
  }
}

async function readLaz(engine: Engine, source: ByteSource, request: ReadCloudRequest, options: ReadOptions): Promise<ReadCloudResult> {
  const cloud = await readLazInParallel(engine, source, request, options);
  if (request.index !== true) return { cloud, index: null };
  const { signal, priority } = options;
  const shared = request.shared === true;
  const transfer = shared ? [] : [cloud.positions.buffer as ArrayBuffer];
  const { positions, index } = await engine.run(indexCloudJob, { positions: cloud.positions, shared }, { signal, priority, transfer });
  return { cloud: { ...cloud, positions }, index };
}

async function isLaz(source: ByteSource, { format }: ReadCloudRequest, { signal }: ReadOptions): Promise<boolean> {
  if (format !== undefined) return format === 'laz';
  return looksLikeLas(await source.read(0, HEAD_BYTES, signal), true);
}
