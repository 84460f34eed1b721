import type { JobContext } from '#src/core/io/bytes.ts';

/** Longest time, in ms, that a reader keeps the event loop to itself: an abort message cannot arrive in between. */
const SLICE_MS = 16;

/** Called between slices of a long read: stops where asked to, reports progress, and lets other tasks run. */
export interface Pace {
  /** Throws AbortError when the job was told to stop. `done` is in points. */
  step(done: number): Promise<void>;
}

export function createPace(context: JobContext, total: number): Pace {
  let last = performance.now();
  return {
    async step(done) {
      throwIfAborted(context.signal);
      context.progress?.(done, total);
      if (performance.now() - last < SLICE_MS) return;
      await nextTask();
      last = performance.now();
      throwIfAborted(context.signal);
    },
  };
}

/** `signal.throwIfAborted` throws whatever reason the caller gave; a job always rejects with an AbortError. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new DOMException('The job was cancelled', 'AbortError');
}

/** Waits for the next task, not the next microtask, and without the 4 ms that browsers clamp nested timers to. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
