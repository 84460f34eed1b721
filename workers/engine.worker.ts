import { handlers } from '#src/engine/handlers.ts';
import type { ToWorker } from '#src/engine/messages.ts';
import { serve } from '#src/engine/serve.ts';
import { provideBundledLazPerf } from './laz-perf.ts';

provideBundledLazPerf();

serve(
  {
    post: (message, transfer) => postMessage(message, { transfer: [...transfer] }),
    listen: (receive) => addEventListener('message', (event: MessageEvent<ToWorker>) => receive(event.data)),
  },
  handlers,
);
