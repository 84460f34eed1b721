import type { Pixels } from '../../geometry/units.ts';
import type { PixelBox } from '../findings/observation.ts';

/** A part of a picture, and how large it is drawn. */
export interface CropFrame {
  /** Upper left corner in the picture. */
  readonly u: Pixels;
  readonly v: Pixels;
  /** Pixels of the crop per pixel of the picture. */
  readonly scale: number;
  /** Of the crop. */
  readonly width: Pixels;
  readonly height: Pixels;
}

/** So much of the box's sides is shown around it, and at least so many pixels in all: what a thing is, its surroundings tell. */
const AROUND = 0.5, LEAST: Pixels = 120;
/** More is only blur. */
const MOST_SCALE = 4;

/** The part of a picture around a box, of the shape of the crop wherever the picture is large enough, and never beyond the picture's edges. */
export function cropAround(box: PixelBox, picture: { readonly width: Pixels; readonly height: Pixels }, most: { readonly width: Pixels; readonly height: Pixels }): CropFrame {
  const wanted = (least: Pixels, low: Pixels, high: Pixels): Pixels => Math.max(least, (1 + 2 * AROUND) * (high - low + 1));
  const shape = most.width / most.height;
  const tall = Math.max(wanted(LEAST / shape, box.v0, box.v1), wanted(LEAST, box.u0, box.u1) / shape);
  const height = Math.min(picture.height, tall), width = Math.min(picture.width, tall * shape);
  const scale = Math.min(MOST_SCALE, most.width / width, most.height / height);
  const within = (middle: Pixels, size: Pixels, all: Pixels): Pixels => Math.min(all - size, Math.max(0, middle - size / 2));
  return {
    u: within((box.u0 + box.u1) / 2, width, picture.width), v: within((box.v0 + box.v1) / 2, height, picture.height),
    scale, width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)),
  };
}
