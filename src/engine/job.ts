import type { ByteSource } from '#src/core/io/bytes.ts';

/**
 * A job's name with the types of what it takes and gives: all that the asking side imports. The handler, and with it
 * every decoder, is imported by the worker alone.
 */
export interface Job<Request, Result> {
  readonly name: string;
  /** Never set: carries the types. */
  readonly types?: (request: Request) => Result;
}

export function defineJob<Request, Result>(name: string): Job<Request, Result> {
  return { name };
}

/** What a handler is given besides its request. */
export interface HandlerContext {
  readonly signal: AbortSignal;
  progress(done: number, total: number): void;
  /** The bytes that the asking side attached to the job, read through it by range. */
  readonly source: ByteSource | null;
}

/** What a handler gives back: the result, and the buffers of it that may be moved instead of copied. */
export interface Handled<Result> {
  readonly value: Result;
  readonly transfer: readonly Transferable[];
}

export type Handler<Request, Result> = (request: Request, context: HandlerContext) => Promise<Handled<Result>>;

/** One entry of the handlers' table, its types checked where it is made. */
export interface HandlerEntry {
  readonly name: string;
  readonly run: (request: unknown, context: HandlerContext) => Promise<Handled<unknown>>;
}

export function handle<Request, Result>(job: Job<Request, Result>, run: Handler<Request, Result>): HandlerEntry {
  return { name: job.name, run: (request, context) => run(request as Request, context) };
}
