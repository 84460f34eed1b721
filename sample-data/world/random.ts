/**
 * A seeded stream of random numbers: sfc32 (C. Doty-Humphrey, PractRand), 32-bit integer arithmetic only, so that every
 * machine draws the same numbers. `fork` gives each object and each sweep a stream of its own: adding one object
 * to the street moves no other.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  private constructor(a: number, b: number, c: number) {
    this.a = a | 0;
    this.b = b | 0;
    this.c = c | 0;
    for (let i = 0; i < 15; i++) this.uint32();
  }

  static fromSeed(seed: number): Random {
    return new Random(seed, 0x9e3779b9, 0x243f6a88);
  }

  /** A stream that depends on this one's place and on `name`; this one does not advance. */
  fork(name: string): Random {
    let hash = 0x811c9dc5;
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
    return new Random(this.a ^ hash, this.b, this.c ^ Math.imul(hash, 0x85ebca6b));
  }

  /** Uniform over 0 .. 2^32 - 1. */
  uint32(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  /** Uniform over [0, 1). */
  unit(): number {
    return this.uint32() / 4294967296;
  }

  /** Uniform over [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** Nearly normal, mean 0, deviation 1, within 4.25: the sum of six uniforms needs no logarithm. */
  normal(): number {
    let sum = -3;
    for (let i = 0; i < 6; i++) sum += this.unit();
    return sum * Math.SQRT2;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.unit() * items.length)];
  }
}

/** A hash of three integers to [0, 1): texture that stays on its surface from frame to frame. */
export function hashUnit(x: number, y: number, z: number): number {
  let h = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(z | 0, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}
