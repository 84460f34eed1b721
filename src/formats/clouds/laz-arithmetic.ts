/**
 * The entropy coder of LASzip's chunk table: FastAC arithmetic decoding (Said 2004) with adaptive models, and LASzip's
 * integer compressor on top of it, both as in LASzip 3.4 (arithmeticdecoder.cpp, arithmeticmodel.cpp, integercompressor.cpp).
 * The points themselves go through laz-perf, which keeps the table to itself.
 */
const MIN_LENGTH = 0x01000000;
const BIT_SHIFT = 13, BIT_MAX_COUNT = 1 << BIT_SHIFT;
const SYMBOL_SHIFT = 15, SYMBOL_MAX_COUNT = 1 << SYMBOL_SHIFT;

export class BitModel {
  private zeros = 1;
  private total = 2;
  private cycle = 4;
  private left = 4;
  probability = 1 << (BIT_SHIFT - 1);

  count(bit: number): void {
    if (bit === 0) this.zeros++;
    if (--this.left > 0) return;
    this.total += this.cycle;
    if (this.total > BIT_MAX_COUNT) {
      this.total = (this.total + 1) >>> 1;
      this.zeros = (this.zeros + 1) >>> 1;
      if (this.zeros === this.total) this.total++;
    }
    const scale = Math.floor(0x80000000 / this.total);
    this.probability = Math.imul(this.zeros, scale) >>> (31 - BIT_SHIFT);
    this.cycle = Math.min(64, (5 * this.cycle) >>> 2);
    this.left = this.cycle;
  }
}

export class SymbolModel {
  readonly distribution: Uint32Array;
  private readonly counts: Uint32Array;
  private total = 0;
  private cycle: number;
  private left: number;

  constructor(readonly symbols: number) {
    this.distribution = new Uint32Array(symbols);
    this.counts = new Uint32Array(symbols).fill(1);
    this.cycle = symbols;
    this.update();
    this.cycle = this.left = (symbols + 6) >>> 1;
  }

  private update(): void {
    const { counts, distribution } = this;
    this.total += this.cycle;
    if (this.total > SYMBOL_MAX_COUNT) {
      this.total = 0;
      for (let k = 0; k < counts.length; k++) this.total += counts[k] = (counts[k] + 1) >>> 1;
    }
    const scale = Math.floor(0x80000000 / this.total);
    for (let k = 0, sum = 0; k < counts.length; k++) {
      distribution[k] = Math.imul(scale, sum) >>> (31 - SYMBOL_SHIFT);
      sum += counts[k];
    }
    this.cycle = Math.min((5 * this.cycle) >>> 2, (this.symbols + 6) << 3);
    this.left = this.cycle;
  }

  count(symbol: number): void {
    this.counts[symbol]++;
    if (--this.left === 0) this.update();
  }
}

/** Bytes past the end read as zero: the caller checks what comes out. */
class ArithmeticDecoder {
  private pos = 4;
  private length = 0xffffffff;
  private value: number;

  constructor(private readonly bytes: Uint8Array) {
    this.value = (((bytes[0] ?? 0) << 24) | ((bytes[1] ?? 0) << 16) | ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0)) >>> 0;
  }

  bit(model: BitModel): number {
    const x = Math.imul(model.probability, this.length >>> BIT_SHIFT) >>> 0;
    const bit = this.value >= x ? 1 : 0;
    if (bit === 0) this.length = x;
    else {
      this.value -= x;
      this.length -= x;
    }
    this.renormalise();
    model.count(bit);
    return bit;
  }

  symbol(model: SymbolModel): number {
    const { distribution } = model;
    const step = this.length >>> SYMBOL_SHIFT;
    const target = Math.floor(this.value / step);
    let low = 0, high = model.symbols;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (distribution[middle] > target) high = middle;
      else low = middle;
    }
    const x = distribution[low] * step;
    const y = low + 1 < model.symbols ? distribution[low + 1] * step : this.length;
    this.value -= x;
    this.length = y - x;
    this.renormalise();
    model.count(low);
    return low;
  }

  /** `count` raw bits, up to 32. */
  bits(count: number): number {
    if (count > 19) {
      const low = this.bits(16);
      return low + this.bits(count - 16) * 0x10000;
    }
    this.length >>>= count;
    const bits = Math.floor(this.value / this.length);
    this.value -= this.length * bits;
    this.renormalise();
    return bits;
  }

  private renormalise(): void {
    // A damaged stream can drive the interval to nothing, which would never become long enough.
    if (this.length <= 0) this.length = 1;
    while (this.length < MIN_LENGTH) {
      this.value = ((this.value << 8) | (this.bytes[this.pos++] ?? 0)) >>> 0;
      this.length = (this.length << 8) >>> 0;
    }
  }
}

const HIGH_BITS = 8;

/** Decodes 32-bit integers as corrections to a prediction, with one model per context for the size of the correction. */
export class IntegerDecoder {
  private readonly decoder: ArithmeticDecoder;
  private readonly sizes: SymbolModel[];
  private readonly sign = new BitModel();
  private readonly corrections = new Map<number, SymbolModel>();

  constructor(bytes: Uint8Array, contexts: number) {
    this.decoder = new ArithmeticDecoder(bytes);
    this.sizes = Array.from({ length: contexts }, () => new SymbolModel(33));
  }

  next(prediction: number, context: number): number {
    return (prediction + this.correction(context)) | 0;
  }

  private correction(context: number): number {
    const k = this.decoder.symbol(this.sizes[context]);
    if (k === 0) return this.decoder.bit(this.sign);
    if (k === 32) return -0x80000000;
    let model = this.corrections.get(k);
    if (model === undefined) this.corrections.set(k, (model = new SymbolModel(1 << Math.min(k, HIGH_BITS))));
    let c = this.decoder.symbol(model);
    if (k > HIGH_BITS) c = c * 2 ** (k - HIGH_BITS) + this.decoder.bits(k - HIGH_BITS);
    return c >= 2 ** (k - 1) ? c + 1 : c - (2 ** k - 1);
  }
}
