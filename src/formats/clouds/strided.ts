import type { ColumnArray } from '#src/core/cloud/columns.ts';

/** Records of `stride` bytes that lie one after the other. */
export interface Records {
  readonly bytes: Uint8Array;
  readonly stride: number;
  readonly count: number;
}

/**
 * Copies the little-endian elements at `offset` of every record, `perRecord` neighbours each, to `out` from record `first` on.
 * Bits are copied, not values: a packed colour in a float keeps its NaN payload. Everything that runs this is little-endian,
 * so an aligned view reads the file's own order; records that are not aligned go through DataView.
 */
export function copyElements(records: Records, offset: number, perRecord: number, out: ColumnArray, first: number): void {
  const size = out.BYTES_PER_ELEMENT;
  // Eight-byte elements are pairs of words: engines read words faster than BigInts, and Float64 could quiet a NaN.
  if (size === 8) return copyWords(records, offset, 2 * perRecord, new Uint32Array(out.buffer, out.byteOffset, 2 * out.length), first);
  if (size === 4) return copyWords(records, offset, perRecord, new Uint32Array(out.buffer, out.byteOffset, out.length), first);
  if (size === 2) return copyHalves(records, offset, perRecord, new Uint16Array(out.buffer, out.byteOffset, out.length), first);
  return copyBytes(records, offset, perRecord, new Uint8Array(out.buffer, out.byteOffset, out.length), first);
}

// One loop per element size, each seeing one array class only: a shared loop would be megamorphic and several times slower.

function copyWords({ bytes, stride, count }: Records, offset: number, per: number, out: Uint32Array, first: number): void {
  const at = bytes.byteOffset + offset;
  let o = first * per;
  if (at % 4 === 0 && stride % 4 === 0) {
    const words = new Uint32Array(bytes.buffer, at, (bytes.byteLength - offset) >> 2);
    const step = stride / 4;
    // Single fields and x, y, z are nearly all there is; without an inner loop they take half the time.
    if (per === 1) for (let i = 0, w = 0; i < count; i++, w += step) out[o++] = words[w];
    else if (per === 3)
      for (let i = 0, w = 0; i < count; i++, w += step, o += 3) {
        out[o] = words[w];
        out[o + 1] = words[w + 1];
        out[o + 2] = words[w + 2];
      }
    else for (let i = 0, w = 0; i < count; i++, w += step) for (let k = 0; k < per; k++) out[o++] = words[w + k];
  } else {
    const view = new DataView(bytes.buffer, at, bytes.byteLength - offset);
    for (let i = 0, b = 0; i < count; i++, b += stride) for (let k = 0; k < per; k++) out[o++] = view.getUint32(b + 4 * k, true);
  }
}

function copyHalves({ bytes, stride, count }: Records, offset: number, per: number, out: Uint16Array, first: number): void {
  const at = bytes.byteOffset + offset;
  let o = first * per;
  if (at % 2 === 0 && stride % 2 === 0) {
    const halves = new Uint16Array(bytes.buffer, at, (bytes.byteLength - offset) >> 1);
    const step = stride / 2;
    for (let i = 0, h = 0; i < count; i++, h += step) for (let k = 0; k < per; k++) out[o++] = halves[h + k];
  } else {
    const view = new DataView(bytes.buffer, at, bytes.byteLength - offset);
    for (let i = 0, b = 0; i < count; i++, b += stride) for (let k = 0; k < per; k++) out[o++] = view.getUint16(b + 2 * k, true);
  }
}

function copyBytes({ bytes, stride, count }: Records, offset: number, per: number, out: Uint8Array, first: number): void {
  let o = first * per;
  for (let i = 0, b = offset; i < count; i++, b += stride) for (let k = 0; k < per; k++) out[o++] = bytes[b + k];
}
