import { BitModel, SymbolModel } from '#src/formats/clouds/laz-arithmetic.ts';

const MIN_LENGTH = 0x01000000;
const BIT_SHIFT = 13, SYMBOL_SHIFT = 15, HIGH_BITS = 8;

/** The chunk table of a LAZ file whose chunks have a fixed number of points: version, count, and sizes in bytes (LASzip 3.4, laswritepoint.cpp). */
export function chunkTable(sizes: readonly number[]): Uint8Array {
  const encoder = new IntegerEncoder();
  sizes.forEach((size, i) => encoder.put(size - (sizes[i - 1] ?? 0)));
  const coded = encoder.finish();
  const bytes = new Uint8Array(8 + coded.length);
  new DataView(bytes.buffer).setUint32(4, sizes.length, true);
  bytes.set(coded, 8);
  return bytes;
}

/** FastAC arithmetic coding of LASzip's integer corrections (arithmeticencoder.cpp, integercompressor.cpp), the way back of `IntegerDecoder`. */
class IntegerEncoder {
  private readonly out: number[] = [];
  private base = 0;
  private length = 0xffffffff;
  private readonly sizes = new SymbolModel(33);
  private readonly sign = new BitModel();
  private readonly corrections = new Map<number, SymbolModel>();

  put(correction: number): void {
    const low = correction <= 0 ? -correction : correction - 1;
    const k = low === 0 ? 0 : 32 - Math.clz32(low);
    this.symbol(this.sizes, k);
    if (k === 0) return this.bit(this.sign, correction);
    let model = this.corrections.get(k);
    if (model === undefined) this.corrections.set(k, (model = new SymbolModel(1 << Math.min(k, HIGH_BITS))));
    const c = correction < 0 ? correction + 2 ** k - 1 : correction - 1;
    if (k <= HIGH_BITS) return this.symbol(model, c);
    const rest = k - HIGH_BITS;
    this.symbol(model, Math.floor(c / 2 ** rest));
    this.bits(c % 2 ** rest, rest);
  }

  finish(): Uint8Array {
    for (const shift of [24, 16, 8, 0]) this.out.push((this.base >>> shift) & 255);
    return Uint8Array.of(...this.out, 0, 0, 0, 0);
  }

  private bit(model: BitModel, bit: number): void {
    const x = Math.imul(model.probability, this.length >>> BIT_SHIFT) >>> 0;
    this.take(bit === 0 ? 0 : x, bit === 0 ? x : this.length - x);
    model.count(bit);
  }

  private symbol(model: SymbolModel, symbol: number): void {
    const step = this.length >>> SYMBOL_SHIFT;
    const x = model.distribution[symbol] * step;
    const y = symbol + 1 < model.symbols ? model.distribution[symbol + 1] * step : this.length;
    this.take(x, y - x);
    model.count(symbol);
  }

  private bits(value: number, count: number): void {
    if (count > 19) {
      this.bits(value & 0xffff, 16);
      return this.bits(Math.floor(value / 0x10000), count - 16);
    }
    const length = this.length >>> count;
    this.take(value * length, length);
  }

  /** The interval becomes [base + from, base + from + length); a carry runs back over what has been written. */
  private take(from: number, length: number): void {
    this.base += from;
    this.length = length;
    if (this.base >= 2 ** 32) {
      this.base -= 2 ** 32;
      for (let i = this.out.length - 1; ++this.out[i] === 256; i--) this.out[i] = 0;
    }
    while (this.length < MIN_LENGTH) {
      this.out.push(this.base >>> 24);
      this.base = (this.base << 8) >>> 0;
      this.length = (this.length << 8) >>> 0;
    }
  }
}
