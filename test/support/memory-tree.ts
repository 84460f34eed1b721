import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { memorySource } from '#src/core/io/bytes.ts';

/** A folder of files that are here: text, bytes, or anything else as JSON. */
export function memoryTree(files: Readonly<Record<string, unknown>>, name = 'dataset'): FileTree {
  const bytes = (content: unknown): Uint8Array =>
    content instanceof Uint8Array ? content : new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content));
  return {
    name,
    list: () => Promise.resolve(Object.keys(files).sort()),
    open: (path) => (Object.hasOwn(files, path)
      ? Promise.resolve(memorySource(path, bytes(files[path])))
      : Promise.reject(new DataError('missing', 'is not there', { file: path }))),
  };
}
