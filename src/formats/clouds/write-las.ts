import { DataError } from '#src/core/errors.ts';
import type { JobContext } from '#src/core/io/bytes.ts';
import { classOf, instanceOf } from '#src/core/labels/label.ts';
import { CONVERTED, convertHeader, convertRecord } from './las-convert.ts';
import { readLasHeader, RECORD_BYTES } from './las-header.ts';
import type { LasHeader } from './las-header.ts';
import { openLasOriginal } from './las-original.ts';
import type { LasOriginal } from './las-original.ts';
import { instanceField, joined, withLookup } from './las-records.ts';
import { createPace } from './pace.ts';
import { viewOf } from './read-bytes.ts';
import type { CloudToWrite, CloudWriter, WriteCloudOptions } from './writer.ts';

/**
 * A copy of the LAS file that the cloud was read from, in which only the labels are new: the class in the classification, beside its
 * flags; the instance in an Extra Bytes field where any point has one; our classes in the Classification Lookup. Every other byte is the
 * source's. A LAZ file is unpacked: its records become what they were compressed from, and what describes the compression is left out.
 * Point formats 0 to 5 hold classes up to 31: above that the file is refused, or with `convert` becomes point format 6, 7, 9 or 10.
 */
export const lasWriter: CloudWriter = {
  id: 'las',
  name: 'LAS, a copy of the source with labels',
  extension: 'las',
  losses(input) {
    const losses: string[] = [];
    const top = highest(input.labels);
    if (!isLas(input.cloud.format)) losses.push('only a cloud that came from a LAS or LAZ file can be written as LAS');
    if (top > 255) losses.push(`classes above 255 cannot be written (the highest is ${top})`);
    else if (top > 31 && isShort(input))
      losses.push(`this point format holds classes up to 31 (the highest is ${top}): the file must be converted to point format 6, 7, 9 or 10, whose scan angles are in steps of 0.006 degrees`);
    const long = (input.taxonomy?.classes ?? []).filter((c) => new TextEncoder().encode(c.name).length > 15).map((c) => c.name);
    if (long.length > 0) losses.push(`names of classes are cut after 15 bytes: ${long.join(', ')}`);
    return losses;
  },
  copiesSource: true,
  async check(source, format, highestClass, options) {
    requireLas(format, source.name);
    mustConvert(await readLasHeader(source), highestClass, options, source.name);
  },
  write: writeLas,
};

async function* writeLas(input: CloudToWrite, options: WriteCloudOptions, context: JobContext): AsyncGenerator<Uint8Array> {
  const { source, labels } = input;
  const { signal } = context;
  requireLas(input.cloud.format, input.cloud.name);
  if (source === undefined) throw new Error(`${input.cloud.name}: a copy needs its source`);
  const pace = createPace(context, input.cloud.count);
  await pace.step(0);
  const original = await openLasOriginal(source, signal), { header } = original;
  if (labels !== null && labels.length !== header.count)
    throw new DataError('mismatch', 'the labels do not belong to these points', { file: source.name, expected: `${header.count} labels`, found: `${labels.length}` });
  const plan = planCopy(input, source.name, original, mustConvert(header, highest(labels), options, source.name));
  yield plan.head;
  let done = 0;
  for await (const records of original.records({ signal })) {
    const n = records.length / header.recordLength;
    yield relabelled(records, n, done, header, plan, labels);
    done += n;
    await pace.step(done);
  }
  yield* original.tail(signal);
}

function requireLas(format: string, file: string): void {
  if (!isLas(format)) throw new DataError('unsupported', 'can be written as LAS only from a LAS or LAZ file', { file, found: format, hint: 'write PCD, PLY, npz or .label' });
}

function isLas(format: string): boolean {
  return format === 'las' || format === 'laz';
}

/** Throws DataError 'unsupported' where the classes do not fit and may not be made to. */
function mustConvert({ pointFormat }: LasHeader, top: number, { convert = false }: WriteCloudOptions, file: string): boolean {
  if (top > 255) throw new DataError('unsupported', 'LAS has no class above 255', { file, expected: '0 to 255', found: `class ${top}`, hint: 'map the classes first' });
  if (pointFormat >= 6 || top <= 31) return false;
  if (!convert)
    throw new DataError('unsupported', `point format ${pointFormat} has no class above 31`, {
      file, expected: '0 to 31', found: `class ${top}`, hint: `it can be converted to point format ${CONVERTED[pointFormat]}, which has 256`,
    });
  return true;
}

