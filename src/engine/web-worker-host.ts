import { Engine } from './engine.ts';
import type { WorkerPort } from './engine.ts';
import type { FromWorker } from './messages.ts';
import { canShare } from './shared.ts';

function createPort(): WorkerPort {
  const worker = new Worker(new URL('../../workers/engine.worker.ts', import.meta.url), { type: 'module' });
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    listen: (receive) => worker.addEventListener('message', (event: MessageEvent<FromWorker>) => receive(event.data)),
    onDeath: (report) => worker.addEventListener('error', (event) => report(event.message || 'no reason given')),
    terminate: () => worker.terminate(),
  };
}

/**
 * An engine on Web Workers: one per core, and one more, since background work leaves one free. `shared` is taken back where
 * the page is not isolated: then arrays are moved and copied, with the same results.
 */
export function webWorkerEngine(shared = true): Engine {
  return new Engine(createPort, Math.min(8, navigator.hardwareConcurrency || 2) + 1, shared && canShare());
}
