/**
 * The few file operations that the file-based WorkStore is made of. Paths are relative to the work folder, '/' between
 * names; folders come into being as they are needed. "Durable" means that it survives the death of the process, and of
 * the machine as far as the system lets us say so.
 */
export interface WorkFiles {
  /** For people: "in this browser", "in /data/work". */
  readonly where: string;
  /** Writing into files that are there; null where files can only be put in place whole. */
  readonly inPlace: WritesInPlace | null;
  /** Size in bytes; null where there is no such file. */
  size(path: string): Promise<number | null>;
  /** The bytes of [begin, end), clipped to the size; a fresh array. Null where there is no such file. */
  read(path: string, begin?: number, end?: number): Promise<Uint8Array | null>;
  /** Old content or new content, never a mixture and never none; durable when it resolves. */
  writeAtomic(path: string, bytes: Uint8Array): Promise<void>;
  /** Takes a file away; nothing happens where there is none. */
  remove(path: string): Promise<void>;
  /** Names in a folder, sorted; none where there is no such folder. */
  list(folder: string): Promise<string[]>;
  /**
   * Runs `work` while nobody else who shares these files is in an `exclusive` for the same path. Where only this
   * process can be kept out without writing, 'reading' does no more than that: it leaves no trace in the folder.
   */
  exclusive<T>(path: string, purpose: 'reading' | 'writing', work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface WritesInPlace {
  /** Writes at the end of an existing file, which must be at `at`; durable when it resolves. */
  append(path: string, at: number, bytes: Uint8Array): Promise<void>;
  /** Makes durable what an earlier, interrupted append may have left in memory. */
  flush(path: string): Promise<void>;
  /** Cuts a file to `size` bytes; durable when it resolves. */
  truncate(path: string, size: number): Promise<void>;
}

/** One promise chain per key: what `exclusive` is inside one process. */
export class Turnstile {
  private readonly last = new Map<string, Promise<unknown>>();

  async pass<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => undefined);
    this.last.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.last.get(key) === settled) this.last.delete(key);
    }
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.last.size > 0) await Promise.all(this.last.values());
  }
}
