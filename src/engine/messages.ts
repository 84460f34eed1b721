import { DataError } from '#src/core/errors.ts';

/** From the asking side to a worker. */
export type ToWorker =
  | { readonly type: 'run'; readonly id: number; readonly job: string; readonly request: unknown; readonly source: { name: string; size: number } | null }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'bytes'; readonly read: number; readonly bytes: Uint8Array }
  | { readonly type: 'bytes-failed'; readonly read: number; readonly error: SentError };

/** From a worker to the asking side. */
export type FromWorker =
  | { readonly type: 'progress'; readonly id: number; readonly done: number; readonly total: number }
  | { readonly type: 'part'; readonly id: number; readonly value: unknown }
  | { readonly type: 'read'; readonly id: number; readonly read: number; readonly begin: number; readonly end: number }
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: SentError };

/** An error as data: classes do not survive structured cloning. */
export type SentError =
  | { readonly type: 'data'; readonly error: ReturnType<DataError['toJSON']> }
  | { readonly type: 'abort' }
  | { readonly type: 'other'; readonly name: string; readonly message: string };

export function packError(error: unknown): SentError {
  if (error instanceof DataError) return { type: 'data', error: error.toJSON() };
  if (error instanceof Error) return error.name === 'AbortError' ? { type: 'abort' } : { type: 'other', name: error.name, message: error.message };
  return { type: 'other', name: 'Error', message: String(error) };
}

export function unpackError(sent: SentError): Error {
  if (sent.type === 'data') return DataError.fromJSON(sent.error);
  if (sent.type === 'abort') return new DOMException('The job was cancelled', 'AbortError');
  const error = new Error(sent.message);
  error.name = sent.name;
  return error;
}
