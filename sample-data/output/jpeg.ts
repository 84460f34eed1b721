import type { SimulatedImage } from '../sensors/camera.ts';

/*
 * A baseline JPEG (ITU-T T.81) in sums and products of IEEE doubles only, so that a picture has the same bytes on every machine. The
 * tables are those of the standard's Annex K; chrominance is halved both ways.
 */
const LUMINANCE = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMINANCE = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
  ...Array.from({ length: 32 }, () => 99),
];
const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];
/** Per table: how many codes there are of each length from 1 to 16 bits, and their symbols. */
const DC_LUMINANCE = { counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], symbols: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] };
const DC_CHROMINANCE = { counts: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], symbols: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] };
const AC_LUMINANCE = {
  counts: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
  symbols: fromHex(
    '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a43444546474849'
    + '4a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5'
    + 'c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
  ),
};
const AC_CHROMINANCE = {
  counts: [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119],
  symbols: fromHex(
    '000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738393a434445464748'
    + '494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3'
    + 'c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
  ),
};
type HuffmanTable = typeof DC_LUMINANCE;

function fromHex(text: string): number[] {
  return (text.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
}

/** cos(k pi / 16), k = 0..8, to the last bit of a double. */
const COSINES = [1, 0.9807852804032304, 0.9238795325112867, 0.8314696123025452, 0.7071067811865476, 0.5555702330196022, 0.38268343236508984, 0.19509032201612833, 0];
const BASIS = Float64Array.from({ length: 64 }, (_, i) => {
  const frequency = i >> 3, place = i & 7, k = (frequency * (2 * place + 1)) % 32, folded = k > 16 ? 32 - k : k;
  const cosine = folded > 8 ? -COSINES[16 - folded] : COSINES[folded];
  return (frequency === 0 ? COSINES[4] / 2 : 0.5) * cosine;
});

/** An RGB picture as a JPEG of a quality from 1 to 100 (libjpeg's scale). */
export function encodeJpeg({ width, height, pixels }: SimulatedImage, quality: number): Uint8Array {
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  const scaled = (table: readonly number[]): number[] => table.map((q) => Math.min(Math.max(Math.floor((q * scale + 50) / 100), 1), 255));
  const luminance = scaled(LUMINANCE), chrominance = scaled(CHROMINANCE);
  const bits = new BitWriter(width * height);
  header(bits, width, height, luminance, chrominance);
  const dcY = codes(DC_LUMINANCE), acY = codes(AC_LUMINANCE), dcC = codes(DC_CHROMINANCE), acC = codes(AC_CHROMINANCE);
  const block = new Float64Array(64), last = [0, 0, 0];
  const planes = Array.from({ length: 3 }, () => new Float64Array(256));
  for (let y0 = 0; y0 < height; y0 += 16)
    for (let x0 = 0; x0 < width; x0 += 16) {
      readUnit(pixels, width, height, x0, y0, planes);
      for (let k = 0; k < 4; k++) {
        for (let i = 0; i < 64; i++) block[i] = planes[0][((k >> 1) * 8 + (i >> 3)) * 16 + (k & 1) * 8 + (i & 7)];
        last[0] = writeBlock(bits, block, luminance, last[0], dcY, acY);
      }
      for (const c of [1, 2]) {
        for (let i = 0; i < 64; i++) {
          const at = (i >> 3) * 32 + (i & 7) * 2;
          block[i] = (planes[c][at] + planes[c][at + 1] + planes[c][at + 16] + planes[c][at + 17]) / 4;
        }
        last[c] = writeBlock(bits, block, chrominance, last[c], dcC, acC);
      }
    }
  return bits.finish();
}

/** 16 x 16 pixels as Y, Cb, Cr around 0; past the edge the last ones go on. */
function readUnit(pixels: Uint8Array, width: number, height: number, x0: number, y0: number, [luma, blue, red]: Float64Array[]): void {
  for (let i = 0; i < 256; i++) {
    const x = Math.min(x0 + (i & 15), width - 1), y = Math.min(y0 + (i >> 4), height - 1), k = 3 * (y * width + x);
    const r = pixels[k], g = pixels[k + 1], b = pixels[k + 2];
    luma[i] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
    blue[i] = -0.168736 * r - 0.331264 * g + 0.5 * b;
    red[i] = 0.5 * r - 0.418688 * g - 0.081312 * b;
  }
}

const rows = new Float64Array(64), quantised = new Int32Array(64);

/** Transforms, quantises and writes one block; returns its DC value. */
function writeBlock(bits: BitWriter, block: Float64Array, table: readonly number[], lastDc: number, dc: Codes, ac: Codes): number {
  for (let y = 0; y < 8; y++)
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let x = 0; x < 8; x++) sum += block[8 * y + x] * BASIS[8 * u + x];
      rows[8 * y + u] = sum;
    }
  for (let v = 0; v < 8; v++)
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let y = 0; y < 8; y++) sum += rows[8 * y + u] * BASIS[8 * v + y];
      quantised[8 * v + u] = Math.round(sum / table[8 * v + u]);
    }
  const difference = quantised[0] - lastDc, size = bitLength(difference);
  bits.write(dc.code[size], dc.length[size]);
  bits.writeValue(difference, size);
  let zeros = 0;
  for (let k = 1; k < 64; k++) {
    const value = quantised[ZIGZAG[k]];
    if (value === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) bits.write(ac.code[0xf0], ac.length[0xf0]);
    const length = bitLength(value), symbol = zeros * 16 + length;
    bits.write(ac.code[symbol], ac.length[symbol]);
    bits.writeValue(value, length);
    zeros = 0;
  }
  if (zeros > 0) bits.write(ac.code[0], ac.length[0]);
  return quantised[0];
}

