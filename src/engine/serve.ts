import type { ByteSource } from '#src/core/io/bytes.ts';
import type { HandlerEntry } from './job.ts';
import type { FromWorker, ToWorker } from './messages.ts';
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
  const reads = new Map<number, { resolve(bytes: Uint8Array): void; reject(error: Error): void }>();
  let nextRead = 0;

  const remoteSource = (id: number, { name, size }: { name: string; size: number }): ByteSource => ({
    name,
    size,
    read: (begin, end, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const read = nextRead++;
        reads.set(read, { resolve, reject });
        signal?.addEventListener('abort', () => reads.delete(read) && reject(signal.reason as Error), { once: true });
        port.post({ type: 'read', id, read, begin, end }, []);
      }),
  });

  const run = async (message: Extract<ToWorker, { type: 'run' }>) => {
    const { id } = message;
    const abort = new AbortController();
    running.set(id, abort);
    try {
      const entry = table.get(message.job);
      if (entry === undefined) throw new Error(`no handler for job '${message.job}'`);
      const { value, transfer } = await entry.run(message.request, {
        signal: abort.signal,
        progress: (done, total) => port.post({ type: 'progress', id, done, total }, []),
        part: (value, transfer = []) => port.post({ type: 'part', id, value }, transfer),
        source: message.source === null ? null : remoteSource(id, message.source),
      });
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
    else {
      const waiting = reads.get(message.read);
      reads.delete(message.read);
      if (message.type === 'bytes') waiting?.resolve(message.bytes);
      else waiting?.reject(unpackError(message.error));
    }
  });
}
