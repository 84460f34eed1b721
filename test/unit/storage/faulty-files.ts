import type { WorkFiles, WritesInPlace } from '#src/storage/work/work-files.ts';

/** How one write goes wrong: nothing of it arrives, a part of it, or all of it, and then the error. */
export type Fault = 'nothing' | 'short' | 'late';

/**
 * Files on a disk that fails now and then: every write asks `nextFault` first. A file that is put in place whole is
 * never half there: where only a part arrives, it is a part of the copy that nobody sees.
 */
export class FaultyFiles implements WorkFiles {
  readonly inPlace: WritesInPlace | null;

  constructor(private readonly files: WorkFiles, private readonly nextFault: () => Fault | null) {
    const { inPlace } = files;
    this.inPlace = inPlace && {
      append: (path, at, bytes) =>
        this.broken(async (fault) => {
          if (fault !== 'nothing') await inPlace.append(path, at, fault === 'short' ? bytes.subarray(0, bytes.length >> 1) : bytes);
        }),
      flush: (path) => this.broken(async (fault) => (fault === null ? inPlace.flush(path) : undefined)),
      truncate: (path, size) => this.broken(async (fault) => (fault === 'nothing' || fault === 'short' ? undefined : inPlace.truncate(path, size))),
    };
  }

  get where(): string {
    return this.files.where;
  }

  size(path: string): Promise<number | null> {
    return this.files.size(path);
  }

  read(path: string, begin?: number, end?: number): Promise<Uint8Array | null> {
    return this.files.read(path, begin, end);
  }

  writeAtomic(path: string, bytes: Uint8Array): Promise<void> {
    return this.broken(async (fault) => (fault === 'nothing' || fault === 'short' ? undefined : this.files.writeAtomic(path, bytes)));
  }

  remove(path: string): Promise<void> {
    return this.broken(async (fault) => (fault === 'nothing' || fault === 'short' ? undefined : this.files.remove(path)));
  }

  list(folder: string): Promise<string[]> {
    return this.files.list(folder);
  }

  exclusive<T>(path: string, purpose: 'reading' | 'writing', work: () => Promise<T>): Promise<T> {
    return this.files.exclusive(path, purpose, work);
  }

  close(): Promise<void> {
    return this.files.close();
  }

  private async broken(work: (fault: Fault | null) => Promise<void>): Promise<void> {
    const fault = this.nextFault();
    await work(fault);
    if (fault !== null) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  }
}
