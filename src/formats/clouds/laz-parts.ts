import type { Vec3 } from '#src/core/geometry/units.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { chooseFields } from './choose-fields.ts';
import { CloudBuilder } from './cloud-builder.ts';
import type { CloudArrays } from './cloud-builder.ts';
import type { ReadCloudOptions } from './format.ts';
import { lasLayout } from './las-points.ts';
import type { LazChunk } from './laz-chunks.ts';
import { LAZ_BATCH, LazDecoder } from './laz-decode.ts';
import { openLaz } from './laz-file.ts';
import { withLazPerf } from './laz-perf-module.ts';
import type { LazPart, LazPartResult, LazPlan } from './laz-plan.ts';
import { createPace } from './pace.ts';
import { peekExactly } from './read-bytes.ts';
import type { Records } from './strided.ts';

/**
 * Reads header, records and chunk table once, and the first points for the origin. Parts have about `pointsPerPart` points.
 * Throws DataError for what `laz.read` throws it for before it decodes.
 */
export async function planLaz(
  source: ByteSource, options: ReadCloudOptions, pointsPerPart: number, { signal }: JobContext,
): Promise<{ plan: LazPlan; parts: LazPart[] }> {
  const { header, vlrs, scheme, chunks, warnings: said } = await openLaz(source, signal);
  const warnings = [...said];
  const layout = lasLayout(header, vlrs, warnings);
  const fields = layout.fields.map((f) => f.field);
  const names = chooseFields(fields, layout.labelField, options.columns, source.name);
  let origin: Vec3 = [0, 0, 0];
  if (chunks.length > 0 && options.positions !== false) {
    const bytes = await peekExactly(source, chunks[0].begin, chunks[0].end, signal);
    const points = Math.min(LAZ_BATCH, chunks[0].points);
    const builder = new CloudBuilder(source.name, layout, points, { columns: [] });
    await withLazPerf((module) => new LazDecoder(module, source.name, header, scheme).decode(bytes, chunks[0], 'chunk 0', (records) => builder.add(records), points));
    origin = builder.finish('laz', []).origin;
  }
  const plan: LazPlan = {
    // Views of a file that is in memory would be sent with all of it.
    name: source.name, header, vlrs: vlrs.filter((v) => v.userId === 'LASF_Spec' && v.recordId === 4).map((v) => ({ ...v, data: v.data.slice() })),
    scheme, origin, fields, chosen: fields.filter((f) => names.has(f.name)), warnings,
  };
  return { plan, parts: partsOf(chunks, pointsPerPart) };
}

function partsOf(chunks: readonly LazChunk[], pointsPerPart: number): LazPart[] {
  const parts: LazPart[] = [];
  let firstChunk = 0, firstPoint = 0, points = 0;
  chunks.forEach((chunk, i) => {
    points += chunk.points;
    if (points < pointsPerPart && i < chunks.length - 1) return;
    parts.push({ firstChunk, firstPoint, points, chunks: chunks.slice(firstChunk, i + 1) });
    firstPoint += points;
    firstChunk = i + 1;
    points = 0;
  });
  return parts;
}

/** Decodes one part into `into`. Throws DataError as `laz.read` does. */
export async function decodeLazPart(
  source: ByteSource, plan: LazPlan, part: LazPart, into: CloudArrays, context: JobContext,
): Promise<LazPartResult> {
  const { header, vlrs, scheme, origin, chosen } = plan;
  const options = { columns: chosen.map((f) => f.name), positions: into.positions.length > 0 };
  const builder = new CloudBuilder(plan.name, lasLayout(header, vlrs, []), part.points, options, origin, into);
  const pace = createPace(context, part.points);
  let done = 0;
  const take = (records: Records): Promise<void> => {
    builder.add(records);
    done += records.count;
    return pace.step(done);
  };
  const channels = await withLazPerf(async (module) => {
    const decoder = new LazDecoder(module, plan.name, header, scheme);
    for (const [k, chunk] of part.chunks.entries()) {
      const bytes = await peekExactly(source, chunk.begin, chunk.end, context.signal);
      await decoder.decode(bytes, chunk, `chunk ${part.firstChunk + k}`, take);
    }
    return decoder.channels;
  });
  const { invalid, bounds } = builder.finish('laz', []);
  return { invalid, bounds, channels: [...channels] };
}
