import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';

/** Exactly the bytes of [begin, end). Throws DataError 'truncated' where the source ends before. */
export async function readExactly(source: ByteSource, begin: number, end: number, signal?: AbortSignal): Promise<Uint8Array> {
  const bytes = await source.read(begin, end, signal).catch((error: unknown) => {
    // One buffer of this size is more than the machine or the browser allows.
    if (!(error instanceof RangeError)) throw error;
    throw new DataError('too-large', `no room for ${end - begin} bytes`, { file: source.name, where: `byte ${begin}` });
  });
  return complete(source, bytes, begin, end);
}

/** As readExactly, for bytes that are looked at and let go: where they are in memory already, nothing is copied. */
export async function peekExactly(source: ByteSource, begin: number, end: number, signal?: AbortSignal): Promise<Uint8Array> {
  return source.view === undefined ? readExactly(source, begin, end, signal) : complete(source, source.view(begin, end), begin, end);
}

/** The ranges of [begin, end) of `size` bytes each, the next one being read while this one is worked on. */
export async function* readAhead(source: ByteSource, begin: number, end: number, size: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const ask = (at: number) => {
    const bytes = peekExactly(source, at, Math.min(end, at + size), signal);
    // Whoever stops early never waits for it.
    bytes.catch(() => {});
    return bytes;
  };
  let next = begin < end ? ask(begin) : null;
  for (let at = begin + size; next !== null; at += size) {
    const bytes = await next;
    next = at < end ? ask(at) : null;
    yield bytes;
  }
}

function complete(source: ByteSource, bytes: Uint8Array, begin: number, end: number): Uint8Array {
  if (bytes.byteLength === end - begin) return bytes;
  throw new DataError('truncated', 'the file ends too early', {
    file: source.name, where: `byte ${begin + bytes.byteLength}`, expected: `${end - begin} bytes from byte ${begin}`, found: `${bytes.byteLength}`,
  });
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
