/**
 * CRC-32 as in zlib, PNG and gzip: polynomial 0xEDB88320, reflected, initial value and final XOR 0xFFFFFFFF.
 * TABLES[256 k + n] is the checksum of byte n with k zero bytes behind it, so that four bytes are taken in one step
 * ("slicing-by-4", Kounavis and Berry 2005): a journal is verified whole on every opening.
 */
const TABLES = new Uint32Array(4 * 256);
for (let n = 0; n < 256; n++) {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  TABLES[n] = c;
}
for (let n = 256; n < TABLES.length; n++) TABLES[n] = TABLES[TABLES[n - 256] & 0xff] ^ (TABLES[n - 256] >>> 8);

/** The checksum as an unsigned 32-bit number. `seed` is the checksum of the bytes before these. */
export function crc32(bytes: Uint8Array, seed = 0): number {
  let c = ~seed;
  let i = 0;
  for (const end = bytes.length - 3; i < end; i += 4) {
    c ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    c = TABLES[768 + (c & 0xff)] ^ TABLES[512 + ((c >>> 8) & 0xff)] ^ TABLES[256 + ((c >>> 16) & 0xff)] ^ TABLES[c >>> 24];
  }
  for (; i < bytes.length; i++) c = TABLES[(c ^ bytes[i]) & 0xff] ^ (c >>> 8);
  return ~c >>> 0;
}
