/**
 * 64 bits that stand for a series of numbers and words, order included: two lanes of MurmurHash3's mixing (A. Appleby, public domain) with
 * different constants. Tells things apart that changed by accident; it is no protection against somebody who wants them to look alike.
 */
export class Digest {
  private a = 0x2f0b4c47;
  private b = 0x41c6ce57;
  private length = 0;

  /** The low 32 bits of a whole number. */
  add(value: number): this {
    this.a = Math.imul(rotated(this.a ^ Math.imul(rotated(Math.imul(value, 0xcc9e2d51), 15), 0x1b873593), 13), 5) + 0x64e6546b;
    this.b = Math.imul(rotated(this.b ^ Math.imul(rotated(Math.imul(value, 0xab0e9789), 17), 0x38b34ae5), 11), 9) + 0x561ccd1b;
    this.length++;
    return this;
  }

  /** Float64, bit for bit. */
  addNumbers(values: Iterable<number>): this {
    for (const word of new Uint32Array(Float64Array.from(values).buffer)) this.add(word);
    return this;
  }

  addText(text: string): this {
    this.add(text.length);
    for (let i = 0; i < text.length; i++) this.add(text.charCodeAt(i));
    return this;
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    return hex(finished(this.a ^ this.length)) + hex(finished(this.b ^ this.length));
  }
}

function rotated(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

/** Murmur's last step: every bit comes to depend on every other. */
function finished(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

function hex(x: number): string {
  return x.toString(16).padStart(8, '0');
}
