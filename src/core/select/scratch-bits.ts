/**
 * Bits that are needed for a moment, for sweep after sweep. Touching fresh memory for each sweep costs more than clearing what is
 * there (measured: a tenth of a lasso over ten million points). Not for two uses at a time.
 */
export class ScratchBits {
  private kept = new Uint32Array(0);

  /** `words` words of 32 bits, all clear, until the next call. */
  take(words: number): Uint32Array {
    if (this.kept.length < words) this.kept = new Uint32Array(words);
    else this.kept.fill(0, 0, words);
    return this.kept.subarray(0, words);
  }
}
