import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { TransferListItem } from 'node:worker_threads';
import type { WorkerPort } from './engine.ts';
import { Engine } from './engine.ts';
import { handlers } from './handlers.ts';
import { inThreadEngine } from './in-thread-host.ts';
import type { FromWorker } from './messages.ts';

/** An engine on this many threads of Node; the asking thread itself where it is one. Threads keep the process alive: dispose of it. */
export function nodeEngine(size = availableParallelism()): Engine {
  return size <= 1 ? inThreadEngine(handlers, true) : new Engine(createPort, size, true);
}

function createPort(): WorkerPort {
  // The options of this process need not be a thread's own: a test runner's loader would stop it.
  const worker = new Worker(new URL('../../workers/engine.node.mjs', import.meta.url), { execArgv: [] });
  return {
    post: (message, transfer) => worker.postMessage(message, transfer as readonly TransferListItem[]),
    listen: (receive) => worker.on('message', (message: FromWorker) => receive(message)),
    onDeath(report) {
      worker.on('error', (error: Error) => report(error.message));
      worker.on('exit', (code) => report(`exit code ${code}`));
    },
    terminate: () => void worker.terminate(),
  };
}
