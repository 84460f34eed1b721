import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';

/** A file that the user chose, read by range: the browser reads from disk what is asked for and no more. */
export function fileSource(file: File, name = file.name): ByteSource {
  return {
    name,
    size: file.size,
    async read(begin, end, signal) {
      signal?.throwIfAborted();
      const part = file.slice(begin, Math.max(begin, Math.min(end, file.size)));
      try {
        const bytes = new Uint8Array(await part.arrayBuffer());
        signal?.throwIfAborted();
        return bytes;
      } catch (error) {
        throw browserFileError(error, name);
      }
    },
  };
}

/** What a browser says about a file, as a DataError that names it; anything else (an abort) as it is. */
export function browserFileError(error: unknown, file: string): unknown {
  if (!(error instanceof DOMException) || error.name === 'AbortError') return error;
  switch (error.name) {
    case 'NotFoundError':
    case 'TypeMismatchError':
      return new DataError('missing', 'is not there', { file });
    case 'NotReadableError':
      return new DataError('missing', 'cannot be read: it was changed, moved or locked since it was chosen', { file, hint: 'choose it again' });
    case 'NotAllowedError':
    case 'SecurityError':
      return new DataError('missing', 'may not be read: the browser has no permission', { file, hint: 'open the folder again' });
    default:
      return new DataError('missing', 'cannot be read', { file, found: `${error.name}: ${error.message}` });
  }
}
