import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';

/** A file of this machine, by range. Each read opens and closes the file, so that thousands of sources hold no handle. */
export async function nodeFile(path: string, name = basename(path)): Promise<ByteSource> {
  const info = await stat(path).catch((error: unknown) => {
    throw fileError(error, name);
  });
  if (!info.isFile()) throw new DataError('missing', 'is not a file', { file: name });
  return { name, size: info.size, read: (begin, end, signal) => readRange(path, name, begin, Math.min(end, info.size), signal) };
}

async function readRange(path: string, name: string, begin: number, end: number, signal?: AbortSignal): Promise<Uint8Array> {
  signal?.throwIfAborted();
  if (end <= begin) return new Uint8Array(0);
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw fileError(error, name);
  });
  try {
    const bytes = new Uint8Array(end - begin);
    let filled = 0;
    // One read gives at most 2 GB, and may give less at any time.
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, Math.min(bytes.length - filled, 1 << 30), begin + filled);
      signal?.throwIfAborted();
      if (bytesRead === 0)
        throw new DataError('truncated', 'got shorter while it was read', { file: name, expected: `${end} bytes`, found: `${begin + filled}` });
      filled += bytesRead;
    }
    return bytes;
  } catch (error) {
    throw isSystemError(error) ? fileError(error, name) : error;
  } finally {
    await handle.close();
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/** What the system says, as a DataError that names the file. */
export function fileError(error: unknown, file: string): unknown {
  if (!isSystemError(error)) return error;
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return new DataError('missing', 'is not there', { file });
  return new DataError('missing', 'cannot be read', { file, found: error.code });
}
