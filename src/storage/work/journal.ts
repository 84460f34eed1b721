import { DataError } from '#src/core/errors.ts';
import type { Change } from '#src/core/labels/change.ts';
import { ByteReader, ByteWriter } from './byte-cursor.ts';
import { readChange, readChangeId, writeChange } from './change-codec.ts';
import { crc32 } from './crc32.ts';
import { checkVersion } from './versions.ts';
import type { SavedChange } from './work-store.ts';

/**
 * The journal: a header, then one record per Change, in order.
 *
 *     header   8 bytes magic, u32 schema version, u32 CRC-32 of those 12 bytes
 *     record   u32 length of the payload, u32 CRC-32 of that length and the payload, payload
 *     payload  u64 seq, Change (see change-codec.ts)
 *
 * Points are named by their place in the source file and both values are written out, so no later change to
 * indexing, tools or taxonomies can make it unreadable. Numbers are little-endian.
 */
export const JOURNAL_VERSION = 1;
export const HEADER_BYTES = 16;
/** Line ends of both kinds: a transfer that treats it as text shows at once. */
const MAGIC = new TextEncoder().encode('PWELDJ\r\n');
const FRAME_BYTES = 8;

export function journalHeader(version = JOURNAL_VERSION): Uint8Array {
  const out = new ByteWriter();
  out.array(MAGIC);
  out.u32(version);
  const start = out.finish();
  out.u32(crc32(start));
  return out.finish();
}

/** The schema version of a journal. Throws DataError unless these are the first bytes of one that this version reads. */
export function checkHeader(bytes: Uint8Array, file: string): number {
  const header = new ByteReader(bytes.subarray(0, HEADER_BYTES), file);
  const magic = header.u8s(MAGIC.length);
  if (!magic.every((b, i) => b === MAGIC[i])) throw new DataError('malformed', 'is not a journal', { file, where: 'byte 0' });
  const version = header.u32();
  if (header.u32() !== crc32(bytes.subarray(0, HEADER_BYTES - 4)))
    throw new DataError('malformed', 'the header is damaged', { file, where: 'byte 0', hint: 'restore this file from a backup' });
  checkVersion(version, JOURNAL_VERSION, file);
  if (READERS[version] === undefined) throw new DataError('unsupported', 'has a schema version that never was', { file, expected: `1 to ${JOURNAL_VERSION}`, found: String(version) });
  return version;
}

/** How the Changes in a journal of each version are read: what an earlier Pointweld wrote stays readable. */
const READERS: Readonly<Record<number, (bytes: ByteReader) => Change>> = { 1: readChange };

export function encodeRecord(seq: number, change: Change): Uint8Array {
  const payload = new ByteWriter();
  payload.u64(seq);
  writeChange(payload, change);
  const body = payload.finish();
  const length = new ByteWriter();
  length.u32(body.length);
  const out = new ByteWriter();
  out.u32(body.length);
  out.u32(crc32(body, crc32(length.finish())));
  out.array(body);
  return out.finish();
}

/** Records as a stream of their own, header first: what travels over HTTP. */
export function encodeJournal(changes: readonly SavedChange[]): Uint8Array {
  const out = new ByteWriter();
  out.array(journalHeader());
  for (const { seq, change } of changes) out.array(encodeRecord(seq, change));
  return out.finish();
}

/** Bytes after the last whole record. */
export interface Damage {
  /** Byte in the file. */
  readonly at: number;
  readonly bytes: number;
  readonly problem: string;
  /** Records behind the damaged one that are whole, as far as its length leads to them; 0 where absent. */
  readonly wholeBehind?: number;
}

export interface JournalRead {
  readonly changes: SavedChange[];
  readonly damage: Damage | null;
}

/**
 * The records in `bytes`, which begin at byte `base` of the file with the record that must be number `firstSeq`.
 * Reading stops at the first record that is not whole: what is behind it was made on top of it. A record that is
 * whole but says something impossible is no crash's doing: DataError.
 */
export function readRecords(bytes: Uint8Array, base: number, firstSeq: number, file: string, version = JOURNAL_VERSION): JournalRead {
  const changes: SavedChange[] = [];
  const damage = walkRecords(bytes, base, firstSeq, file, (seq, record) => changes.push({ seq, change: READERS[version](record) }));
  return { changes, damage };
}

export interface JournalScan {
  /** Id of each Change, and the byte in the file after its record. */
  readonly heads: { readonly id: string; readonly end: number }[];
  readonly damage: Damage | null;
}

/** As `readRecords`, but of each Change only its id is read: checksums are verified, points and labels left alone. */
export function scanRecords(bytes: Uint8Array, base: number, firstSeq: number, file: string): JournalScan {
  const heads: { id: string; end: number }[] = [];
  const damage = walkRecords(bytes, base, firstSeq, file, (_seq, record, end) => heads.push({ id: readChangeId(record), end }));
  return { heads, damage };
}

function walkRecords(bytes: Uint8Array, base: number, firstSeq: number, file: string, take: (seq: number, record: ByteReader, end: number) => void): Damage | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let expected = firstSeq; at < bytes.length; expected++) {
    const damaged = (problem: string): Damage => ({ at: base + at, bytes: bytes.length - at, problem });
    if (bytes.length - at < FRAME_BYTES) return damaged('an unfinished record');
    const length = view.getUint32(at, true);
    const begin = at + FRAME_BYTES;
    if (length > bytes.length - begin) return damaged('an unfinished record');
    const body = bytes.subarray(begin, begin + length);
    if (!isWhole(bytes, view, at)) return { ...damaged('a damaged record'), wholeBehind: countWhole(bytes, view, begin + length) };
    const reader = new ByteReader(body, file, base + begin);
    const seq = reader.u64();
    if (seq !== expected) return damaged('a record out of order');
    take(seq, reader, base + begin + length);
    at = begin + length;
  }
  return null;
}

function isWhole(bytes: Uint8Array, view: DataView, at: number): boolean {
  if (bytes.length - at < FRAME_BYTES) return false;
  const length = view.getUint32(at, true), begin = at + FRAME_BYTES;
  if (length === 0 || length > bytes.length - begin) return false;
  return crc32(bytes.subarray(begin, begin + length), crc32(bytes.subarray(at, at + 4))) === view.getUint32(at + 4, true);
}

function countWhole(bytes: Uint8Array, view: DataView, from: number): number {
  let count = 0;
  for (let at = from; isWhole(bytes, view, at); at += FRAME_BYTES + view.getUint32(at, true)) count++;
  return count;
}

/** A whole stream that must be undamaged, from somebody we do not trust. Throws DataError. */
export function decodeJournal(bytes: Uint8Array, firstSeq: number, file: string): SavedChange[] {
  const version = checkHeader(bytes, file);
  const { changes, damage } = readRecords(bytes.subarray(HEADER_BYTES), HEADER_BYTES, firstSeq, file, version);
  if (damage !== null) throw new DataError('malformed', `holds ${damage.problem}`, { file, where: `byte ${damage.at}` });
  return changes;
}
