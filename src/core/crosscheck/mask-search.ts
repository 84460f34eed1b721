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
