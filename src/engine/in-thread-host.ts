import { Engine } from './engine.ts';
import type { WorkerPort } from './engine.ts';
import type { HandlerEntry } from './job.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { serve } from './serve.ts';

/**
 * An engine whose jobs run on the asking thread, one after the other. Nothing is copied: for a single frame, starting a thread and
 * handing it the data would cost more than it saves.
 */
export function inThreadEngine(handlers: readonly HandlerEntry[], shared: boolean): Engine {
  return new Engine(() => inThreadPort(handlers), 1, shared);
}

function inThreadPort(handlers: readonly HandlerEntry[]): WorkerPort {
  let toWorker = (_: ToWorker): void => {}, fromWorker = (_: FromWorker): void => {};
  // Never within the call that posts: as with a real worker, the asking side goes on first.
  serve({ post: (message) => queueMicrotask(() => fromWorker(message)), listen: (receive) => (toWorker = receive) }, handlers);
  return {
    post: (message) => queueMicrotask(() => toWorker(message)),
    listen: (receive) => (fromWorker = receive),
    onDeath: () => {},
    terminate: () => (fromWorker = () => {}),
  };
}
