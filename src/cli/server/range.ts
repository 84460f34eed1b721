/** Bytes [begin, end) of a file. */
export interface ByteRange {
  readonly begin: number;
  readonly end: number;
}

/**
 * What a Range header asks of a file of `size` bytes (RFC 9110, 14.2): one range; 'unsatisfiable' when it lies outside
 * the file; null when the whole file is to be sent. A header that does not parse, or that asks for several ranges, is
 * ignored, as the standard allows.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  if (match[1] === '') {
    const suffix = Number(match[2]);
    return suffix === 0 || size === 0 ? 'unsatisfiable' : { begin: Math.max(0, size - suffix), end: size };
  }
  const begin = Number(match[1]);
  const last = match[2] === '' ? Infinity : Number(match[2]);
  if (last < begin) return null;
  return begin >= size ? 'unsatisfiable' : { begin, end: Math.min(size, last + 1) };
}