interface CopyPlan {
  /** Everything before the points. */
  readonly head: Uint8Array;
  readonly pointFormat: number;
  readonly recordLength: number;
  readonly convert: boolean;
  /** Byte of the record where the instance goes; null where no point has one. */
  readonly instanceAt: number | null;
}

function planCopy(input: CloudToWrite, file: string, original: LasOriginal, convert: boolean): CopyPlan {
  const { header, vlrs: oldVlrs, rest } = original;
  const pointFormat = convert ? CONVERTED[header.pointFormat] : header.pointFormat;
  const length = header.recordLength + RECORD_BYTES[pointFormat] - RECORD_BYTES[header.pointFormat];
  const described = instanceField(oldVlrs, RECORD_BYTES[pointFormat], length, file);
  const needed = input.labels !== null && (described.added === 0 || input.labels.some((l) => instanceOf(l) !== 0));
  const recordLength = needed ? length + described.added : length;
  if (recordLength > 0xffff) throw new DataError('unsupported', 'has no room for another extra field', { file, expected: 'records of at most 65535 bytes', found: `${recordLength}` });
  const vlrs = needed ? described.vlrs : oldVlrs;
  const records = input.taxonomy === undefined || input.labels === null ? vlrs : withLookup(vlrs, input.taxonomy, file);

  const head = convert ? convertHeader(original.head, header.version, header.pointFormat, header.count) : original.head.slice();
  const pointOffset = head.length + records.reduce((sum, r) => sum + r.bytes.length, 0) + rest.length;
  const grown = pointOffset + header.count * recordLength - (header.pointOffset + header.count * header.recordLength);
  const view = viewOf(head);
  view.setUint32(96, pointOffset, true);
  view.setUint32(100, records.length, true);
  view.setUint16(105, recordLength, true);
  moveOffset(view, 227, 235, grown);
  moveOffset(view, 235, 243, grown);
  return { head: joined([head, ...records.map((r) => r.bytes), rest]), pointFormat, recordLength, convert, instanceAt: needed ? described.offset : null };
}

/** Wave packets (1.3 on) and extended records (1.4) lie behind the points; 0 means that there are none. */
function moveOffset(view: DataView, at: number, fieldEnd: number, by: number): void {
  if (view.getUint16(94, true) < fieldEnd || view.byteLength < fieldEnd || view.getUint8(25) < (at === 227 ? 3 : 4)) return;
  const offset = view.getBigUint64(at, true);
  if (offset !== 0n) view.setBigUint64(at, offset + BigInt(by), true);
}

function relabelled(records: Uint8Array, n: number, first: number, header: LasHeader, plan: CopyPlan, labels: Uint32Array | null): Uint8Array {
  const { recordLength: old, pointFormat } = header;
  const out = new Uint8Array(n * plan.recordLength);
  const view = viewOf(out);
  for (let i = 0, from = 0, to = 0; i < n; i++, from += old, to += plan.recordLength) {
    if (plan.convert) convertRecord(records, from, old, pointFormat, out, to);
    else out.set(records.subarray(from, from + old), to);
    if (labels === null) continue;
    const label = labels[first + i];
    if (plan.pointFormat >= 6) out[to + 16] = classOf(label);
    else out[to + 15] = (out[to + 15] & 0xe0) | classOf(label);
    if (plan.instanceAt !== null) view.setUint32(to + plan.instanceAt, instanceOf(label), true);
  }
  return out;
}

function highest(labels: Uint32Array | null): number {
  return labels === null ? 0 : labels.reduce((top, l) => Math.max(top, classOf(l)), 0);
}

/** Point formats from 6 on have a scanner channel. */
function isShort({ cloud }: CloudToWrite): boolean {
  return !cloud.fields.some((f) => f.name === 'scanner_channel');
}
