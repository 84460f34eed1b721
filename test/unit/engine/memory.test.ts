import { setFlagsFromString } from 'node:v8';
import { MessageChannel } from 'node:worker_threads';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Engine } from '#src/engine/engine.ts';
import type { HandlerEntry } from '#src/engine/job.ts';
import { defineJob, handle } from '#src/engine/job.ts';
import type { FromWorker, ToWorker } from '#src/engine/messages.ts';
import { serve } from '#src/engine/serve.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

interface Big {
  readonly request: Float64Array;
}

const read = defineJob<Big, Float64Array>('read');
const LENGTH = 1 << 20;

/** Names of what must be gone in the end, until it is. The worker is in this thread, so that both sides can be looked at. */
const held: string[] = [];
const registry = new FinalizationRegistry<string>((name) => held.splice(held.indexOf(name), 1));

function watched<T extends object>(name: string, value: T): T {
  held.push(name);
  registry.register(value, name);
  return value;
}

const handlers: readonly HandlerEntry[] = [
  handle(read, async ({ request }, { source, signal }) => {
    const columns = watched('columns', new Float64Array(LENGTH));
    watched('request in the worker', request);
    for (let at = 0; ; at += 64) {
      const bytes = watched('bytes in the worker', await source!.read(at, at + 64, signal));
      columns[at] = bytes[0];
    }
  }),
];

function port() {
  const { port1, port2 } = new MessageChannel();
  serve({ post: (m, t) => port2.postMessage(m, t as never), listen: (receive) => port2.on('message', (m: ToWorker) => receive(m)) }, handlers);
  return {
    post: (m: ToWorker, t: readonly Transferable[]) => port1.postMessage(m, t as never),
    listen: (receive: (m: FromWorker) => void) => port1.on('message', receive),
    onDeath: () => {},
    terminate: () => (port1.close(), port2.close()),
  };
}

/** Starts a read that never ends, and cancels it under way: in a function of its own, whose variables are gone when it returns. */
async function cancelled(engine: Engine, signal: AbortSignal, cancel: () => void): Promise<void> {
  let reads = 0;
  const source = watched('source', {
    name: 'endless.bin', size: Infinity,
    read: async () => {
      // Not from here: the reason's stack would hold this object.
      if (++reads === 5) setImmediate(cancel);
      return watched('bytes', new Uint8Array(64));
    },
  });
  await engine.run(read, watched('request', { request: watched('array of the request', new Float64Array(LENGTH)) }), { signal, source }).catch(() => undefined);
}

describe('a cancelled read', () => {
  it('leaves nothing behind on either side, though its signal and the engine live on', async () => {
    const engine = new Engine(port, 1);
    const abort = new AbortController();
    await cancelled(engine, abort.signal, () => abort.abort());
    expect(held.length).toBeGreaterThan(8);
    // The worker hears of it a few messages later.
    for (let k = 0; k < 100 && held.length > 0; k++) {
      await new Promise((go) => setTimeout(go, 10));
      gc();
    }
    expect(held).toEqual([]);
    expect(abort.signal.aborted).toBe(true);
    engine.dispose();
  });
});
