import { encode } from 'fast-png';

/** A greyscale PNG of 8 or 16 bits, by the type of its values; one per pixel, row by row. */
export function writeGreyPng(values: Uint8Array | Uint16Array, width: number, height: number): Uint8Array {
  return encode({ width, height, data: values, channels: 1, depth: values instanceof Uint8Array ? 8 : 16 });
}

/** An RGB PNG of 8 bits; three values per pixel. */
export function writeRgbPng(values: Uint8Array, width: number, height: number): Uint8Array {
  return encode({ width, height, data: values, channels: 3, depth: 8 });
}
