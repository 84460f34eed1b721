import { DataError } from '#src/core/errors.ts';

/** From the asking side to a worker. Those of one port arrive in the order in which they were sent. */
export type ToWorker =
  | {
      readonly type: 'run';
      readonly id: number;
      readonly job: string;
      readonly request: unknown;
      readonly source: SentSource | null;
      /** Names of the attached folders. */
      readonly trees: readonly string[];
    }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'keep'; readonly key: string; readonly value: unknown }
  | { readonly type: 'forget'; readonly key: string }
  | { readonly type: 'answer'; readonly call: number; readonly value: unknown }
  | { readonly type: 'no-answer'; readonly call: number; readonly error: SentError };

/** From a worker to the asking side; `id` is the job's. */
export type FromWorker =
  | { readonly type: 'progress'; readonly id: number; readonly done: number; readonly total: number }
  | { readonly type: 'part'; readonly id: number; readonly value: unknown }
  | { readonly type: 'call'; readonly id: number; readonly call: number; readonly ask: Ask }
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: SentError };

/** What a job asks of the files that were attached to it; they stay on the asking side. */
export type Ask =
  /** Answered with bytes. Source 0 is the attached one. */
  | { readonly what: 'read'; readonly source: number; readonly begin: number; readonly end: number }
  /** Answered with a `SentSource`. */
  | { readonly what: 'open'; readonly tree: number; readonly path: string }
  /** Answered with paths. */
  | { readonly what: 'list'; readonly tree: number };

/** A file as the worker knows it. */
export interface SentSource {
  /** Its number among the job's files. */
  readonly source: number;
  readonly name: string;
  readonly size: number;
}

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
