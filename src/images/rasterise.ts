import type { Pixels } from '#src/core/geometry/units.ts';
import type { ViewTransform } from './view-transform.ts';

/** Pixels as canvases keep them: one 32-bit word each, red in the first byte. */
export interface Raster {
  readonly width: Pixels;
  readonly height: Pixels;
  readonly words: Uint32Array;
}

export interface RasterPoints {
  readonly u: Float32Array;
  readonly v: Float32Array;
  /** One word per entry, see `word`. */
  readonly colours: Uint32Array;
  /** The entries to draw; later ones cover earlier ones. */
  readonly order: Uint32Array;
}

/**
 * Fills a square of `size` pixels at the place of every point, clipped at the raster's edges. `view` goes to the
 * raster's own pixels. A square of an odd size is centred on the pixel that holds the point, of an even one on the corner
 * nearest to it.
 */
export function drawPoints(raster: Raster, points: RasterPoints, view: ViewTransform, size: Pixels): void {
  const { width, height, words } = raster;
  const { u, v, colours, order } = points;
  const back = (size - 1) / 2;
  const x0 = view.scale / 2 + view.x - back, y0 = view.scale / 2 + view.y - back;
  for (let k = 0; k < order.length; k++) {
    const entry = order[k];
    const left = Math.floor(view.scale * u[entry] + x0), top = Math.floor(view.scale * v[entry] + y0);
    if (left >= width || top >= height || left + size <= 0 || top + size <= 0) continue;
    const begin = left < 0 ? 0 : left, end = Math.min(left + size, width);
    const bottom = Math.min(top + size, height);
    const colour = colours[entry];
    for (let row = top < 0 ? 0 : top; row < bottom; row++)
      for (let at = row * width + begin, stop = row * width + end; at < stop; at++) words[at] = colour;
  }
}

/** An opaque colour of channels 0..1. Canvas memory is red, green, blue, alpha: on a little-endian machine (all that run browsers), red is lowest. */
export function word(r: number, g: number, b: number): number {
  return ((255 << 24) | (Math.round(b * 255) << 16) | (Math.round(g * 255) << 8) | Math.round(r * 255)) >>> 0;
}
