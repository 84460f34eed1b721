/** What is used of the laz-perf WebAssembly module (npm laz-perf, Apache-2.0). Pointers are byte offsets in its heap. */
export interface LazPerf {
  /** Replaced when the heap grows: fetch it anew after every call that may allocate. */
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  readonly ChunkDecoder: new () => LazChunkDecoder;
}

export interface LazChunkDecoder {
  /** `chunk` holds one compressed chunk. */
  open(pointFormat: number, recordLength: number, chunk: number): void;
  /** Writes the next point's record. */
  getPoint(record: number): void;
  delete(): void;
}

let factory: () => Promise<LazPerf> = createInNode;

/**
 * Says how laz-perf is made. Where the wasm file lies is for each environment to know: a browser worker calls this once with
 * the URL that its bundler gave the file. Node finds it by itself.
 */
export function provideLazPerf(create: () => Promise<LazPerf>): void {
  factory = create;
}

/** A new module with a heap of its own, about 5 ms. */
export function createLazPerf(): Promise<LazPerf> {
  return factory();
}

/** A heap above this is let go with its module: it never shrinks. */
const MAX_KEPT_HEAP = 64 << 20;

let idle: LazPerf | null = null;

/**
 * Runs `work` with a module that nobody else uses meanwhile. The module is used again, because making one takes 5 ms, unless the
 * work failed: a damaged file may leave it unusable.
 */
export async function withLazPerf<T>(work: (module: LazPerf) => Promise<T>): Promise<T> {
  const module = idle ?? (await createLazPerf());
  idle = null;
  const result = await work(module);
  if (module.HEAPU8.length <= MAX_KEPT_HEAP) idle = module;
  return result;
}

interface ProcessEvents {
  listeners(event: string): ((...args: unknown[]) => void)[];
  off(event: string, listener: (...args: unknown[]) => void): void;
}

async function createInNode(): Promise<LazPerf> {
  // Not a literal: a bundler that builds for browsers would pack a second copy that nothing ever loads.
  const name = 'laz-perf';
  const { create } = ((await import(/* @vite-ignore */ name)) as { create(): Promise<LazPerf> });
  const { process } = globalThis as { process?: ProcessEvents };
  const events = ['uncaughtException', 'unhandledRejection'];
  const before = events.map((event) => new Set(process?.listeners(event)));
  const module = await create();
  // Its Node build hooks these two for the whole process, each time: a library must not.
  events.forEach((event, i) => process?.listeners(event).filter((l) => !before[i].has(l)).forEach((l) => process.off(event, l)));
  return module;
}
