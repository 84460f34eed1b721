import { DataError, errorMessage } from '#src/core/errors.ts';
import type { WorkErrorKind, WorkStore } from './work-store.ts';
import { WorkError } from './work-store.ts';

/** The calls that a page makes to the worker: a WorkStore's own, after `open`. */
export interface OpfsCalls {
  /** `project` names the dataset that the work is about, among all that this browser has. */
  open(project: string, set: string): Promise<{ where: string; recovered: string | null }>;
  append: WorkStore['append'];
  since: WorkStore['since'];
  revision: WorkStore['revision'];
  putSnapshot: WorkStore['putSnapshot'];
  getSnapshot: WorkStore['getSnapshot'];
  close: WorkStore['close'];
}

export type OpfsMethod = keyof OpfsCalls;

/** A call on its way. Everything in it is structured-cloned. */
export interface OpfsRequest {
  readonly id: number;
  readonly method: OpfsMethod;
  readonly args: readonly unknown[];
}

export type OpfsReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: SentError };

/** Errors lose their class on the way. */
export type SentError =
  | { readonly type: 'data'; readonly data: ReturnType<DataError['toJSON']> }
  | { readonly type: 'work'; readonly kind: WorkErrorKind; readonly message: string; readonly revision?: number };

export function packError(error: unknown): SentError {
  if (error instanceof DataError) return { type: 'data', data: error.toJSON() };
  if (error instanceof WorkError) return { type: 'work', kind: error.kind, message: error.message, revision: error.revision };
  const message = errorMessage(error);
  return { type: 'work', kind: 'unavailable', message: `this browser could not keep the work: ${message}` };
}

export function unpackError(sent: SentError): Error {
  return sent.type === 'data' ? DataError.fromJSON(sent.data) : new WorkError(sent.kind, sent.message, { revision: sent.revision });
}
