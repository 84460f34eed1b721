import { opfsHost } from '#src/storage/work/opfs-host.ts';
import type { OpfsRequest } from '#src/storage/work/opfs-rpc.ts';

const answer = opfsHost((message) => self.postMessage(message));
self.addEventListener('message', (event: MessageEvent<OpfsRequest>) => void answer(event.data));
