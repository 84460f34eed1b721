import { intensityField } from '#src/core/cloud/point-cloud.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { CloudBuilder } from './cloud-builder.ts';
import type { RecordLayout } from './cloud-builder.ts';
import type { CloudPreview } from './format.ts';
import { peekExactly, requireBytes } from './read-bytes.ts';
import type { RecordFile } from './read-records.ts';
import type { Records } from './strided.ts';

/** How much of a file is looked at for a first picture, in how many places, and how many points come of it. */
export const PREVIEW_BYTES = 8 << 20;
export const PREVIEW_RANGES = 32;
export const PREVIEW_POINTS = 100_000;
/** Intensities are divided by the one that this share of the points stays below: single mirrors outshine everything. */
const BRIGHT = 0.98;

/** `n` of the numbers below `count`, at even distances; all of them where there are no more. */
export function evenly(count: number, n: number): number[] {
  const m = Math.max(0, Math.min(count, n));
  return Array.from({ length: m }, (_, i) => Math.floor(((i + 0.5) * count) / m));
}

/** Builds a preview from `count` records that `visit` hands over. */
export async function previewOf(
  name: string, layout: RecordLayout, count: number, visit: (take: (records: Records) => void) => Promise<void> | void,
): Promise<CloudPreview> {
  const brightness = intensityField(layout.fields.map((f) => f.field));
  const builder = new CloudBuilder(name, layout, count, { columns: brightness === null ? [] : [brightness] });
  await visit((records) => builder.add(records));
  const { origin, positions, columns } = builder.finish('preview', []);
  const kept: number[] = [];
  for (let i = 0; i < count; i++) if (Number.isFinite(positions[3 * i] + positions[3 * i + 1] + positions[3 * i + 2])) kept.push(i);
  const finite = Float32Array.from({ length: 3 * kept.length }, (_, j) => positions[3 * kept[Math.floor(j / 3)] + (j % 3)]);
  return { origin, positions: finite, intensity: brightness === null ? null : shades(kept.map((i) => Number(columns[brightness].values[i]))) };
}

function shades(values: readonly number[]): Float32Array {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  const bright = sorted[Math.floor(BRIGHT * (sorted.length - 1))] || 1;
  return Float32Array.from(values, (v) => (Number.isFinite(v) ? Math.min(1, Math.max(0, v / bright)) : 0));
}

/** Every n-th record of evenly spaced ranges of a file of equal records. */
export async function previewRecords(source: ByteSource, { begin, stride, count, layout }: RecordFile, { signal }: JobContext): Promise<CloudPreview> {
  requireBytes(source, begin, count * stride, `${count} points of ${stride} bytes`);
  const perRange = Math.max(1, Math.min(Math.ceil(count / PREVIEW_RANGES), Math.floor(PREVIEW_BYTES / PREVIEW_RANGES / stride)));
  const firsts = evenly(Math.ceil(count / perRange), PREVIEW_RANGES).map((i) => i * perRange);
  const step = Math.max(1, Math.floor((firsts.length * perRange) / PREVIEW_POINTS));
  const ranges = await Promise.all(firsts.map((first) => {
    const at = begin + first * stride;
    return peekExactly(source, at, at + Math.min(perRange, count - first) * stride, signal);
  }));
  const taken = ranges.map((bytes) => everyNth(bytes, stride, step));
  return previewOf(source.name, layout, taken.reduce((sum, records) => sum + records.count, 0), (take) => taken.forEach(take));
}

function everyNth(bytes: Uint8Array, stride: number, step: number): Records {
  const count = Math.ceil(bytes.byteLength / stride / step);
  const out = new Uint8Array(count * stride);
  for (let i = 0; i < count; i++) out.set(bytes.subarray(i * step * stride, (i * step + 1) * stride), i * stride);
  return { bytes: out, stride, count };
}
