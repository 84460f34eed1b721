import type { PixelBox } from '#src/core/crosscheck/findings/observation.ts';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { parseColour } from '#src/core/colour/palette.ts';
import { axis } from './mask-painter.ts';
import type { Raster } from './rasterise.ts';
import { word } from './rasterise.ts';
import type { Size, ViewTransform } from './view-transform.ts';

/** The part of a picture's mask that a finding is about. */
export interface MaskOutline {
  readonly maskClass: number;
  /** One instance of it; null = all of the class. */
  readonly instance: number | null;
  /** '#rrggbb' */
  readonly colour: string;
  /** The finding's points in the picture. */
  readonly box: PixelBox;
}

/** A mask that tells no instances apart is drawn around the points only: so many times the box's sides, and at least so many pixels. */
const AROUND = 0.5, LEAST = 40;

/**
 * Draws the edge of a part of a mask over the raster, `thick` pixels wide, inside the part; the rest stays clear. `view` goes from picture
 * coordinates to the raster's own pixels; the mask may be of another size than the picture.
 */
export function paintOutline(raster: Raster, mask: IdMask, picture: Size, view: ViewTransform, { maskClass, instance, colour, box }: MaskOutline, thick: number): void {
  const { width, height, words } = raster;
  const columns = axis(width, view.scale, view.x, picture.width, mask.width), rows = axis(height, view.scale, view.y, picture.height, mask.height);
  const byInstance = instance !== null && mask.instances !== null;
  const inside = (x: number, y: number) => {
    if (x < 0 || y < 0 || x >= width || y >= height || columns[x] < 0 || rows[y] < 0) return false;
    const at = rows[y] * mask.width + columns[x];
    return mask.classes[at] === maskClass && (!byInstance || mask.instances![at] === instance);
  };
  const [left, top, right, bottom] = byInstance ? [0, 0, width, height] : near(box, view, width, height);
  const [r, g, b] = parseColour(colour), paint = word(r, g, b);
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++)
      if (inside(x, y) && !(inside(x - thick, y) && inside(x + thick, y) && inside(x, y - thick) && inside(x, y + thick))) words[y * width + x] = paint;
}

/** Left, top, right and bottom of what lies around a box, in the raster's pixels. */
function near({ u0, v0, u1, v1 }: PixelBox, { scale, x, y }: ViewTransform, width: number, height: number): [number, number, number, number] {
  const du = Math.max(LEAST, AROUND * (u1 - u0)), dv = Math.max(LEAST, AROUND * (v1 - v0));
  const within = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
  return [within((u0 - du) * scale + x, width), within((v0 - dv) * scale + y, height), within((u1 + du) * scale + x, width), within((v1 + dv) * scale + y, height)];
}
