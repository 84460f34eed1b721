import { DataError } from '#src/core/errors.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import { readLasHeader } from './las-header.ts';
import type { LasHeader } from './las-header.ts';
import { splitVlrs } from './las-records.ts';
import type { RawVlr } from './las-records.ts';
import { zeroEnded } from './las-vlr.ts';
import { LazDecoder } from './laz-decode.ts';
import { openLaz } from './laz-file.ts';
import type { LazFile } from './laz-file.ts';
import { withLazPerf } from './laz-perf-module.ts';
import { createPace } from './pace.ts';
import { peekExactly, readExactly, requireBytes, viewOf } from './read-bytes.ts';

/** What a copy of a LAS file is made of; of a LAZ file, what it was compressed from. */
export interface LasOriginal {
  readonly header: LasHeader;
  /** The header's bytes, as those of an uncompressed file whose extended records follow its points at once. */
  readonly head: Uint8Array;
  readonly vlrs: readonly RawVlr[];
  /** What lies between the records and the points. */
  readonly rest: Uint8Array;
  /** The point records in file order, whole ones, in pieces of about a megabyte (LAZ: whole chunks). */
  records(context: JobContext): AsyncGenerator<Uint8Array>;
  /** What follows the points. */
  tail(signal?: AbortSignal): AsyncGenerator<Uint8Array>;
}

const STEP_BYTES = 1 << 20;
const EVLR_HEADER = 60;
/** Whose records say how the points are compressed and where; none of it is true of a copy. */
const OF_COMPRESSION = ['laszip encoded', 'copc'];

/** Reads header and records. Throws DataError where they are damaged or the points cannot be decoded. */
export async function openLasOriginal(source: ByteSource, signal?: AbortSignal): Promise<LasOriginal> {
  const header = await readLasHeader(source, signal);
  const before = await readExactly(source, 0, header.pointOffset, signal);
  const { vlrs, rest } = splitVlrs(before.subarray(header.headerSize), header.vlrCount, source.name);
  const head = before.slice(0, header.headerSize);
  if (!header.compressed) {
    const begin = header.pointOffset, end = begin + header.count * header.recordLength;
    requireBytes(source, begin, end - begin, `${header.count} points`);
    return {
      header, head, vlrs, rest,
      records: ({ signal: stop }) => pieces(source, begin, end, Math.max(1, Math.floor(STEP_BYTES / header.recordLength)) * header.recordLength, stop),
      tail: (stop) => pieces(source, end, source.size, STEP_BYTES, stop),
    };
  }
  const laz = await openLaz(source, signal), kept = (await extendedRecords(source, header, head, signal)).filter((r) => !isOfCompression(r));
  uncompressedHead(head, header, kept.length);
  return {
    header, head, vlrs: vlrs.filter((r) => !isOfCompression(r)), rest,
    records: (context) => decoded(source, laz, context),
    async *tail(stop) {
      for (const { begin, end } of kept) yield* pieces(source, begin, end, STEP_BYTES, stop);
    },
  };
}

async function* pieces(source: ByteSource, begin: number, end: number, size: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let at = begin; at < end; at += size) yield await readExactly(source, at, Math.min(end, at + size), signal);
}

async function* decoded(source: ByteSource, { header, scheme, chunks }: LazFile, context: JobContext): AsyncGenerator<Uint8Array> {
  const pace = createPace(context, header.count), channels = new Set<number>();
  let done = 0;
  for (const [i, chunk] of chunks.entries()) {
    const bytes = await peekExactly(source, chunk.begin, chunk.end, context.signal), batches: Uint8Array[] = [];
    await withLazPerf(async (module) => {
      const decoder = new LazDecoder(module, source.name, header, scheme);
      await decoder.decode(bytes, chunk, `chunk ${i}`, (records) => {
        batches.push(records.bytes.slice());
        done += records.count;
        return pace.step(done);
      });
      for (const channel of decoder.channels) channels.add(channel);
    });
    if (channels.size > 1)
      throw new DataError('unsupported', 'has colours or extra bytes that cannot be decoded exactly: several scanner channels, compressed by LASzip 3.5 or later', {
        file: source.name, where: `chunk ${i}`, hint: 'unpack it with laszip and label the LAS file, or write .label, npz or Parquet',
      });
    yield* batches;
  }
}

interface ExtendedRecord {
  readonly userId: string;
  readonly begin: number;
  readonly end: number;
}

/** The extended records of version 1.4 (LAS 1.4 R15, section 2.7), which may lie anywhere behind the compressed points. */
async function extendedRecords(source: ByteSource, { version }: LasHeader, head: Uint8Array, signal?: AbortSignal): Promise<ExtendedRecord[]> {
  if (version < '1.4' || head.length < 247) return [];
  const view = viewOf(head), count = view.getUint32(243, true), records: ExtendedRecord[] = [];
  let at = count === 0 ? 0 : Number(view.getBigUint64(235, true));
  for (let i = 0; i < count; i++) {
    requireBytes(source, at, EVLR_HEADER, `extended record ${i}`);
    const own = await readExactly(source, at, at + EVLR_HEADER, signal);
    const end = at + EVLR_HEADER + Number(viewOf(own).getBigUint64(20, true));
    requireBytes(source, at, end - at, `extended record ${i}`);
    records.push({ userId: zeroEnded(own.subarray(2, 18)), begin: at, end });
    at = end;
  }
  return records;
}

function isOfCompression({ userId }: Pick<RawVlr, 'userId'>): boolean {
  return OF_COMPRESSION.includes(userId);
}

function uncompressedHead(head: Uint8Array, { version, pointOffset, count, recordLength, pointFormat }: LasHeader, extended: number): void {
  const view = viewOf(head);
  head[104] = pointFormat;
  // The point formats that have wave packets are not decoded at all.
  if (version >= '1.3' && head.length >= 235) view.setBigUint64(227, 0n, true);
  if (version < '1.4' || head.length < 247) return;
  view.setBigUint64(235, extended === 0 ? 0n : BigInt(pointOffset + count * recordLength), true);
  view.setUint32(243, extended, true);
}
