/** Powers of ten that a Float64 holds exactly. */
const POW10 = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const MAX_EXACT = 2 ** 53;
/** No double needs more characters (767 significant digits decide the hardest one). */
const MAX_LENGTH = 1100;
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** "nan", "-nan", "nan(ind)", and what old Microsoft runtimes print: "1.#QNAN", "-1.#IND00". */
const NOT_A_NUMBER = /^[+-]?(nan(\([a-z0-9_]*\))?|1\.#(qnan|snan|ind|nan)\w*)$/i;
const INFINITE = /^[+-]?(inf|infinity|1\.#inf\w*)$/i;

/**
 * The number that the ASCII bytes of [begin, end) spell, equal to Number(text); undefined where they spell none.
 * Up to 2^53 times a power of ten up to 22 is one exact operation (Clinger 1990); longer ones take the slow road.
 */
export function parseNumber(bytes: Uint8Array, begin: number, end: number): number | undefined {
  let i = begin;
  const negative = bytes[i] === 45;
  if (negative || bytes[i] === 43) i++;
  let mantissa = 0, digits = 0, scale = 0;
  for (; i < end; i++) {
    const d = bytes[i] - 48;
    if (d < 0 || d > 9) break;
    mantissa = mantissa * 10 + d;
    digits++;
  }
  if (i < end && bytes[i] === 46)
    for (i++; i < end; i++) {
      const d = bytes[i] - 48;
      if (d < 0 || d > 9) break;
      mantissa = mantissa * 10 + d;
      digits++;
      scale--;
    }
  // Sums above 2^53 are rounded on the way, but never to below 2^53: this comparison finds every one.
  if (digits === 0 || mantissa >= MAX_EXACT) return parseSlowly(bytes, begin, end);
  if (i < end) {
    if ((bytes[i] | 32) !== 101) return parseSlowly(bytes, begin, end);
    i++;
    const down = bytes[i] === 45;
    if (down || bytes[i] === 43) i++;
    let exponent = 0;
    const start = i;
    for (; i < end; i++) {
      const d = bytes[i] - 48;
      if (d < 0 || d > 9 || exponent > 999) break;
      exponent = exponent * 10 + d;
    }
    if (i < end || i === start) return parseSlowly(bytes, begin, end);
    scale += down ? -exponent : exponent;
  }
  if (scale < -22 || scale > 22) return parseSlowly(bytes, begin, end);
  const value = scale < 0 ? mantissa / POW10[-scale] : mantissa * POW10[scale];
  return negative ? -value : value;
}

function parseSlowly(bytes: Uint8Array, begin: number, end: number): number | undefined {
  if (end - begin > MAX_LENGTH) return undefined;
  const text = textOf(bytes, begin, end);
  if (PLAIN.test(text)) return Number(text);
  if (NOT_A_NUMBER.test(text)) return NaN;
  if (INFINITE.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return undefined;
}

/** The bytes as Latin-1. */
export function textOf(bytes: Uint8Array, begin: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(begin, Math.min(end, begin + MAX_LENGTH)));
}
