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

/** Pixels whose centres lie in a polygon: one byte per pixel, and a summed-area table to ask rectangles. */
export interface PixelMask {
  readonly width: number;
  readonly height: number;
  readonly inside: Uint8Array;
  /** (width + 1) * (height + 1) sums of `inside` above and left of a corner. */
  readonly sums: Uint32Array;
}

/** Pixel (x, y) is inside when its centre (x + 0.5, y + 0.5) is, by `pointInPolygon`. */
export function rasterize(polygon: Polygon, width: number, height: number): PixelMask {
  const inside = new Uint8Array(width * height);
  const xs: number[] = [];
  for (let row = 0; row < height; row++) {
    const y = row + 0.5;
    xs.length = 0;
    for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2) {
      const ay = polygon[j + 1], by = polygon[i + 1];
      if (ay <= y !== by <= y) xs.push(crossing(polygon[j], ay, polygon[i], by, y));
    }
    xs.sort((a, b) => a - b);
    for (let k = 0; k + 1 < xs.length; k += 2) {
      const first = Math.max(0, Math.ceil(xs[k] - 0.5));
      const end = Math.min(width, Math.ceil(xs[k + 1] - 0.5));
      if (first < end) inside.fill(1, row * width + first, row * width + end);
    }
  }
  return { width, height, inside, sums: summedArea(inside, width, height) };
}

function summedArea(inside: Uint8Array, width: number, height: number): Uint32Array {
  const stride = width + 1;
  const sums = new Uint32Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += inside[y * width + x];
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
    }
  }
  return sums;
}

/** Inside pixels in columns [x0, x1) and rows [y0, y1); the rectangle must lie within the mask. */
export function countInside(mask: PixelMask, x0: number, y0: number, x1: number, y1: number): number {
  const s = mask.width + 1;
  return mask.sums[y1 * s + x1] - mask.sums[y0 * s + x1] - mask.sums[y1 * s + x0] + mask.sums[y0 * s + x0];
}

/** Area in square pixels, for telling a stroke from a click. */
export function polygonArea(polygon: Polygon): number {
  let twice = 0;
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2)
    twice += polygon[j] * polygon[i + 1] - polygon[i] * polygon[j + 1];
  return Math.abs(twice) / 2;
}
