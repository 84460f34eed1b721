import type { ByteSource, FileTree } from '#src/core/io/bytes.ts';

/**
 * A job's name with the types of what it takes and gives, at the end and in parts before: all that the asking side imports.
 * The handler, and with it every decoder, is imported by the worker alone.
 */
export interface Job<Request, Result, Part = never> {
  readonly name: string;
  /** Never set: carries the types. */
  readonly types?: (request: Request) => { result: Result; part: Part };
}

export function defineJob<Request, Result, Part = never>(name: string): Job<Request, Result, Part> {
  return { name };
}

/** What a handler is given besides its request. */
export interface HandlerContext<Part = never> {
  readonly signal: AbortSignal;
  progress(done: number, total: number): void;
  /** Sends something before the result; parts arrive in the order in which they were sent, and all before the result. */
  part(value: Part, transfer?: readonly Transferable[]): void;
  /** The bytes that the asking side attached to the job, read through it by range. */
  readonly source: ByteSource | null;
  /** The folders that it attached. */
  readonly trees: readonly FileTree[];
  /** A value that every worker was given (`Engine.keep`). Throws Error where there is none. */
  kept(key: string): unknown;
}

/** What a handler gives back: the result, and the buffers of it that may be moved instead of copied. */
export interface Handled<Result> {
  readonly value: Result;
  readonly transfer: readonly Transferable[];
}

export type Handler<Request, Result, Part = never> = (request: Request, context: HandlerContext<Part>) => Promise<Handled<Result>>;

/** One entry of the handlers' table, its types checked where it is made. */
export interface HandlerEntry {
  readonly name: string;
  readonly run: (request: unknown, context: HandlerContext<unknown>) => Promise<Handled<unknown>>;
}

export function handle<Request, Result, Part = never>(job: Job<Request, Result, Part>, run: Handler<Request, Result, Part>): HandlerEntry {
  return { name: job.name, run: (request, context) => run(request as Request, context) };
}
