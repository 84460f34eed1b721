import { DataError } from '#src/core/errors.ts';
import { ByteReader, ByteWriter, bytesOf } from './byte-cursor.ts';
import { crc32 } from './crc32.ts';
import { checkVersion } from './versions.ts';
import type { Snapshot } from './work-store.ts';

const VERSION = 1;

/**
 * A snapshot on its way over HTTP: u32 version, u32 CRC-32 of all that follows, u64 seq, u32 points, u32 bytes of
 * draft bits, u32 labels, draft bits. Little-endian.
 */
export function encodeSnapshot({ labels, drafts, seq }: Omit<Snapshot, 'etag'>): Uint8Array {
  const body = new ByteWriter();
  body.u64(seq);
  body.u32(labels.length);
  body.u32(drafts?.length ?? 0);
  body.array(labels);
  if (drafts !== null) body.array(drafts);
  const bytes = body.finish();
  const out = new ByteWriter();
  out.u32(VERSION);
  out.u32(crc32(bytes));
  out.array(bytes);
  return out.finish();
}

/** Throws DataError. */
export function decodeSnapshot(bytes: Uint8Array, file: string): Omit<Snapshot, 'etag'> {
  const reader = new ByteReader(bytes, file);
  checkVersion(reader.u32(), VERSION, file);
  if (reader.u32() !== crc32(bytesOf(bytes).subarray(8))) throw new DataError('malformed', 'the checksum of a snapshot is wrong', { file, where: 'byte 4' });
  const seq = reader.u64();
  const points = reader.u32();
  const draftBytes = reader.u32();
  const labels = reader.u32s(points);
  const drafts = draftBytes === 0 ? null : reader.u8s(draftBytes);
  if (reader.left !== 0) throw reader.malformed('has bytes that belong to nothing', 'the end', `${reader.left} more`);
  return { labels, drafts, seq };
}
