import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';

/** Exactly the bytes of [begin, end). Throws DataError 'truncated' where the source ends before. */
export async function readExactly(source: ByteSource, begin: number, end: number, signal?: AbortSignal): Promise<Uint8Array> {
  const bytes = await source.read(begin, end, signal).catch((error: unknown) => {
    // One buffer of this size is more than the machine or the browser allows.
    if (!(error instanceof RangeError)) throw error;
    throw new DataError('too-large', `no room for ${end - begin} bytes`, { file: source.name, where: `byte ${begin}` });
  });
  if (bytes.byteLength !== end - begin)
    throw new DataError('truncated', 'the file ends too early', {
      file: source.name, where: `byte ${begin + bytes.byteLength}`, expected: `${end - begin} bytes from byte ${begin}`, found: `${bytes.byteLength}`,
    });
  return bytes;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Throws DataError 'truncated' unless `needed` bytes follow `begin`: asked before anything is allocated by a count from the file. */
export function requireBytes(source: ByteSource, begin: number, needed: number, what: string): void {
  const left = Math.max(0, source.size - begin);
  if (left < needed)
    throw new DataError('truncated', 'the file ends before its points do', {
      file: source.name, where: `byte ${begin}`, expected: `${needed} bytes (${what})`, found: `${left} bytes`,
    });
}
