import type { Arrangement, JournalPart } from './journal-parts.ts';
import { arrange, partName, partsIn } from './journal-parts.ts';
import type { WorkFiles } from './work-files.ts';
import { WorkError } from './work-store.ts';

/** So many small parts in a row are merged into one. */
const MANY_PARTS = 64;
/** A part of this size is not small any more, in bytes. */
const LARGE_PART = 1 << 20;

/**
 * The bytes of a journal: one file, or one file and parts beside it (journal-parts.ts). Parts are read wherever they
 * are found, so that a folder in which a browser worked is the same journal to a server.
 */
export class JournalFile {
  private now: Arrangement = { pieces: [], size: 0, covered: [], stray: [] };
  /** Parts that are shorter than their names say, with their sizes: a crash fell between naming and writing them. */
  private readonly broken = new Map<string, number>();
  private isThere = false;
  private readonly folder: string;
  private readonly name: string;

  constructor(private readonly files: WorkFiles, private readonly path: string) {
    const slash = path.lastIndexOf('/');
    this.folder = path.slice(0, Math.max(0, slash));
    this.name = path.slice(slash + 1);
  }

  /** Looks what is there now. All else is about what was seen then. */
  async look(): Promise<number> {
    const own = await this.files.size(this.path);
    this.isThere = own !== null;
    const parts = partsIn(await this.files.list(this.folder), this.name).filter(({ name }) => !this.broken.has(name));
    this.now = arrange(this.name, own ?? 0, parts);
    return this.now.size;
  }

  /** There is a file without even a header: a crash fell between making and writing it, or its bytes were lost. */
  get isHollow(): boolean {
    return this.isThere && this.now.size === 0;
  }

  /** Bytes that are not in the journal though they are in its parts: behind a gap, or in a part that is not whole. */
  get strayBytes(): number {
    let bytes = 0;
    for (const { begin, end } of this.now.stray) bytes += end - begin;
    for (const size of this.broken.values()) bytes += size;
    return bytes;
  }

  /** The bytes of [begin, end). Null where a part turned out to be broken: look again. */
  async read(begin: number, end: number): Promise<Uint8Array | null> {
    const out = new Uint8Array(end - begin);
    for (const piece of this.now.pieces) {
      const from = Math.max(begin, piece.begin), to = Math.min(end, piece.end);
      if (from >= to) continue;
      const bytes = await this.files.read(this.at(piece), from - piece.begin, to - piece.begin);
      if (bytes === null || bytes.length !== to - from) {
        if (piece.name === this.name) throw new WorkError('unavailable', `${this.path} ${this.files.where} is gone, or became shorter`);
        this.broken.set(piece.name, (await this.files.size(this.at(piece))) ?? 0);
        return null;
      }
      out.set(bytes, from - begin);
    }
    return out;
  }

  /** The journal's own file, with its first bytes. */
  create(bytes: Uint8Array): Promise<void> {
    return this.files.writeAtomic(this.path, bytes);
  }

  /** Durable when it resolves. The journal must end at `at`. */
  async append(at: number, bytes: Uint8Array): Promise<void> {
    if (this.growing) return this.growing.append(this.path, at, bytes);
    const { size, pieces } = this.now;
    const [own] = pieces;
    // Bytes of the own file beyond `at` are damaged ones, and this part cuts them off.
    if (size !== at && !(own?.name === this.name && pieces.length === 1 && at < size)) throw new Error(`${this.path} has ${size} bytes, ${at} were expected`);
    await this.removeBroken();
    await this.mergeParts();
    await this.files.writeAtomic(this.beside(partName(this.name, at, at + bytes.length)), bytes);
  }

  async flush(): Promise<void> {
    await this.growing?.flush(this.path);
  }

  /** Takes away all from byte `size` on, and what `strayBytes` counts. */
  async truncate(size: number): Promise<void> {
    await this.removeBroken();
    for (const part of [...this.now.pieces, ...this.now.covered, ...this.now.stray].reverse()) {
      if (part.end <= size) continue;
      if (part.name === this.name) await this.growing?.truncate(this.path, size);
      else {
        if (part.begin < size) await this.cut(part, size);
        await this.files.remove(this.at(part));
      }
    }
    await this.look();
  }

  /** Copies what `strayBytes` counts to where `to` says. */
  async copyStray(to: (name: string) => string): Promise<void> {
    for (const name of [...this.now.stray.map((part) => part.name), ...this.broken.keys()]) {
      const bytes = await this.files.read(this.beside(name));
      if (bytes !== null && bytes.length > 0) await this.files.writeAtomic(to(name), bytes);
    }
  }

  /** Files are written in place where that can be done and nobody began to write parts. */
  private get growing(): WorkFiles['inPlace'] {
    return this.now.pieces.length + this.now.stray.length > 1 || this.now.covered.length > 0 ? null : this.files.inPlace;
  }

  private async cut(part: JournalPart, size: number): Promise<void> {
    const bytes = await this.files.read(this.at(part), 0, size - part.begin);
    if (bytes === null) return;
    await this.files.writeAtomic(this.beside(partName(this.name, part.begin, size)), bytes);
  }

  /**
   * Writes the small parts at the end once more as one. They are taken away only at the next merge: until then the one
   * part has surely reached the disk, which a browser never tells.
   */
  private async mergeParts(): Promise<void> {
    const { pieces, covered } = this.now;
    let first = pieces.length;
    while (first > 0 && pieces[first - 1].name !== this.name && pieces[first - 1].end - pieces[first - 1].begin < LARGE_PART) first--;
    if (pieces.length - first < MANY_PARTS) return;
    for (const part of covered) await this.files.remove(this.at(part));
    const begin = pieces[first].begin, end = pieces[pieces.length - 1].end;
    const bytes = await this.read(begin, end);
    if (bytes === null) return;
    const name = partName(this.name, begin, end);
    await this.files.writeAtomic(this.beside(name), bytes);
  }

  private async removeBroken(): Promise<void> {
    for (const name of this.broken.keys()) {
      await this.files.remove(this.beside(name));
      this.broken.delete(name);
    }
  }

  private at(part: JournalPart): string {
    return this.beside(part.name);
  }

  private beside(name: string): string {
    return this.folder === '' ? name : `${this.folder}/${name}`;
  }
}
