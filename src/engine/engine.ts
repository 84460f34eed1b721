import type { ByteSource, FileTree } from '#src/core/io/bytes.ts';
import { AttachedFiles } from './attached.ts';
import type { Job } from './job.ts';
import type { Ask, FromWorker, ToWorker } from './messages.ts';
import { packError, unpackError } from './messages.ts';

/** One worker as the engine sees it. */
export interface WorkerPort {
  post(message: ToWorker, transfer: readonly Transferable[]): void;
  listen(receive: (message: FromWorker) => void): void;
  /** The worker died: every job on it has failed. */
  onDeath(report: (message: string) => void): void;
  terminate(): void;
}

/** 'background' is what nobody waits for: reading ahead. It never takes the last free worker, and goes after all that is not. */
export type Priority = 'interactive' | 'background';

export interface RunOptions<Part = never> {
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, total: number) => void;
  /** What the handler sends before its result. */
  readonly onPart?: (part: Part) => void;
  /** Bytes that the handler may read by range; they are fetched on the asking side. */
  readonly source?: ByteSource;
  /** Folders whose files the handler may open; they too are read on the asking side. */
  readonly trees?: readonly FileTree[];
  readonly transfer?: readonly Transferable[];
  /** 'interactive' where absent. */
  readonly priority?: Priority;
}

interface Task {
  readonly id: number;
  readonly options: RunOptions<unknown>;
  readonly files: AttachedFiles;
  /** Null once it was sent: the request must not be held twice. */
  message: Extract<ToWorker, { type: 'run' }> | null;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

interface Slot {
  /** Null after a death, until there is work again: a worker that cannot start is not started over and over. */
  port: WorkerPort | null;
  task: Task | null;
}

/**
 * Runs jobs on a fixed number of workers, one at a time on each: by priority, then first come, first served. `shared` says
 * whether jobs may give and take SharedArrayBuffers.
 */
export class Engine {
  private readonly slots: Slot[];
  private readonly queues: Record<Priority, Task[]> = { interactive: [], background: [] };
  private readonly kept = new Map<string, unknown>();
  private nextId = 0;

  constructor(private readonly createWorker: () => WorkerPort, readonly size: number, readonly shared = false) {
    this.slots = Array.from({ length: size }, () => ({ port: null, task: null }));
    for (const slot of this.slots) this.portOf(slot);
  }

  /** Rejects with what the handler threw (DataError stays one), or at once with the signal's reason. */
  run<Request, Result, Part = never>(job: Job<Request, Result, Part>, request: Request, options: RunOptions<Part> = {}): Promise<Result> {
    const { signal, priority = 'interactive' } = options;
    return new Promise<Result>((resolve, reject) => {
      signal?.throwIfAborted();
      const files = new AttachedFiles(options.source, options.trees ?? []);
      const id = this.nextId++;
      const abort = (): void => this.abort(task);
      const settled = (): void => signal?.removeEventListener('abort', abort);
      const task: Task = {
        id,
        message: { type: 'run', id, job: job.name, request, source: files.first, trees: files.treeNames },
        options: options as RunOptions<unknown>,
        files,
        resolve: (value) => (settled(), resolve(value as Result)),
        reject: (error) => (settled(), reject(error as Error)),
      };
      signal?.addEventListener('abort', abort);
      this.queues[priority].push(task);
      this.next();
    });
  }

  /**
   * Gives a value to every worker, also to those that start later; its SharedArrayBuffers are handed over as they are, the rest
   * is copied. Handlers find it with `context.kept(key)`.
   */
  keep(key: string, value: unknown): void {
    this.kept.set(key, value);
    for (const { port } of this.slots) port?.post({ type: 'keep', key, value }, []);
  }

  /** Whether workers have this very value. */
  keeps(key: string, value: unknown): boolean {
    return this.kept.get(key) === value;
  }

  forget(key: string): void {
    if (this.kept.delete(key)) for (const { port } of this.slots) port?.post({ type: 'forget', key }, []);
  }

  dispose(): void {
    const stopped = new DOMException('The engine was stopped', 'AbortError');
    for (const { port, task } of this.slots) {
      task?.reject(stopped);
      port?.terminate();
    }
    for (const queue of Object.values(this.queues)) for (const task of queue.splice(0)) task.reject(stopped);
    this.kept.clear();
  }

  private portOf(slot: Slot): WorkerPort {
    if (slot.port !== null) return slot.port;
    const port = this.createWorker();
    slot.port = port;
    port.listen((message) => this.receive(slot, message));
    port.onDeath((message) => {
      if (slot.port !== port) return;
      // A worker that ran out of memory takes its job with it, not the app.
      port.terminate();
      slot.port = null;
      this.finish(slot, (task) => task.reject(new Error(`a worker stopped unexpectedly: ${message}`)));
    });
    for (const [key, value] of this.kept) port.post({ type: 'keep', key, value }, []);
    return port;
  }

  private next(): void {
    for (const slot of this.slots) {
      if (slot.task !== null) continue;
      const task = this.queues.interactive.shift() ?? (this.mayStartBackground() ? this.queues.background.shift() : undefined);
      if (task === undefined) return;
      this.start(slot, task);
    }
  }

  private mayStartBackground(): boolean {
    const free = this.slots.filter(({ task }) => task === null).length;
    return free > 1 || this.size === 1;
  }

  private start(slot: Slot, task: Task): void {
    const message = task.message!;
    task.message = null;
    slot.task = task;
    try {
      this.portOf(slot).post(message, task.options.transfer ?? []);
    } catch (error) {
      // The request cannot be cloned.
      slot.task = null;
      task.reject(error);
    }
  }

  /** Whoever asked is free at once; the worker is when it has noticed. */
  private abort(task: Task): void {
    task.reject(task.options.signal!.reason);
    for (const queue of Object.values(this.queues)) {
      const waiting = queue.indexOf(task);
      if (waiting >= 0) queue.splice(waiting, 1);
    }
    this.slots.find((slot) => slot.task === task)?.port?.post({ type: 'abort', id: task.id }, []);
  }

  private finish(slot: Slot, settle: (task: Task) => void): void {
    const { task } = slot;
    slot.task = null;
    if (task !== null) settle(task);
    this.next();
  }

  private receive(slot: Slot, message: FromWorker): void {
    const { task } = slot;
    if (task === null || task.id !== message.id) return;
    if (message.type === 'done') return this.finish(slot, (t) => t.resolve(message.value));
    if (message.type === 'failed') return this.finish(slot, (t) => t.reject(unpackError(message.error)));
    const { options } = task;
    if (options.signal?.aborted) return;
    if (message.type === 'progress') options.progress?.(message.done, message.total);
    else if (message.type === 'part') options.onPart?.(message.value);
    else void this.answer(slot.port!, task, message.call, message.ask);
  }

  private async answer(port: WorkerPort, { files, options }: Task, call: number, ask: Ask): Promise<void> {
    try {
      const { value, transfer } = await files.answer(ask, options.signal);
      port.post({ type: 'answer', call, value }, transfer);
    } catch (error) {
      port.post({ type: 'no-answer', call, error: packError(error) }, []);
    }
  }
}