function bitLength(value: number): number {
  return 32 - Math.clz32(Math.abs(value));
}

interface Codes {
  readonly code: Uint16Array;
  readonly length: Uint8Array;
}

/** Codes in rising order of length (T.81, Annex C). */
function codes({ counts, symbols }: HuffmanTable): Codes {
  const code = new Uint16Array(256), length = new Uint8Array(256);
  let next = 0, k = 0;
  counts.forEach((count, i) => {
    for (let j = 0; j < count; j++, k++) {
      code[symbols[k]] = next++;
      length[symbols[k]] = i + 1;
    }
    next *= 2;
  });
  return { code, length };
}

function header(bits: BitWriter, width: number, height: number, luminance: readonly number[], chrominance: readonly number[]): void {
  const segment = (marker: number, content: readonly number[]): void => bits.bytes(0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255, ...content);
  bits.bytes(0xff, 0xd8);
  segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
  segment(0xdb, [0, ...ZIGZAG.map((k) => luminance[k]), 1, ...ZIGZAG.map((k) => chrominance[k])]);
  segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
  const tables: readonly (readonly [number, HuffmanTable])[] = [[0x00, DC_LUMINANCE], [0x10, AC_LUMINANCE], [0x01, DC_CHROMINANCE], [0x11, AC_CHROMINANCE]];
  for (const [id, { counts, symbols }] of tables) segment(0xc4, [id, ...counts, ...symbols]);
  segment(0xda, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]);
}

/** Bits from the highest down; after a byte of all ones comes a zero byte. */
class BitWriter {
  private out: Uint8Array;
  private length = 0;
  private pending = 0;
  private held = 0;

  constructor(capacity: number) {
    this.out = new Uint8Array(Math.max(capacity, 4096));
  }

  bytes(...values: number[]): void {
    for (const value of values) this.push(value);
  }

  write(code: number, length: number): void {
    for (let k = length - 1; k >= 0; k--) {
      this.pending = (this.pending << 1) | ((code >> k) & 1);
      if (++this.held < 8) continue;
      this.push(this.pending);
      if (this.pending === 0xff) this.push(0);
      this.pending = this.held = 0;
    }
  }

  /** A value of `length` bits; negative ones are written less one. */
  writeValue(value: number, length: number): void {
    this.write(value < 0 ? value + (1 << length) - 1 : value, length);
  }

  finish(): Uint8Array {
    if (this.held > 0) this.write(0x7f, 8 - this.held);
    this.bytes(0xff, 0xd9);
    return this.out.slice(0, this.length);
  }

  private push(value: number): void {
    if (this.length === this.out.length) {
      const larger = new Uint8Array(2 * this.length);
      larger.set(this.out);
      this.out = larger;
    }
    this.out[this.length++] = value;
  }
}
