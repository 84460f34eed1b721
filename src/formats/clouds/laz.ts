import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { CloudBuilder } from './cloud-builder.ts';
import type { CloudFormat, CloudPreview, ReadCloudOptions } from './format.ts';
import { warnOutsideBounds } from './las-bounds.ts';
import { looksLikeLas } from './las-header.ts';
import { lasLayout } from './las-points.ts';
import { LazDecoder } from './laz-decode.ts';
import { openLaz } from './laz-file.ts';
import { MIXED_CHANNELS } from './laz-plan.ts';
import { withLazPerf } from './laz-perf-module.ts';
import { createPace, throwIfAborted } from './pace.ts';
import { evenly, PREVIEW_BYTES, PREVIEW_POINTS, PREVIEW_RANGES, previewOf } from './preview.ts';
import { peekExactly } from './read-bytes.ts';

/** LASzip-compressed LAS, point formats 0 to 3 and 6 to 8; COPC files are LAZ files with chunks of various sizes. */
export const laz: CloudFormat = {
  id: 'laz',
  name: 'LAZ point cloud',
  extensions: ['laz'],
  mimeTypes: ['application/vnd.laszip'],
  sniff: (head) => looksLikeLas(head, true),
  read: readLaz,
  preview: previewLaz,
};

async function readLaz(source: ByteSource, options: ReadCloudOptions, context: JobContext): Promise<PointCloud> {
  throwIfAborted(context.signal);
  const file = await openLaz(source, context.signal);
  const { header, vlrs, scheme, chunks } = file;
  const warnings = [...file.warnings];
  const builder = new CloudBuilder(source.name, lasLayout(header, vlrs, warnings), header.count, options);
  const pace = createPace(context, header.count);
  await pace.step(0);
  const channels = await withLazPerf(async (module) => {
    const decoder = new LazDecoder(module, source.name, header, scheme);
    let done = 0;
    for (const [i, chunk] of chunks.entries()) {
      const bytes = await peekExactly(source, chunk.begin, chunk.end, context.signal);
      await decoder.decode(bytes, chunk, `chunk ${i}`, (records) => {
        builder.add(records);
        done += records.count;
        return pace.step(done);
      });
    }
    return decoder.channels;
  });
  const cloud = builder.finish('laz', warnings);
  warnOutsideBounds(cloud, header, warnings);
  if (channels.size > 1) warnings.push(MIXED_CHANNELS);
  return cloud;
}

/** The beginnings of every n-th chunk: a chunk is decoded from its beginning on, or not at all. */
async function previewLaz(source: ByteSource, _: ReadCloudOptions, { signal }: JobContext): Promise<CloudPreview | null> {
  const { header, vlrs, scheme, chunks } = await openLaz(source, signal);
  const mean = (source.size - header.pointOffset) / Math.max(1, chunks.length);
  const picked = evenly(chunks.length, Math.min(PREVIEW_RANGES, Math.floor(PREVIEW_BYTES / mean))).map((i) => ({ i, chunk: chunks[i] }));
  if (picked.length === 0) return null;
  const perChunk = Math.ceil(PREVIEW_POINTS / picked.length);
  const count = picked.reduce((sum, { chunk }) => sum + Math.min(perChunk, chunk.points), 0);
  return previewOf(source.name, lasLayout(header, vlrs, []), count, (take) => withLazPerf(async (module) => {
    const decoder = new LazDecoder(module, source.name, header, scheme);
    const reads = picked.map(({ chunk }) => peekExactly(source, chunk.begin, chunk.end, signal));
    for (const [k, bytes] of (await Promise.all(reads)).entries())
      await decoder.decode(bytes, picked[k].chunk, `chunk ${picked[k].i}`, take, perChunk);
  }));
}
