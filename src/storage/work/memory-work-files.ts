import type { WorkFiles, WritesInPlace } from './work-files.ts';
import { Turnstile } from './work-files.ts';

/** Files in memory. Two stores over the same one are two tabs over the same folder. */
export class MemoryWorkFiles implements WorkFiles, WritesInPlace {
  readonly where = 'in memory';
  readonly inPlace: WritesInPlace | null;
  readonly contents = new Map<string, Uint8Array>();
  private readonly turns = new Turnstile();

  constructor({ inPlace = true } = {}) {
    this.inPlace = inPlace ? this : null;
  }

  async size(path: string): Promise<number | null> {
    return this.contents.get(path)?.length ?? null;
  }

  async read(path: string, begin = 0, end = Infinity): Promise<Uint8Array | null> {
    return this.contents.get(path)?.slice(begin, Math.min(end, 2 ** 53)) ?? null;
  }

  async append(path: string, at: number, bytes: Uint8Array): Promise<void> {
    const old = this.contents.get(path);
    if (old === undefined || old.length !== at) throw new Error(`${path} does not end at byte ${at}`);
    const next = new Uint8Array(at + bytes.length);
    next.set(old);
    next.set(bytes, at);
    this.contents.set(path, next);
  }

  async flush(): Promise<void> {}

  async writeAtomic(path: string, bytes: Uint8Array): Promise<void> {
    this.contents.set(path, bytes.slice());
  }

  async truncate(path: string, size: number): Promise<void> {
    const old = this.contents.get(path);
    if (old !== undefined) this.contents.set(path, old.slice(0, size));
  }

  async remove(path: string): Promise<void> {
    this.contents.delete(path);
  }

  async list(folder: string): Promise<string[]> {
    const names = [...this.contents.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1).split('/')[0]);
    return [...new Set(names)].sort();
  }

  exclusive<T>(path: string, _purpose: 'reading' | 'writing', work: () => Promise<T>): Promise<T> {
    return this.turns.pass(path, work);
  }

  close(): Promise<void> {
    return this.turns.idle();
  }
}
