import type { PixelMask } from './pixel-mask.ts';
import { drawMask } from './pixel-mask.ts';

/** A closed polygon in pixels: x0, y0, x1, y1, … The last vertex joins the first. Self-crossings follow the even-odd rule. */
export type Polygon = readonly number[];

/**
 * Where the edge between a and b crosses the horizontal line y: the one formula that mask and oracle share. Computed from
 * the upper end on, so that two polygons that walk the edge in opposite directions round to the same place.
 */
function crossing(ax: number, ay: number, bx: number, by: number, y: number): number {
  return ay < by ? ax + ((y - ay) * (bx - ax)) / (by - ay) : bx + ((y - by) * (ax - bx)) / (ay - by);
}

/** Even-odd rule; an edge owns its upper end and not its lower one, so that shared vertices count once. */
export function pointInPolygon(polygon: Polygon, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2) {
    const ay = polygon[j + 1], by = polygon[i + 1];
    if (ay <= y !== by <= y && crossing(polygon[j], ay, polygon[i], by, y) <= x) inside = !inside;
  }
  return inside;
}

/** The pixels of a picture of `width` x `height` whose centres (x + 0.5, y + 0.5) are inside by `pointInPolygon`. */
export function rasterize(polygon: Polygon, width: number, height: number): PixelMask {
  const edges = polygon.length;
  let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
  for (let i = 0; i + 1 < edges; i += 2) {
    x0 = Math.min(x0, polygon[i]); x1 = Math.max(x1, polygon[i]);
    y0 = Math.min(y0, polygon[i + 1]); y1 = Math.max(y1, polygon[i + 1]);
  }
  const xs: number[] = [];
  // A crossing may be rounded to just outside of its edge's ends: one pixel of room.
  return drawMask({ width, height }, [x0 - 1, y0, x1 + 1, y1], (fill, first, end) => {
    for (let row = first; row < end; row++) {
      const y = row + 0.5;
      xs.length = 0;
      for (let i = 0, j = edges - 2; i < edges; j = i, i += 2) {
        const ay = polygon[j + 1], by = polygon[i + 1];
        if (ay <= y !== by <= y) xs.push(crossing(polygon[j], ay, polygon[i], by, y));
      }
      xs.sort((a, b) => a - b);
      for (let k = 0; k + 1 < xs.length; k += 2) fill(row, Math.ceil(xs[k] - 0.5), Math.ceil(xs[k + 1] - 0.5));
    }
  });
}

/** Area in square pixels, for telling a stroke from a click. */
export function polygonArea(polygon: Polygon): number {
  let twice = 0;
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2)
    twice += polygon[j] * polygon[i + 1] - polygon[i] * polygon[j + 1];
  return Math.abs(twice) / 2;
}
