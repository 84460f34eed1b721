import { DataError } from '#src/core/errors.ts';
import type { Bounds } from '#src/core/geometry/box.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { readExactly, requireBytes, viewOf } from './read-bytes.ts';

/** What a LAS file says of itself (ASPRS LAS 1.4 R15, section 2.4; earlier versions are its beginning). */
export interface LasHeader {
  /** 'major.minor' */
  readonly version: string;
  readonly headerSize: number;
  /** Byte where the points begin. */
  readonly pointOffset: number;
  readonly vlrCount: number;
  /** 0 to 10, without the bits that mark compression. */
  readonly pointFormat: number;
  readonly compressed: boolean;
  /** Bytes per point record, extra bytes included. */
  readonly recordLength: number;
  readonly count: number;
  readonly scale: Vec3;
  readonly offset: Vec3;
  /** What the header says; files exist in which it is wrong. */
  readonly bounds: Bounds;
  readonly warnings: readonly string[];
}

/** Bytes of the records without extra bytes, by point format. */
export const RECORD_BYTES = [20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67] as const;

/** 'LASF' */
const SIGNATURE = 0x4c415346;

/** Header bytes of versions 1.0 to 1.2, and from which a header has the 64-bit counts of version 1.4. */
const MIN_HEADER = 227, LONG_HEADER = 375;

/** 'LASF', and whether the point format is marked as compressed (bit 7 by LASzip; bit 6 by its first versions). */
export function looksLikeLas(head: Uint8Array, compressed: boolean): boolean {
  if (head.length <= 104 || viewOf(head).getUint32(0, false) !== SIGNATURE) return false;
  const marked = (head[104] & 0xc0) !== 0;
  return marked === compressed;
}

/** Throws DataError with the byte where the header contradicts itself, the format or the file. */
export async function readLasHeader(source: ByteSource, signal?: AbortSignal): Promise<LasHeader> {
  requireBytes(source, 0, MIN_HEADER, 'a LAS header');
  const view = viewOf(await readExactly(source, 0, Math.min(source.size, LONG_HEADER), signal));
  const fail = (byte: number, problem: string, expected: string, found: string) =>
    new DataError('malformed', problem, { file: source.name, where: `byte ${byte}`, expected, found });
  if (view.getUint32(0, false) !== SIGNATURE) throw fail(0, 'not a LAS file', 'LASF', 'other bytes');
  const version = `${view.getUint8(24)}.${view.getUint8(25)}`;
  if (!/^1\.[0-5]$/.test(version))
    throw new DataError('unsupported', `LAS version ${version}`, { file: source.name, where: 'byte 24', expected: '1.0 to 1.5', found: version });

  const warnings: string[] = [];
  const headerSize = view.getUint16(94, true), pointOffset = view.getUint32(96, true);
  // Version 1.5 is 1.4 with the range of GPS times behind it.
  const shortestHeader = version === '1.5' ? LONG_HEADER : MIN_HEADER;
  if (headerSize < shortestHeader) throw fail(94, 'the header is too short', `at least ${shortestHeader} bytes`, `${headerSize}`);
  if (version === '1.5') warnings.push('LAS 1.5: read as version 1.4, what is new in it was ignored');
  if (pointOffset < headerSize) throw fail(96, 'the points begin inside the header', `at least byte ${headerSize}`, `byte ${pointOffset}`);
  if (pointOffset > source.size)
    throw new DataError('truncated', 'the points begin after the end of the file', {
      file: source.name, where: 'byte 96', expected: `at most byte ${source.size}`, found: `byte ${pointOffset}`,
    });

  const formatByte = view.getUint8(104), pointFormat = formatByte & 0x3f, recordLength = view.getUint16(105, true);
  const shortest = RECORD_BYTES[pointFormat];
  if (shortest === undefined)
    throw new DataError('unsupported', `point format ${pointFormat}`, { file: source.name, where: 'byte 104', expected: '0 to 10', found: `${pointFormat}` });
  if (recordLength < shortest)
    throw fail(105, 'the point records are too short', `at least ${shortest} bytes for point format ${pointFormat}`, `${recordLength}`);

  const vector = (byte: number): Vec3 => [0, 8, 16].map((b) => view.getFloat64(byte + b, true)) as unknown as Vec3;
  const scale = vector(131), offset = vector(155);
  if (!scale.every((s) => Number.isFinite(s) && s !== 0)) throw fail(131, 'the scale factors are not usable', 'finite and not 0', scale.join(', '));
  if (!offset.every(Number.isFinite)) throw fail(155, 'the offsets are not usable', 'finite numbers', offset.join(', '));

  const long = (version === '1.4' || version === '1.5') && headerSize >= LONG_HEADER && view.byteLength >= LONG_HEADER;
  const count = pointCount(view.getUint32(107, true), long ? view.getBigUint64(247, true) : null, source.name, warnings);
  return {
    version, headerSize, pointOffset, vlrCount: view.getUint32(100, true), pointFormat, compressed: (formatByte & 0xc0) !== 0, recordLength,
    count, scale, offset, bounds: statedBounds(view), warnings,
  };
}

/** Version 1.4 moved the count to 64 bits and left the old one, which is 0 where it does not fit or the format is new. */
function pointCount(legacy: number, long: bigint | null, file: string, warnings: string[]): number {
  if (long === null) return legacy;
  if (long > BigInt(Number.MAX_SAFE_INTEGER))
    throw new DataError('malformed', 'an impossible number of points', { file, where: 'byte 247', expected: 'less than 2^53', found: `${long}` });
  const count = Number(long);
  if (legacy === 0 || legacy === count) return count;
  warnings.push(`the header gives two point counts, ${count} and (old field) ${legacy}; ${count === 0 ? legacy : count} was used`);
  return count === 0 ? legacy : count;
}

/** Max before min, axis by axis. */
function statedBounds(view: DataView): Bounds {
  const at = (i: number) => view.getFloat64(179 + 8 * i, true);
  return { min: [at(1), at(3), at(5)], max: [at(0), at(2), at(4)] };
}
