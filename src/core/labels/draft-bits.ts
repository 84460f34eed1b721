/** Whether bits [begin, end) all are `value`. Bit i is (bits[i >> 3] >> (i & 7)) & 1. */
export function bitsAre(bits: Uint8Array, begin: number, end: number, value: boolean): boolean {
  const whole = value ? 0xff : 0;
  for (let i = begin; i < end; ) {
    const byte = i >>> 3;
    const next = Math.min(end, 8 * byte + 8);
    const mask = byteMask(i & 7, next - 8 * byte);
    if (((bits[byte] ^ whole) & mask) !== 0) return false;
    i = next;
  }
  return true;
}

/** Gives bits [begin, end) one value. */
export function fillBits(bits: Uint8Array, begin: number, end: number, value: boolean): void {
  if (begin >= end) return;
  const first = begin >>> 3, last = (end - 1) >>> 3;
  if (first === last) {
    setMasked(bits, first, byteMask(begin & 7, end - 8 * last), value);
    return;
  }
  setMasked(bits, first, byteMask(begin & 7, 8), value);
  bits.fill(value ? 0xff : 0, first + 1, last);
  setMasked(bits, last, byteMask(0, end - 8 * last), value);
}

/** Bits [from, to) of a byte. */
function byteMask(from: number, to: number): number {
  return (0xff << from) & (0xff >>> (8 - to));
}

function setMasked(bits: Uint8Array, byte: number, mask: number, value: boolean): void {
  if (value) bits[byte] |= mask;
  else bits[byte] &= ~mask;
}
