import type { TransferListItem } from 'node:worker_threads';
import { parentPort } from 'node:worker_threads';
import { handlers } from '#src/engine/handlers.ts';
import type { ToWorker } from '#src/engine/messages.ts';
import { serve } from '#src/engine/serve.ts';

const port = parentPort!;

serve(
  {
    post: (message, transfer) => port.postMessage(message, transfer as readonly TransferListItem[]),
    listen: (receive) => port.on('message', (message: ToWorker) => receive(message)),
  },
  handlers,
);
