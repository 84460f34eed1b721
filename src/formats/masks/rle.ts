import { DataError } from '#src/core/errors.ts';

/** COCO's run-length code of a binary mask: runs of zeros and ones in turn, column by column, beginning with zeros (cocoapi, common/maskApi.c). */
export interface Rle {
  /** Height, width. */
  readonly size: readonly [number, number];
  /** Lengths of runs, or the same as a compressed string. */
  readonly counts: readonly number[] | string;
}

/** A larger picture is a mistake. */
const MAX_PIXELS = 1 << 28;

/** The pixels of a mask, row by row, 1 where it is set. Throws DataError where the runs do not fill the picture exactly. */
export function decodeRle({ size: [height, width], counts }: Rle, file: string, where?: string): Uint8Array {
  const pixels = height * width;
  const fail = (expected: string, found: string): DataError => new DataError('malformed', 'has a run-length mask that is not right', { file, where, expected, found });
  if (!(Number.isInteger(height) && Number.isInteger(width) && height > 0 && width > 0 && pixels <= MAX_PIXELS)) throw fail('a height and a width', `${height} x ${width}`);
  const runs = typeof counts === 'string' ? unpackCounts(counts, file, where) : counts;
  let sum = 0;
  for (const run of runs) {
    if (!Number.isInteger(run) || run < 0) throw fail('runs of whole numbers from 0', String(run));
    sum += run;
  }
  if (sum !== pixels) throw fail(`runs of ${pixels} pixels in all`, String(sum));
  const out = new Uint8Array(pixels);
  let at = 0, value = 0;
  for (const run of runs) {
    if (value === 1) for (let k = at; k < at + run; k++) out[(k % height) * width + Math.floor(k / height)] = 1;
    at += run;
    value = 1 - value;
  }
  return out;
}

/** The runs of a mask that is given row by row; anything but 0 is set. */
export function encodeRle(mask: ArrayLike<number>, width: number, height: number): number[] {
  const runs: number[] = [];
  let value = 0, run = 0;
  for (let x = 0; x < width; x++)
    for (let y = 0; y < height; y++) {
      const here = mask[y * width + x] === 0 ? 0 : 1;
      if (here !== value) {
        runs.push(run);
        value = here;
        run = 0;
      }
      run++;
    }
  runs.push(run);
  return runs;
}

/**
 * The compressed string: from the fourth on, a run is written as its difference to the one two before, in groups of five bits from the lowest on,
 * each in a character from 48 on, with 32 added where another follows; the sign is in the last group's highest bit.
 */
export function packCounts(runs: readonly number[]): string {
  let text = '';
  runs.forEach((run, i) => {
    let rest = i > 2 ? run - runs[i - 2] : run;
    for (let more = true; more; ) {
      const group = rest & 31;
      rest >>= 5;
      more = group & 16 ? rest !== -1 : rest !== 0;
      text += String.fromCharCode((more ? group | 32 : group) + 48);
    }
  });
  return text;
}

/** The runs of a compressed string. Throws DataError where it is none. */
export function unpackCounts(text: string, file: string, where?: string): number[] {
  const runs: number[] = [];
  for (let at = 0; at < text.length; ) {
    let value = 0, shift = 0, code = 32;
    while (code & 32) {
      code = text.charCodeAt(at) - 48;
      if (!(code >= 0 && code < 64) || shift > 30)
        throw new DataError('malformed', 'has a compressed mask that is not right', { file, where, expected: 'characters from "0" to "o"', found: at < text.length ? JSON.stringify(text[at]) : 'its end' });
      at++;
      value |= (code & 31) << shift;
      shift += 5;
    }
    if (shift < 32 && code & 16) value |= -1 << shift;
    runs.push(runs.length > 2 ? value + runs[runs.length - 2] : value);
  }
  return runs;
}
