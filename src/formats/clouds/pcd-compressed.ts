import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { allocating, CloudBuilder } from './cloud-builder.ts';
import { chooseFields } from './choose-fields.ts';
import type { ReadCloudOptions } from './format.ts';
import { LZF_MAX_RATIO, LZF_MAX_STEP, LzfDecoder } from './lzf.ts';
import { createPace } from './pace.ts';
import type { Pace } from './pace.ts';
import { planarLayout } from './pcd-fields.ts';
import type { PlanarLayout } from './pcd-fields.ts';
import type { PcdHeader } from './pcd-header.ts';
import { peekExactly, readExactly, requireBytes, viewOf } from './read-bytes.ts';

/** Bytes that are inflated, and points that are copied, before the job looks up. */
const INFLATE_STEP = 1 << 20;
const COPY_STEP = 1 << 17;
/** Compressed and inflated size, uint32 each, before the LZF data. */
const SIZES = 8;

/** `binary_compressed`: LZF over planes, one per field. Padding fields are not stored. */
export async function readPcdCompressed(
  source: ByteSource, header: PcdHeader, options: ReadCloudOptions, context: JobContext,
): Promise<PointCloud> {
  const { points: count, dataOffset } = header;
  const warnings = [...header.warnings];
  const pace = createPace(context, count);
  if (count === 0) {
    await pace.step(0);
    return new CloudBuilder(source.name, planarLayout(header.fields, 0, source.name).layout, 0, options).finish('pcd', warnings);
  }
  requireBytes(source, dataOffset, SIZES, 'sizes of the compressed data');
  const sizes = viewOf(await readExactly(source, dataOffset, dataOffset + SIZES, context.signal));
  const compressed = sizes.getUint32(0, true), inflated = sizes.getUint32(4, true);
  const planes = layoutFor(inflated, header, source.name);
  requireBytes(source, dataOffset + SIZES, compressed, 'compressed data');
  if (inflated > compressed * LZF_MAX_RATIO)
    throw new DataError('malformed', 'the compressed data cannot hold what it says', {
      file: source.name, where: `byte ${dataOffset}`, expected: `at most ${compressed * LZF_MAX_RATIO} bytes from ${compressed}`, found: `${inflated}`,
    });
  const trailing = source.size - dataOffset - SIZES - compressed;
  if (trailing > 0) warnings.push(`${trailing} bytes after the last point were ignored`);

  const builder = new CloudBuilder(source.name, planes.layout, count, options);
  const input = await peekExactly(source, dataOffset + SIZES, dataOffset + SIZES + compressed, context.signal);
  const bytes = await inflate(input, inflated, neededBytes(planes, options, source.name), source.name, pace, count / 2);
  for (let first = 0; first < count; first += COPY_STEP) {
    const n = Math.min(COPY_STEP, count - first);
    builder.add({ bytes, stride: 0, count: n });
    // Inflating was the first half of the work.
    await pace.step(Math.floor((count + first + n) / 2));
  }
  return builder.finish('pcd', warnings);
}

/** PCL leaves padding out; files in which it was kept are recognised by their size. */
function layoutFor(inflated: number, header: PcdHeader, file: string): PlanarLayout {
  const stored = planarLayout(header.fields.filter((f) => f.name !== '_'), header.points, file);
  if (stored.bytes === inflated) return stored;
  const padded = planarLayout(header.fields, header.points, file);
  if (padded.bytes === inflated) return padded;
  throw new DataError('mismatch', 'the compressed data is not as large as the points', {
    file, where: `byte ${header.dataOffset + 4}`, expected: `${stored.bytes} bytes (${header.points} points)`, found: `${inflated}`,
  });
}

/** Planes behind the last one that is asked for need not be inflated. */
function neededBytes({ layout, ends, axes }: PlanarLayout, options: ReadCloudOptions, file: string): number {
  const chosen = chooseFields(layout.fields.map((f) => f.field), layout.labelField, options.columns, file);
  const names = options.positions === false ? [...chosen] : [...chosen, ...axes];
  return names.reduce((end, name) => Math.max(end, ends.get(name)!), 0);
}

async function inflate(input: Uint8Array, size: number, needed: number, file: string, pace: Pace, points: number): Promise<Uint8Array> {
  const whole = needed === size;
  // The last step may go as far beyond as one reference or run of literals.
  const output = allocating(file, 2 * points, () => new Uint8Array(Math.min(size, needed + LZF_MAX_STEP)));
  const decoder = new LzfDecoder(input, output, file);
  for (let out = -1, next = 0; next > out && (whole || next < needed); ) {
    out = next;
    next = decoder.run(Math.min(out + INFLATE_STEP, whole ? Infinity : needed));
    await pace.step(Math.floor(points * Math.min(1, next / needed)));
  }
  if (whole || decoder.done < needed) decoder.finish();
  return output;
}
