const HASH_BITS = 15;
const MAX_DISTANCE = 8192, MAX_LENGTH = 264, MAX_LITERALS = 32;

/** LZF as PCL reads it (see `LzfDecoder`): greedy, one remembered place per hash of three bytes, as Marc Lehmann's liblzf does. */
export function compressLzf(input: Uint8Array): Uint8Array {
  // Nothing but literals, at worst: one control byte for each 32.
  const out = new Uint8Array(input.length + Math.ceil(input.length / MAX_LITERALS) + 1);
  const places = new Int32Array(1 << HASH_BITS).fill(-1);
  let o = 0, from = 0;
  const flush = (to: number) => {
    for (let i = from; i < to; i += MAX_LITERALS) {
      const n = Math.min(MAX_LITERALS, to - i);
      out[o++] = n - 1;
      out.set(input.subarray(i, i + n), o);
      o += n;
    }
  };
  for (let i = 0; i + 2 < input.length; ) {
    const hash = Math.imul((input[i] << 16) | (input[i + 1] << 8) | input[i + 2], 0x9e3779b1) >>> (32 - HASH_BITS);
    const place = places[hash];
    places[hash] = i;
    const same = place >= 0 && i - place <= MAX_DISTANCE && input[place] === input[i] && input[place + 1] === input[i + 1] && input[place + 2] === input[i + 2];
    if (!same) {
      i++;
      continue;
    }
    let length = 3;
    const most = Math.min(MAX_LENGTH, input.length - i);
    while (length < most && input[place + length] === input[i + length]) length++;
    flush(i);
    const distance = i - place - 1, code = length - 2;
    out[o++] = (Math.min(code, 7) << 5) | (distance >> 8);
    if (code >= 7) out[o++] = code - 7;
    out[o++] = distance & 255;
    i += length;
    from = i;
  }
  flush(input.length);
  return out.subarray(0, o);
}
