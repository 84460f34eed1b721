import { DataError, isAbort } from '#src/core/errors.ts';

/** What is done with the frames, by their numbers. */
export interface FrameWork<Result> {
  check(frame: number, signal: AbortSignal): Promise<Result>;
  /** A frame was checked as it is now; once for each time that it was asked for, unless it was asked for again meanwhile. */
  take(frame: number, result: Result): void;
  /** A frame cannot be checked: others can. */
  failed(frame: number, error: DataError): void;
  /** Nothing waits and nothing is under way. */
  idle(): void;
  /** What went wrong is about no frame: everything has stopped. */
  broken(error: unknown): void;
}

/**
 * Checks frames, some at once, in the order in which they are asked for. A frame that is asked for again while it is under way is checked once
 * more, and what came of the first time, which may be of what it was before, is not taken.
 */
export class FrameChecks<Result> {
  private readonly waiting = new Set<number>();
  private readonly running = new Map<number, symbol>();
  private readonly abort = new AbortController();

  constructor(private readonly work: FrameWork<Result>, private readonly width: number) {}

  /** `first`: before all that wait. */
  ask(frames: Iterable<number>, first = false): void {
    if (this.stopped) return;
    const before = first ? [...this.waiting] : [];
    if (first) this.waiting.clear();
    for (const frame of frames) {
      this.waiting.add(frame);
      // Whoever has it now has it as it was.
      if (this.running.has(frame)) this.running.set(frame, Symbol());
    }
    for (const frame of before) this.waiting.add(frame);
    this.start();
  }

  /** Frames that wait or are under way. */
  get left(): number {
    return this.waiting.size + [...this.running.keys()].filter((frame) => !this.waiting.has(frame)).length;
  }

  get stopped(): boolean {
    return this.abort.signal.aborted;
  }

  /** What is under way stops, and nothing of it is taken. */
  stop(): void {
    this.waiting.clear();
    this.abort.abort();
  }

  /** What waits is forgotten, what is under way goes on. */
  drop(): void {
    this.waiting.clear();
  }

  private start(): void {
    for (const frame of this.waiting) {
      if (this.running.size >= this.width) return;
      // One at a time on each frame.
      if (this.running.has(frame)) continue;
      this.waiting.delete(frame);
      void this.run(frame);
    }
  }

  private async run(frame: number): Promise<void> {
    const mine = Symbol();
    this.running.set(frame, mine);
    const isMine = () => !this.stopped && this.running.get(frame) === mine;
    try {
      const result = await this.work.check(frame, this.abort.signal);
      if (isMine()) this.work.take(frame, result);
    } catch (error) {
      if (this.stopped || isAbort(error)) return;
      if (!(error instanceof DataError)) {
        this.stop();
        return this.work.broken(error);
      }
      if (isMine()) this.work.failed(frame, error);
    } finally {
      this.running.delete(frame);
      if (!this.stopped) {
        this.start();
        if (this.running.size + this.waiting.size === 0) this.work.idle();
      }
    }
  }
}
