import { decompress } from 'fzstd';

/** Zstandard's best: a block of 128 KiB that repeats one byte takes four, and a frame has a few bytes of its own. */
const ZSTD_MAX_RATIO = 32768;
/** What zstd itself takes as a window unless told otherwise (ZSTD_WINDOWLOG_LIMIT_DEFAULT). */
const MAX_WINDOW = 1 << 27;

/** Decodes Zstandard (RFC 8878) to exactly `size` bytes. Throws RangeError, or fzstd's Error; nothing is allocated that the data could not become. */
export function decodeZstd(input: Uint8Array, size: number): Uint8Array {
  if (!(size >= 0 && size <= input.length * ZSTD_MAX_RATIO)) throw new RangeError('more data than this can be');
  if (size > 0) checkFirstFrame(input, size);
  // Not into a given buffer: fzstd would not say how much of it was filled.
  const output = decompress(input);
  if (output.length !== size) throw new RangeError('another amount of data than was announced');
  // It lies somewhere in fzstd's window; whoever wants other numbers than bytes needs it aligned.
  return output.byteOffset % 8 === 0 ? output : output.slice();
}

/** The decoder allocates what the frame's header says, before it looks at the data (RFC 8878, 3.1.1.1). */
function checkFirstFrame(input: Uint8Array, size: number): void {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  if (view.getUint32(0, true) !== 0xfd2fb528) throw new RangeError('no Zstandard frame');
  const descriptor = view.getUint8(4), single = (descriptor & 0x20) !== 0;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][descriptor >> 6];
  const at = 5 + (single ? 0 : 1) + [0, 1, 2, 4][descriptor & 3];
  const content = sizeBytes === 0 ? null
    : sizeBytes === 1 ? view.getUint8(at) : sizeBytes === 2 ? view.getUint16(at, true) + 256 : sizeBytes === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
  if (content !== null && content > size) throw new RangeError('more data than was announced');
  if (content !== null) return;
  const window = view.getUint8(5), base = 2 ** (10 + (window >> 3));
  if (base + (base / 8) * (window & 7) > MAX_WINDOW) throw new RangeError('a window that is too large');
}
