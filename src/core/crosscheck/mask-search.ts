import type { Pixels } from '../geometry/units.ts';
import type { IdMask } from './id-mask.ts';

/**
 * Whether the mask has a pixel of an accepted class less than `reach` away from (u, v): the exact distance from the point to the
 * pixel's square, in pixels of the picture, whatever the mask's resolution. Looks at no pixel beyond.
 */
export function hasClassWithin(
  mask: IdMask, image: { readonly width: Pixels; readonly height: Pixels }, u: Pixels, v: Pixels, reach: Pixels, accepts: (classId: number) => boolean,
): boolean {
  const { width, height, classes } = mask;
  const pixelWidth = image.width / width, pixelHeight = image.height / height;
  const x0 = Math.max(0, Math.floor((u - reach) / pixelWidth)), x1 = Math.min(width - 1, Math.floor((u + reach) / pixelWidth));
  const y0 = Math.max(0, Math.floor((v - reach) / pixelHeight)), y1 = Math.min(height - 1, Math.floor((v + reach) / pixelHeight));
  // Neighbours are mostly of one class: ask once per run.
  let asked = -1, accepted = false;
  for (let y = y0; y <= y1; y++) {
    const dv = Math.max(y * pixelHeight - v, v - (y + 1) * pixelHeight, 0);
    for (let x = x0; x <= x1; x++) {
      const classId = classes[y * width + x];
      if (classId !== asked) {
        asked = classId;
        accepted = accepts(classId);
      }
      if (!accepted) continue;
      const du = Math.max(x * pixelWidth - u, u - (x + 1) * pixelWidth, 0);
      if (du * du + dv * dv < reach * reach) return true;
    }
  }
  return false;
}

/** Stands for "none in this row"; masks are narrower. */
const NONE = 0xffff;

/**
 * Answers the question of `hasClassWithin` for one set of accepted classes and many points: one pass over the mask, then as many
 * steps per point as there are rows within its reach. Pays where the reach is long. Masks up to 65,535 pixels wide.
 */
export class ClassFinder {
  /** Per pixel: the nearest accepted column of its row, at or before it, and at or after it. */
  private readonly before: Uint16Array;
  private readonly after: Uint16Array;

  constructor(private readonly mask: IdMask, private readonly image: { readonly width: Pixels; readonly height: Pixels }, accepts: (classId: number) => boolean) {
    const { width, height, classes } = mask;
    const accepted = new Map<number, boolean>();
    const isAccepted = (classId: number): boolean => {
      let answer = accepted.get(classId);
      if (answer === undefined) accepted.set(classId, (answer = accepts(classId)));
      return answer;
    };
    this.before = new Uint16Array(classes.length);
    this.after = new Uint16Array(classes.length);
    for (let y = 0; y < height; y++) {
      const row = y * width;
      for (let x = 0, last = NONE; x < width; x++) this.before[row + x] = last = isAccepted(classes[row + x]) ? x : last;
      for (let x = width - 1, next = NONE; x >= 0; x--) this.after[row + x] = next = isAccepted(classes[row + x]) ? x : next;
    }
  }

  /** As `hasClassWithin`. */
  isWithin(u: Pixels, v: Pixels, reach: Pixels): boolean {
    const { width, height } = this.mask;
    const pixelWidth = this.image.width / width, pixelHeight = this.image.height / height;
    const column = Math.min(width - 1, Math.max(0, Math.floor(u / pixelWidth)));
    const y0 = Math.max(0, Math.floor((v - reach) / pixelHeight)), y1 = Math.min(height - 1, Math.floor((v + reach) / pixelHeight));
    for (let y = y0; y <= y1; y++) {
      const dv = Math.max(y * pixelHeight - v, v - (y + 1) * pixelHeight, 0);
      const left = this.before[y * width + column], right = this.after[y * width + column];
      const du = Math.min(
        left === NONE ? Infinity : Math.max(0, u - (left + 1) * pixelWidth),
        right === NONE ? Infinity : Math.max(0, right * pixelWidth - u),
      );
      if (du * du + dv * dv < reach * reach) return true;
    }
    return false;
  }
}
