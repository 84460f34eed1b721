const MULTIPLIER = 0x9e3779b1;

/**
 * Sums per label while a loop runs over many points: a small open-addressed table of typed arrays, since a Map costs ten times
 * as much per look-up and points come in runs of few.
 */
export class LabelTally {
  private bits = 6;
  private keys = new Uint32Array(1 << this.bits);
  private sums = new Float64Array(1 << this.bits);
  /** 1 where a label has its place. */
  private taken = new Uint8Array(1 << this.bits);
  private size = 0;

  add(label: number, n: number): void {
    const mask = this.keys.length - 1;
    // Fibonacci hashing (Knuth 6.4): the high bits of the product are mixed best.
    let at = Math.imul(label, MULTIPLIER) >>> (32 - this.bits);
    while (this.taken[at] === 1 && this.keys[at] !== label) at = (at + 1) & mask;
    this.sums[at] += n;
    if (this.taken[at] === 1) return;
    this.taken[at] = 1;
    this.keys[at] = label;
    if (2 * ++this.size > mask) this.grow();
  }

  /** Each label with its sum, those of zero left out. */
  forEach(visit: (label: number, sum: number) => void): void {
    for (let at = 0; at < this.keys.length; at++) if (this.sums[at] !== 0) visit(this.keys[at], this.sums[at]);
  }

  private grow(): void {
    const { keys, sums, taken } = this;
    this.bits++;
    this.keys = new Uint32Array(1 << this.bits);
    this.sums = new Float64Array(1 << this.bits);
    this.taken = new Uint8Array(1 << this.bits);
    this.size = 0;
    for (let at = 0; at < keys.length; at++) if (taken[at] === 1) this.add(keys[at], sums[at]);
  }
}
