import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { parseColour } from '#src/core/colour/palette.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { Raster } from './rasterise.ts';
import type { Size, ViewTransform } from './view-transform.ts';

/** Ids that the masks' taxonomy does not name. */
const UNKNOWN_COLOUR = '#b0b4bb';

export interface MaskStyle {
  /** 0..1, of the areas. */
  readonly opacity: number;
  /** Whether the edges between classes and between instances are drawn, at full strength. */
  readonly outline: boolean;
}

/**
 * Paints a mask over the raster: each display pixel takes the class of the mask pixel under its centre; void stays
 * clear. `view` goes from picture coordinates to the raster's own pixels; the mask may be of another size than the picture.
 */
export function paintMask(raster: Raster, mask: IdMask, picture: Size, view: ViewTransform, taxonomy: Taxonomy, style: MaskStyle): void {
  const { width, height, words } = raster;
  const columns = axis(width, view.scale, view.x, picture.width, mask.width);
  const rows = axis(height, view.scale, view.y, picture.height, mask.height);
  const areas = colours(taxonomy, style.opacity);
  const edges = colours(taxonomy, 1);
  const { classes, instances } = mask;
  const differ = (a: number, b: number) => classes[a] !== classes[b] || (instances !== null && instances[a] !== instances[b]);
  for (let y = 0; y < height; y++) {
    const row = rows[y];
    const below = y + 1 < height ? rows[y + 1] : -1;
    for (let x = 0; x < width; x++) {
      const column = columns[x];
      const at = row < 0 || column < 0 ? -1 : row * mask.width + column;
      if (at < 0 || classes[at] === 0) {
        words[y * width + x] = 0;
        continue;
      }
      const right = x + 1 < width ? columns[x + 1] : -1;
      const edge = style.outline && ((right >= 0 && differ(at, row * mask.width + right)) || (below >= 0 && differ(at, below * mask.width + column)));
      words[y * width + x] = (edge ? edges : areas)[classes[at]];
    }
  }
}

/** Mask column (or row) under the centre of each display pixel, -1 beside the picture. */
export function axis(length: number, scale: number, offset: number, pictureSide: number, maskSide: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => {
    const place = (i + 0.5 - offset) / scale;
    return place < 0 || place >= pictureSide ? -1 : Math.min(maskSide - 1, Math.floor((place * maskSide) / pictureSide));
  });
}

/** The canvas word of each of the 65,536 class ids, at an opacity. */
function colours(taxonomy: Taxonomy, opacity: number): Uint32Array {
  const alpha = Math.round(opacity * 255) << 24;
  const wordOf = (hex: string) => {
    const [r, g, b] = parseColour(hex).map((c) => Math.round(c * 255));
    return (alpha | (b << 16) | (g << 8) | r) >>> 0;
  };
  const table = new Uint32Array(65536).fill(wordOf(UNKNOWN_COLOUR));
  for (const { id, colour } of taxonomy.classes) table[id] = wordOf(colour);
  return table;
}
