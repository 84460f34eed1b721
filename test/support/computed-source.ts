import type { ByteSource } from '#src/core/io/bytes.ts';

export interface Piece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A source of any size that holds nothing but a few pieces, and zeros between them. It remembers the largest range that was asked for. */
export class ComputedSource implements ByteSource {
  largestRead = 0;
  private zeros = new Uint8Array(1 << 23);

  constructor(
    readonly name: string,
    readonly size: number,
    private readonly pieces: readonly Piece[],
  ) {}

  view(begin: number, end: number): Uint8Array {
    const length = Math.max(0, Math.min(end, this.size) - begin);
    this.largestRead = Math.max(this.largestRead, length);
    const here = this.pieces.filter(({ at, bytes }) => at < begin + length && at + bytes.length > begin);
    if (here.length === 0 && length <= this.zeros.length) return this.zeros.subarray(0, length);
    const out = new Uint8Array(length);
    for (const { at, bytes } of here) {
      const from = Math.max(0, begin - at);
      out.set(bytes.subarray(from, Math.min(bytes.length, begin + length - at)), at + from - begin);
    }
    return out;
  }

  read(begin: number, end: number): Promise<Uint8Array> {
    return Promise.resolve(this.view(begin, end).slice());
  }
}
