import { DataError } from '#src/core/errors.ts';

/** The most bytes that one byte of LZF can become: a three-byte reference copies up to 264. */
export const LZF_MAX_RATIO = 88;

/** The most bytes that one step writes: a reference of length 7 + 255 + 2. */
export const LZF_MAX_STEP = 264;

/**
 * LZF (Marc Lehmann's liblzf, as PCL uses it), decoded step by step so that a long one can be stopped.
 *
 * A control byte below 32 is followed by that many literals plus one. Else its top three bits are a length (7: the next byte
 * is added) plus two, and its low five bits with the next byte are a distance minus one.
 */
export class LzfDecoder {
  private from = 0;
  private to = 0;

  constructor(private readonly input: Uint8Array, private readonly output: Uint8Array, private readonly file: string) {}

  /** Bytes that are out so far. */
  get done(): number {
    return this.to;
  }

  /** Decodes until at least `limit` bytes are out, or all of the input is used. Returns how many are out. */
  run(limit: number): number {
    const { input, output } = this;
    const end = input.length, room = output.length;
    let i = this.from, o = this.to;
    while (i < end && o < limit) {
      const control = input[i++];
      if (control < 32) {
        const n = control + 1;
        if (i + n > end || o + n > room) throw this.broken(i, o);
        for (let k = 0; k < n; k++) output[o++] = input[i++];
        continue;
      }
      let n = control >> 5;
      if (n === 7) n += input[i++] ?? 0;
      n += 2;
      let ref = o - ((control & 31) << 8) - 1;
      if (i >= end) throw this.broken(i, o);
      ref -= input[i++];
      if (ref < 0 || o + n > room) throw this.broken(i, o);
      // Byte by byte on purpose: a reference may overlap what it writes, and then repeats it.
      for (let k = 0; k < n; k++) output[o++] = output[ref++];
    }
    this.from = i;
    this.to = o;
    return o;
  }

  /** Throws DataError unless input and output came out even. */
  finish(): void {
    if (this.from !== this.input.length || this.to !== this.output.length) throw this.broken(this.from, this.to);
  }

  private broken(from: number, to: number): DataError {
    return new DataError('malformed', 'the compressed data is damaged', {
      file: this.file,
      where: `byte ${from} of the compressed data`,
      expected: `${this.output.length} bytes from ${this.input.length} compressed`,
      found: `a step that does not fit after ${to} bytes`,
    });
  }
}
