/** Bytes that arrive by range, wherever they lie: a File, an HTTP server, a directory handle, a Node file. */
export interface ByteSource {
  /** The name the user knows the file by; errors carry it. */
  readonly name: string;
  /** Size in bytes. */
  readonly size: number;
  /** The bytes of [begin, end), clipped to the size. A fresh array that the caller owns. Throws DataError, or AbortError. */
  read(begin: number, end: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** Where the bytes are in memory already: those of [begin, end) themselves, clipped. To be looked at only, never changed or transferred. */
  view?(begin: number, end: number): Uint8Array;
}

/** The files of one opened folder, by path relative to it, '/' between names, never starting with one. */
export interface FileTree {
  /** The folder's own name. */
  readonly name: string;
  /** Every file's path, sorted; folders are not listed. */
  list(): Promise<readonly string[]>;
  /** Throws DataError 'missing' where there is no such file. */
  open(path: string): Promise<ByteSource>;
}

/** What a long job is given: a way to say how far it is, and a way to be told to stop. */
export interface JobContext {
  readonly signal?: AbortSignal;
  /** `done` of `total` points (or of whatever the job counts). */
  progress?(done: number, total: number): void;
}

/** All bytes of a source as text. For small files: JSON, YAML, calibration. */
export async function readText(source: ByteSource, signal?: AbortSignal): Promise<string> {
  return new TextDecoder().decode(await source.read(0, source.size, signal));
}

/** A source over bytes that are already here. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.byteLength,
    // Not slice: a Node Buffer's gives a view.
    read: async (begin, end) => new Uint8Array(bytes.subarray(begin, Math.min(end, bytes.byteLength))),
    view: (begin, end) => bytes.subarray(begin, Math.min(end, bytes.byteLength)),
  };
}
