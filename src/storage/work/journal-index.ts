import type { Damage } from './journal.ts';
import { HEADER_BYTES, scanRecords } from './journal.ts';

/** A journal is read in pieces of this many bytes, or of one record where that is longer. */
const PIECE = 8 << 20;

/** Null where the bytes could not be had, though they were there a moment ago. */
type Read = (begin: number, end: number) => Promise<Uint8Array | null>;

/** Where each record of a journal ends, and which Change is in it. */
export class JournalIndex {
  /** What is behind the last whole record. */
  damage: Damage | null = null;
  /** ends[seq] is the byte after record `seq`; ends[0] the byte after the header, or 0 while there is no journal. */
  private readonly ends: number[] = [0];
  /** ids[seq] is the Change's id; ids[0] is ''. */
  private readonly ids: string[] = [''];
  private readonly seqs = new Map<string, number>();

  constructor(private readonly file: string) {}

  get lastSeq(): number {
    return this.ends.length - 1;
  }

  /** The byte after the last whole record. */
  get end(): number {
    return this.ends[this.ends.length - 1];
  }

  readonly idAt = (seq: number): string | undefined => this.ids[seq];

  seqOf(id: string): number | undefined {
    return this.seqs.get(id);
  }

  /** Bytes of the records after `seq`, as many as fit into `maxBytes`, but one at least. */
  range(seq: number, maxBytes: number): [begin: number, end: number] {
    const begin = this.ends[seq];
    let to = Math.min(seq + 1, this.lastSeq);
    if (this.end - begin <= maxBytes) to = this.lastSeq;
    while (to < this.lastSeq && this.ends[to + 1] - begin <= maxBytes) to++;
    return [begin, this.ends[to]];
  }

  /** A header was written, or found. */
  begin(): void {
    this.ends[0] = HEADER_BYTES;
  }

  /** Takes in the next record. */
  add(id: string, end: number): void {
    this.ends.push(end);
    this.ids.push(id);
    this.seqs.set(id, this.lastSeq);
  }

  /**
   * Takes in what lies between the last known record and `size`. False where `read` could not give it: what was taken
   * in until then is right.
   */
  async catchUp(size: number, strayBytes: number, read: Read): Promise<boolean> {
    this.damage = null;
    if (this.end === 0 && size >= HEADER_BYTES) this.begin();
    let piece = PIECE;
    while (this.end < size && this.end > 0) {
      const begin = this.end;
      const stop = Math.min(size, begin + piece);
      const bytes = await read(begin, stop);
      if (bytes === null) return false;
      const { heads, damage } = scanRecords(bytes, begin, this.lastSeq + 1, this.file);
      for (const { id, end } of heads) this.add(id, end);
      if (damage === null || stop < size) piece = heads.length === 0 ? 2 * piece : PIECE;
      else {
        this.damage = damage;
        break;
      }
    }
    if (this.end === 0 && size > 0) this.damage = { at: 0, bytes: size, problem: 'an unfinished header' };
    if (strayBytes > 0) this.damage = { ...this.damage, at: this.end, bytes: size - this.end + strayBytes, problem: this.damage?.problem ?? 'a part that is missing or unfinished' };
    return true;
  }
}
