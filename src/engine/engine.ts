import type { ByteSource } from '#src/core/io/bytes.ts';
import type { Job } from './job.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { packError, unpackError } from './messages.ts';

/** One worker as the engine sees it. */
export interface WorkerPort {
  post(message: ToWorker, transfer: readonly Transferable[]): void;
  listen(receive: (message: FromWorker) => void): void;
  /** The worker died: every job on it has failed. */
  onDeath(report: (message: string) => void): void;
  terminate(): void;
}

export interface RunOptions<Part = never> {
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, total: number) => void;
  /** What the handler sends before its result. */
  readonly onPart?: (part: Part) => void;
  /** Bytes that the handler may read by range; they are fetched on the asking side. */
  readonly source?: ByteSource;
  readonly transfer?: readonly Transferable[];
}

interface Task {
  readonly id: number;
  readonly message: Extract<ToWorker, { type: 'run' }>;
  readonly options: RunOptions<unknown>;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface Slot {
  port: WorkerPort;
  task: Task | null;
}

/** Runs jobs on a fixed number of workers, first come first served, one at a time on each. */
export class Engine {
  private readonly slots: Slot[];
  private readonly queue: Task[] = [];
  private nextId = 0;

  constructor(private readonly createWorker: () => WorkerPort, size: number) {
    this.slots = Array.from({ length: size }, () => this.createSlot());
  }

  /** Rejects with what the handler threw (DataError stays one), or with AbortError. */
  run<Request, Result, Part = never>(job: Job<Request, Result, Part>, request: Request, options: RunOptions<Part> = {}): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (options.signal?.aborted) return reject(options.signal.reason as Error);
      const id = this.nextId++;
      const source = options.source === undefined ? null : { name: options.source.name, size: options.source.size };
      const task: Task = {
        id,
        message: { type: 'run', id, job: job.name, request, source },
        options: options as RunOptions<unknown>,
        resolve: resolve as (value: unknown) => void,
        reject,
      };
      options.signal?.addEventListener('abort', () => this.abort(task), { once: true });
      this.queue.push(task);
      this.next();
    });
  }

  dispose(): void {
    for (const slot of this.slots) {
      slot.task?.reject(new DOMException('The engine was stopped', 'AbortError'));
      slot.port.terminate();
    }
    for (const task of this.queue.splice(0)) task.reject(new DOMException('The engine was stopped', 'AbortError'));
  }

  private createSlot(): Slot {
    const slot: Slot = { port: this.createWorker(), task: null };
    this.connect(slot);
    return slot;
  }

  private connect(slot: Slot): void {
    slot.port.listen((message) => this.receive(slot, message));
    slot.port.onDeath((message) => {
      // A worker that ran out of memory takes its job with it, not the app: a fresh one replaces it.
      slot.port.terminate();
      slot.port = this.createWorker();
      this.connect(slot);
      this.finish(slot, (task) => task.reject(new Error(`a worker stopped unexpectedly: ${message}`)));
    });
  }

  private next(): void {
    for (const slot of this.slots) {
      if (slot.task !== null) continue;
      const task = this.queue.shift();
      if (task === undefined) return;
      slot.task = task;
      slot.port.post(task.message, task.options.transfer ?? []);
    }
  }

  private abort(task: Task): void {
    const waiting = this.queue.indexOf(task);
    if (waiting >= 0) {
      this.queue.splice(waiting, 1);
      task.reject(task.options.signal!.reason as Error);
      return;
    }
    this.slots.find((slot) => slot.task === task)?.port.post({ type: 'abort', id: task.id }, []);
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
    if (message.type === 'progress') task.options.progress?.(message.done, message.total);
    else if (message.type === 'part') task.options.onPart?.(message.value);
    else if (message.type === 'read') void this.answerRead(slot, task, message);
    else if (message.type === 'done') this.finish(slot, (t) => t.resolve(message.value));
    else this.finish(slot, (t) => t.reject(unpackError(message.error)));
  }

  private async answerRead(slot: Slot, task: Task, { read, begin, end }: Extract<FromWorker, { type: 'read' }>): Promise<void> {
    const { port } = slot;
    try {
      const bytes = await task.options.source!.read(begin, end, task.options.signal);
      port.post({ type: 'bytes', read, bytes }, [bytes.buffer as ArrayBuffer]);
    } catch (error) {
      port.post({ type: 'bytes-failed', read, error: packError(error) }, []);
    }
  }
}
