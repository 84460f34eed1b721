import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import type { LasHeader } from './las-header.ts';
import type { LazScheme } from './laz-scheme.ts';
import { IntegerDecoder } from './laz-arithmetic.ts';
import { readExactly, requireBytes, viewOf } from './read-bytes.ts';

/** Bytes [begin, end) of the file, which decode to `points` points without any other bytes. */
export interface LazChunk {
  readonly begin: number;
  readonly end: number;
  readonly points: number;
}

/** Points that one compressed byte is believed to hold. Real files reach 10; the densest that LASzip writes is near 1,000. */
const MAX_POINTS_PER_BYTE = 4096;

/**
 * The chunks in file order, from the chunk table (LASzip 3.4, lasreadpoint.cpp): a version, the number of chunks, and per
 * chunk its size, with its number of points before it where chunks vary, each coded as the difference from the one before.
 */
export async function readChunks(source: ByteSource, header: LasHeader, scheme: LazScheme, signal?: AbortSignal): Promise<LazChunk[]> {
  const { count, pointOffset } = header;
  if (count === 0) return [];
  if (!scheme.chunked) return [checked(source, header, { begin: pointOffset, end: source.size, points: count })];

  requireBytes(source, pointOffset, 8, 'the place of the chunk table');
  const table = await tableOffset(source, pointOffset, signal);
  const begin = pointOffset + 8;
  if (table < begin) throw malformed(source, pointOffset, 'the chunk table is not where it should be', `after byte ${begin}`, `byte ${table}`);
  requireBytes(source, table, 8, 'the chunk table');
  const head = viewOf(await readExactly(source, table, table + 8, signal));
  const version = head.getUint32(0, true), chunks = head.getUint32(4, true);
  if (version !== 0) throw malformed(source, table, 'unknown chunk table', 'version 0', `${version}`);
  const fixed = scheme.pointsPerChunk;
  const most = fixed === null ? Math.min(count, table - begin) : Math.ceil(count / fixed);
  if (chunks > most || (fixed !== null && chunks < most))
    throw malformed(source, table + 4, 'the chunk table does not fit the points', `${fixed === null ? 'at most ' : ''}${most} chunks`, `${chunks}`);
  // No entry takes more than 16 bytes: two integers of at most 33 symbols and 32 bits.
  const coded = await readExactly(source, table + 8, Math.min(source.size, table + 8 + 16 * chunks + 64), signal);
  return decodeTable(source, header, coded, { chunks, fixed, begin, table });
}

async function tableOffset(source: ByteSource, at: number, signal?: AbortSignal): Promise<number> {
  const read = async (byte: number) => Number(viewOf(await readExactly(source, byte, byte + 8, signal)).getBigInt64(0, true));
  const offset = await read(at);
  // A writer that could not go back wrote -1 and put the place at the end of the file.
  return offset === -1 ? read(source.size - 8) : offset;
}

interface Table {
  readonly chunks: number;
  /** Points per chunk, or null where the table says. */
  readonly fixed: number | null;
  /** The chunks lie in [begin, table). */
  readonly begin: number;
  readonly table: number;
}

function decodeTable(source: ByteSource, header: LasHeader, coded: Uint8Array, { chunks, fixed, begin, table }: Table): LazChunk[] {
  const decoder = new IntegerDecoder(coded, 2);
  const out: LazChunk[] = [];
  let at = begin, left = header.count, points = 0, bytes = 0;
  for (let i = 0; i < chunks; i++) {
    points = fixed === null ? decoder.next(points, 0) : Math.min(fixed, left);
    bytes = decoder.next(bytes, 1);
    if (points <= 0 || points > left || bytes <= 0 || at + bytes > table)
      throw malformed(source, table, `chunk ${i} does not fit`, `at most ${left} points in ${table - at} bytes`, `${points} points in ${bytes} bytes`);
    out.push(checked(source, header, { begin: at, end: at + bytes, points }));
    at += bytes;
    left -= points;
  }
  // LASzip writes the table right behind the last chunk: sizes that do not add up to its place come from a damaged table.
  if (left === 0 && at !== table) throw malformed(source, table, 'the chunks do not end where their table begins', `byte ${table}`, `byte ${at}`);
  if (left > 0)
    throw new DataError('truncated', 'the chunks hold fewer points than the header says', {
      file: source.name, where: `byte ${table}`, expected: `${header.count} points`, found: `${header.count - left}`,
    });
  return out;
}

/** A count is believed only so far as the bytes could hold it: memory is allocated by it. */
function checked(source: ByteSource, header: LasHeader, chunk: LazChunk): LazChunk {
  const bytes = chunk.end - chunk.begin;
  if (bytes < header.recordLength || chunk.points > bytes * MAX_POINTS_PER_BYTE)
    throw malformed(source, chunk.begin, 'a chunk cannot hold its points', `bytes for ${chunk.points} points`, `${bytes} bytes`);
  return chunk;
}

function malformed(source: ByteSource, byte: number, problem: string, expected: string, found: string): DataError {
  return new DataError('malformed', problem, { file: source.name, where: `byte ${byte}`, expected, found });
}
