/**
 * Work that can be done in slices: each `next()` does some milliseconds of it. Whoever wants no more of it calls `return()`,
 * which undoes what has to be undone. Nothing is held that a second work of the same kind would disturb between two steps.
 */
export type Steps<T> = Generator<void, T, void>;

/** Does all of it at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Does it in slices of about `sliceMs`, and waits for `pause` between them, so that a page can draw and answer. Stopped by
 * the signal, it rejects with the signal's reason, and what the steps do on `return()` is done.
 */
export async function inSlices<T>(steps: Steps<T>, pause: () => Promise<void>, signal?: AbortSignal, sliceMs = 12): Promise<T> {
  try {
    for (;;) {
      signal?.throwIfAborted();
      const start = performance.now();
      do {
        const step = steps.next();
        if (step.done === true) return step.value;
      } while (performance.now() - start < sliceMs);
      await pause();
    }
  } finally {
    // Nothing happens where it is done.
    steps.return(undefined as never);
  }
}
