import type { AskFiles } from './attached.ts';
import { remoteSource, remoteTree } from './attached.ts';
import type { HandlerEntry } from './job.ts';
import type { Ask, FromWorker, ToWorker } from './messages.ts';
import { packError, unpackError } from './messages.ts';

/** The worker's side of the conversation, for any kind of worker. */
export interface Port {
  post(message: FromWorker, transfer: readonly Transferable[]): void;
  listen(receive: (message: ToWorker) => void): void;
}

/** Answers jobs that arrive on a port with these handlers. */
export function serve(port: Port, handlers: readonly HandlerEntry[]): void {
  const table = new Map(handlers.map((h) => [h.name, h]));
  const running = new Map<number, AbortController>();
  const kept = new Map<string, unknown>();
  const calls = new Calls(port);

  const run = async ({ id, job, request, source, trees }: Extract<ToWorker, { type: 'run' }>): Promise<void> => {
    const abort = new AbortController();
    running.set(id, abort);
    const ask: AskFiles = (what, signal) => calls.ask(id, what, signal ?? abort.signal);
    try {
      const entry = table.get(job);
      if (entry === undefined) throw new Error(`no handler for job '${job}'`);
      const { value, transfer } = await entry.run(request, {
        signal: abort.signal,
        progress: (done, total) => port.post({ type: 'progress', id, done, total }, []),
        part: (part, moved = []) => port.post({ type: 'part', id, value: part }, moved),
        source: source && remoteSource(source, ask),
        trees: trees.map((name, tree) => remoteTree(name, tree, ask)),
        kept(key) {
          if (!kept.has(key)) throw new Error(`nothing is kept as '${key}'`);
          return kept.get(key);
        },
      });
      // A result that comes too late is waste: sending it would only cost the memory a second time.
      abort.signal.throwIfAborted();
      port.post({ type: 'done', id, value }, transfer);
    } catch (error) {
      port.post({ type: 'failed', id, error: packError(error) }, []);
    } finally {
      running.delete(id);
    }
  };

  port.listen((message) => {
    if (message.type === 'run') void run(message);
    else if (message.type === 'abort') running.get(message.id)?.abort();
    else if (message.type === 'keep') kept.set(message.key, message.value);
    else if (message.type === 'forget') kept.delete(message.key);
    else if (message.type === 'answer') calls.settle(message.call, (call) => call.resolve(message.value));
    else calls.settle(message.call, (call) => call.reject(unpackError(message.error)));
  });
}

interface Call {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** What jobs asked of the asking side and have no answer to yet. */
class Calls {
  private readonly waiting = new Map<number, Call & { stop(): void }>();
  private next = 0;

  constructor(private readonly port: Port) {}

  ask(id: number, ask: Ask, signal: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const call = this.next++;
      const stopped = (): void => this.settle(call, () => reject(signal.reason as Error));
      signal.addEventListener('abort', stopped);
      this.waiting.set(call, { resolve, reject, stop: () => signal.removeEventListener('abort', stopped) });
      this.port.post({ type: 'call', id, call, ask }, []);
    });
  }

  /** Answers that nobody waits for any more are dropped. */
  settle(number: number, how: (call: Call) => void): void {
    const call = this.waiting.get(number);
    if (call === undefined) return;
    this.waiting.delete(number);
    call.stop();
    how(call);
  }
}
