import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError, isAbort } from '#src/core/errors.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { CloudBuilder } from './cloud-builder.ts';
import type { CloudFormat, ReadCloudOptions } from './format.ts';
import { warnOutsideBounds } from './las-bounds.ts';
import { looksLikeLas, readLasHeader } from './las-header.ts';
import type { LasHeader } from './las-header.ts';
import { lasLayout } from './las-points.ts';
import { readVlrs } from './las-vlr.ts';
import { readChunks } from './laz-chunks.ts';
import type { LazChunk } from './laz-chunks.ts';
import { createLazPerf } from './laz-perf-module.ts';
import type { LazPerf } from './laz-perf-module.ts';
import { readLazScheme } from './laz-scheme.ts';
import type { LazScheme } from './laz-scheme.ts';
import { createPace, throwIfAborted } from './pace.ts';
import type { Pace } from './pace.ts';
import { readExactly, viewOf } from './read-bytes.ts';

/** Points that are decoded before the job looks up: about 10 ms. */
const BATCH = 16_384;
const BATCH_BYTES = 4 << 20;
/** Half of the largest heap that laz-perf can have. */
const MAX_CHUNK_BYTES = 1 << 30;

/** Byte of a record of point formats 6 to 8 that holds the scanner channel. */
const CHANNEL_BYTE = 15;
/**
 * LASzip's item version 4 (3.5) keeps the last colour and extra bytes of each scanner channel; laz-perf 0.0.7 knows version 3, which
 * lost track of them where channels alternate. Coordinates, classes and returns are the same in both.
 */
const MIXED_CHANNELS =
  'colours and extra bytes are not reliable: several scanner channels, compressed by LASzip 3.5 or later; convert the file to LAS to have them right';

/** LASzip-compressed LAS, point formats 0 to 3 and 6 to 8; COPC files are LAZ files with chunks of various sizes. */
export const laz: CloudFormat = {
  id: 'laz',
  name: 'LAZ point cloud',
  extensions: ['laz'],
  mimeTypes: ['application/vnd.laszip'],
  sniff: (head) => looksLikeLas(head, true),
  read: readLaz,
};

async function readLaz(source: ByteSource, options: ReadCloudOptions, context: JobContext): Promise<PointCloud> {
  throwIfAborted(context.signal);
  const header = await readLasHeader(source, context.signal);
  if (!header.compressed)
    throw new DataError('unsupported', 'the points are not compressed', { file: source.name, where: 'byte 104', hint: 'this is a LAS file' });
  const warnings = [...header.warnings];
  const vlrs = await readVlrs(source, header, warnings, context.signal);
  const scheme = readLazScheme(vlrs, header, source.name);
  const chunks = await readChunks(source, header, scheme, context.signal);
  const builder = new CloudBuilder(source.name, lasLayout(header, vlrs, warnings), header.count, options);
  const pace = createPace(context, header.count);
  await pace.step(0);
  const module = await createLazPerf();
  const channels = new Set<number>();
  let done = 0;
  for (const [i, chunk] of chunks.entries()) {
    if (chunk.end - chunk.begin > MAX_CHUNK_BYTES) throw tooLarge(source.name, i, chunk);
    const bytes = await readExactly(source, chunk.begin, chunk.end, context.signal);
    if (scheme.layers > 0) checkLayers(bytes, chunk, scheme, header, source.name);
    try {
      done = await decodeChunk(module, bytes, chunk.points, header, builder, pace, done, scheme.contextsMayDiffer ? channels : null);
    } catch (error) {
      // laz-perf throws numbers (C++ exceptions) and WebAssembly traps, none of which says anything to a user.
      if (error instanceof DataError || isAbort(error)) throw error;
      throw damaged(source.name, i, chunk);
    }
  }
  const cloud = builder.finish('laz', warnings);
  warnOutsideBounds(cloud, header, warnings);
  if (channels.size > 1) warnings.push(MIXED_CHANNELS);
  return cloud;
}

/** Decodes one chunk into the builder, batch by batch. Returns the number of points done so far. */
async function decodeChunk(
  module: LazPerf, bytes: Uint8Array, points: number, header: LasHeader, builder: CloudBuilder, pace: Pace, done: number,
  channels: Set<number> | null,
): Promise<number> {
  const { pointFormat, recordLength: stride } = header;
  const batch = Math.max(1, Math.min(BATCH, points, Math.floor(BATCH_BYTES / stride)));
  const input = module._malloc(bytes.length), output = module._malloc(batch * stride);
  const decoder = new module.ChunkDecoder();
  try {
    module.HEAPU8.set(bytes, input);
    decoder.open(pointFormat, stride, input);
    for (let left = points; left > 0; ) {
      const n = Math.min(batch, left);
      for (let i = 0; i < n; i++) decoder.getPoint(output + i * stride);
      if (channels !== null) for (let i = 0; i < n; i++) channels.add((module.HEAPU8[output + i * stride + CHANNEL_BYTE] >> 4) & 3);
      builder.add({ bytes: module.HEAPU8.subarray(output, output + n * stride), stride, count: n });
      left -= n;
      done += n;
      await pace.step(done);
    }
    return done;
  } finally {
    decoder.delete();
    module._free(output);
    module._free(input);
  }
}

/**
 * A layered chunk states its points and the size of each layer: first record, count, sizes, layers. laz-perf allocates by
 * those sizes unchecked, so they are checked here.
 */
function checkLayers(bytes: Uint8Array, chunk: LazChunk, { layers }: LazScheme, { recordLength }: LasHeader, file: string): void {
  const fail = (expected: string, found: string) =>
    new DataError('malformed', 'a damaged chunk', { file, where: `byte ${chunk.begin + recordLength}`, expected, found });
  const begin = recordLength + 4 + 4 * layers;
  if (bytes.length < begin) throw fail(`${begin} bytes`, `${bytes.length}`);
  const view = viewOf(bytes);
  const points = view.getUint32(recordLength, true);
  if (points !== chunk.points) throw fail(`${chunk.points} points`, `${points}`);
  let size = begin;
  for (let i = 0; i < layers; i++) size += view.getUint32(recordLength + 4 + 4 * i, true);
  if (size > bytes.length) throw fail(`at most ${bytes.length} bytes`, `layers that end at ${size}`);
}

function damaged(file: string, index: number, { begin, end, points }: LazChunk): DataError {
  return new DataError('malformed', `chunk ${index} cannot be decoded`, {
    file, where: `byte ${begin}`, expected: `${points} points in ${end - begin} bytes`, found: 'damaged data',
  });
}

function tooLarge(file: string, index: number, { begin, end }: LazChunk): DataError {
  return new DataError('too-large', `chunk ${index} is too large to decode`, {
    file, where: `byte ${begin}`, expected: `at most ${MAX_CHUNK_BYTES} bytes`, found: `${end - begin}`, hint: 'convert it to LAS, or compress it anew',
  });
}
