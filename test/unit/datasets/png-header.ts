/** The beginning of a PNG of this size: all that a layout looks at. */
export function pngHeader(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(26);
  const view = new DataView(bytes.buffer);
  [0x89504e47, 0x0d0a1a0a, 13, 0x49484452, width, height].forEach((word, i) => view.setUint32(4 * i, word));
  return bytes;
}
