import { Engine } from './engine.ts';
import type { WorkerPort } from './engine.ts';
import type { FromWorker } from './messages.ts';

function createPort(): WorkerPort {
  const worker = new Worker(new URL('../../workers/engine.worker.ts', import.meta.url), { type: 'module' });
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    listen: (receive) => worker.addEventListener('message', (event: MessageEvent<FromWorker>) => receive(event.data)),
    onDeath: (report) => worker.addEventListener('error', (event) => report(event.message || 'no reason given')),
    terminate: () => worker.terminate(),
  };
}

/** An engine on Web Workers, one per core, the page's own thread left out; at least two, so that a long load never blocks a projection. */
export function webWorkerEngine(): Engine {
  return new Engine(createPort, Math.min(8, Math.max(2, (navigator.hardwareConcurrency || 2) - 1)));
}
