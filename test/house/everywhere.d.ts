/** What page, worker and Node all have besides the language: the whole of what core may take for granted. */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string;
}
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
}
declare class DOMException extends Error {
  constructor(message?: string, name?: string);
}
declare const performance: { now(): number };
declare const console: { warn(...values: unknown[]): void; error(...values: unknown[]): void };
declare const crypto: { randomUUID(): string };
declare function structuredClone<T>(value: T): T;
declare function setTimeout(run: () => void, ms?: number): unknown;
declare function clearTimeout(timer: unknown): void;
